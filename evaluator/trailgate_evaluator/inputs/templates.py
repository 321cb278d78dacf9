"""What is a CloudFormation template, or a CDK application's folder of them, by its content."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

MANIFEST: Final = "manifest.json"
"""By which a CDK application's folder is told."""

_SEEN: Final = 64 * 1024
_YAML: Final = re.compile(rb"""(?m)^["']?(?:AWSTemplateFormatVersion|Resources)["']?[ \t]*:""")
_OURS: Final = frozenset({"format", "format_version"})


def may_be_yaml_template(data: bytes) -> bool:
    """Whether text that is no JSON looks like a template, whatever the file is called; whether it is one, its parser tells."""
    return data.lstrip()[:1] not in (b"{", b"[") and _YAML.search(data) is not None


def is_template(content: Mapping[str, Any]) -> bool:
    """Whether a JSON object is one, or almost: `checked` says what it lacks."""
    resources = content.get("Resources")
    listed = resources.values() if isinstance(resources, dict) else ()
    typed = any(isinstance(one, dict) and ("Type" in one or "Properties" in one) for one in listed)
    return "AWSTemplateFormatVersion" in content or typed


def is_manifest(content: Mapping[str, Any]) -> bool:
    """Whether a value is the manifest of a CDK application's folder (`cdk.out`)."""
    artifacts = content.get("artifacts")
    return isinstance(content.get("version"), str) and isinstance(artifacts, dict) and not _OURS & content.keys()


def manifest_in(folder: str) -> str | None:
    """The manifest of a folder that `cdk synth` wrote; None for any other."""
    path = os.path.join(folder, MANIFEST)  # noqa: PTH118 - paths stay as the user gave them
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - the same
            start = file.read(_SEEN)
    except OSError:
        return None
    return path if b'"artifacts"' in start and (b"cdk:" in start or b"aws:cloudformation:stack" in start) else None


def checked(content: dict[str, Any], lines: Mapping[str, int], name: str) -> dict[str, Any]:
    """The template, if it has the shape of one; raises `InputError` with the line of what has not."""

    def refuse(pointer: str, expected: str, found: str) -> InputError:
        line = lines.get(pointer)
        return InputError(
            expected=expected,
            found=found,
            where=f"{name}#{pointer}" if line is None else f"{name}, line {line}",
            what_to_do="Correct the template; `aws cloudformation validate-template` refuses it, too.",
        )

    resources = content.get("Resources")
    if "Resources" not in content:
        raise refuse("", "a template with Resources", "none")
    if not isinstance(resources, dict):
        raise refuse("/Resources", "Resources that are a mapping of names to resources", _kind(resources))
    if not resources:
        raise refuse("/Resources", "at least one resource", "none")
    for section in ("Parameters", "Conditions", "Mappings", "Outputs"):
        if not isinstance(content.get(section, {}), dict):
            raise refuse(f"/{section}", f"{section} that are a mapping", _kind(content[section]))
    for called, resource in resources.items():
        wrong = None if called.startswith("Fn::") else _wrong(called, resource)
        if wrong is not None:
            raise refuse(f"/Resources/{called.replace('~', '~0').replace('/', '~1')}", *wrong)
    return content


def _wrong(called: str, resource: object) -> tuple[str, str] | None:
    """What is expected of a resource, and what is there; None where it is one."""
    if not isinstance(resource, dict):
        return f"resource {called[:60]} as a mapping with Type", _kind(resource)
    return None if isinstance(resource.get("Type"), str) else (f"resource {called[:60]} with a Type", "none that is a text")


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
