"""A template's shape, as far as CloudFormation refuses it before it looks at what the resources are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.pointers import escaped
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_VERSION: Final = "2010-09-09"
_SECTIONS: Final = frozenset(
    {
        "AWSTemplateFormatVersion", "Conditions", "Description", "Hooks", "Mappings", "Metadata", "Outputs", "Parameters",
        "Resources", "Rules", "Transform",
    }
)  # fmt: skip
_OF_RESOURCES: Final = frozenset(
    {
        "Condition", "CreationPolicy", "DeletionPolicy", "DependsOn", "Metadata", "Properties", "Type", "UpdatePolicy",
        "UpdateReplacePolicy", "Version",
    }
)  # fmt: skip
_REPLACEMENT: Final = ("Delete", "Retain", "Snapshot")
_DELETION: Final = (*_REPLACEMENT, "RetainExceptOnCreate")
_PARAMETERS: Final = regex(r"String|Number|CommaDelimitedList|List<(?:String|Number|AWS::[^<>]+)>|AWS::.+")
_MOST_RESOURCES: Final = 500
_NAME: Final = regex(r"[A-Za-z0-9]{1,255}")
_ORG_FORMATION: Final = "-OC"
"""What org-formation puts behind the version of its templates."""
_WHAT_TO_DO: Final = "Correct the template; `aws cloudformation validate-template` refuses it, too."

_Wrong = tuple[str, str, str]
"""The pointer of what is wrong, what is expected there, and what was found."""


def checked(content: dict[str, Any], lines: Mapping[str, int], name: str) -> dict[str, Any]:
    """The template, if it has the shape of one; raises `InputError` with the line of what has not."""
    if str(content.get("AWSTemplateFormatVersion")).endswith(_ORG_FORMATION):
        raise InputError(
            expected="a CloudFormation template",
            found="one of org-formation, which it works out for each account",
            where=name,
            what_to_do="Give what `org-formation print-stacks` writes of it, a template for each account.",
        )
    # A macro may take what CloudFormation itself refuses.
    strict = "Transform" not in content and "Fn::Transform" not in content
    wrong = next(_of_sections(content, strict=strict), None) or next(_of_every(content["Resources"], strict=strict), None)
    if wrong is None:
        return content
    pointer, expected, found = wrong
    line = lines.get(pointer)
    where = f"{name}#{pointer}" if line is None else f"{name}, line {line}"
    raise InputError(expected=expected, found=found, where=where, what_to_do=_WHAT_TO_DO)


def _of_sections(content: Mapping[str, Any], *, strict: bool) -> Iterator[_Wrong]:
    resources = content.get("Resources")
    if "Resources" not in content:
        yield "", "a template with Resources", "none"
    elif not isinstance(resources, dict):
        yield "/Resources", "Resources that are a mapping of names to resources", _kind(resources)
    elif not resources:
        yield "/Resources", "at least one resource", "none"
    elif strict and len(resources) > _MOST_RESOURCES:
        yield "/Resources", f"at most {_MOST_RESOURCES} resources", str(len(resources))
    for section in ("Parameters", "Conditions", "Mappings", "Outputs"):
        if not isinstance(content.get(section, {}), dict):
            yield f"/{section}", f"{section} that are a mapping", _kind(content[section])
    yield from _of_parameters(content.get("Parameters") if strict else None)
    version = content.get("AWSTemplateFormatVersion", _VERSION)
    if version != _VERSION:
        yield "/AWSTemplateFormatVersion", f"AWSTemplateFormatVersion {_VERSION}", repr(version)[:60]
    for other in content if strict else ():
        if other not in _SECTIONS:
            yield f"/{escaped(other)}", "sections that a template has", repr(other[:60])


def _of_parameters(parameters: object) -> Iterator[_Wrong]:
    for called, one in parameters.items() if isinstance(parameters, dict) else ():
        kind = one.get("Type") if isinstance(one, dict) else None
        if isinstance(kind, str) and _PARAMETERS.fullmatch(kind) is None:
            yield f"/Parameters/{escaped(called)}", f"parameter {called[:60]} of a type that CloudFormation has", repr(kind[:60])


def _of_every(resources: Mapping[str, Any], *, strict: bool) -> Iterator[_Wrong]:
    for called, resource in resources.items():
        if called.startswith("Fn::"):
            continue
        wrong = _of_resource(called, resource) or (_of_strict(called, resource) if strict else None)
        if wrong is not None:
            yield f"/Resources/{escaped(called)}", *wrong


def _of_resource(called: str, resource: object) -> tuple[str, str] | None:
    """What is expected of a resource, and what is there; None where it is one."""
    if not isinstance(resource, dict):
        return f"resource {called[:60]} as a mapping with Type", _kind(resource)
    return None if isinstance(resource.get("Type"), str) else (f"resource {called[:60]} with a Type", "none that is a text")


def _of_strict(called: str, resource: Mapping[str, Any]) -> tuple[str, str] | None:
    if _NAME.fullmatch(called) is None:
        return "resources that are named by letters and digits alone", repr(called[:60])
    other = next((name for name in resource if name not in _OF_RESOURCES and not name.startswith("Fn::")), None)
    if other is not None:
        return f"Type, Properties, DependsOn and their like in resource {called[:60]}", repr(other[:60])
    if not isinstance(resource.get("Condition", ""), str):
        return f"Condition of resource {called[:60]} as the name of a condition", _kind(resource["Condition"])
    for name, known in (("DeletionPolicy", _DELETION), ("UpdateReplacePolicy", _REPLACEMENT)):
        policy = resource.get(name, "Delete")
        if policy not in known:
            return f"{name} of resource {called[:60]} as one of {', '.join(known)}", repr(policy)[:60]
    properties = resource.get("Properties", {})
    return None if isinstance(properties, dict) else (f"Properties of resource {called[:60]} as a mapping", _kind(properties))


def _kind(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case list():
            return "a list"
        case dict():
            return "a mapping"
        case _:
            return "a single value"
