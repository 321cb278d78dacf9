"""All stacks that one input is: a template and those nested in it by files beside it, or the stacks of a CDK application."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.errors import InputError, UsageError
from trailgate_evaluator.inputs.archive_names import split
from trailgate_evaluator.inputs.content import content_of
from trailgate_evaluator.inputs.opening import can_be_opened_again
from trailgate_evaluator.inputs.template_folders import FOLDER, is_folder
from trailgate_evaluator.inputs.template_shape import checked
from trailgate_evaluator.inputs.template_text import MAX_BYTES, parse_template
from trailgate_evaluator.inputs.templates import MANIFEST, is_manifest
from trailgate_evaluator.inputs.urls import is_url
from trailgate_evaluator.plain import one_line
from trailgate_evaluator.readers.cloudformation.intrinsics.marks import is_plain
from trailgate_evaluator.readers.cloudformation.intrinsics.values import as_text
from trailgate_evaluator.readers.cloudformation.stacks import names
from trailgate_evaluator.readers.cloudformation.stacks.assertions import broken_rule
from trailgate_evaluator.readers.cloudformation.stacks.dangling import refuse_dangling
from trailgate_evaluator.readers.cloudformation.stacks.exports import Exports
from trailgate_evaluator.readers.cloudformation.stacks.parameters import is_stored, not_allowed, refuse_strange
from trailgate_evaluator.readers.cloudformation.stacks.place import Place, place_of
from trailgate_evaluator.readers.cloudformation.stacks.stack import Stack

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from trailgate_evaluator.readers.cloudformation.stacks.resource import Resource

MAX_NESTED: Final = 200
_MAX_DEPTH: Final = 8
_STACK_ARTIFACT: Final = "aws:cloudformation:stack"
_ASSEMBLY_ARTIFACT: Final = "cdk:cloud-assembly"
_ASSET: Final = "aws:asset:path"
_IMPORT: Final = '"Fn::ImportValue"'


class Gathering:
    """The stacks of one input. `account`, `region` and `partition` are used where nothing else tells the place.

    `told` are the accounts that an application tells itself.
    """

    def __init__(self, given: Mapping[str, Any], *, account: str | None, region: str | None, partition: str | None) -> None:
        self._given = given
        self._account, self._region, self._partition = account, region, partition
        self._exports = Exports()
        self._read = 0
        self._folder: str | None = None
        self._lenient = False
        self.told: set[str | None] = set()
        self.stacks: list[Stack] = []

    def again(self) -> Gathering:
        """Another for another template, which need not have every parameter that is given."""
        other = Gathering(self._given, account=self._account, region=self._region, partition=self._partition)
        other._lenient = True
        return other

    def of(self, content: dict[str, Any], name: str, lines: Mapping[str, int]) -> list[Stack]:
        """Every stack, those that others are nested in first."""
        roots = self._roots(content, name, lines)
        if not roots:
            raise InputError(
                expected="a CDK application with stacks, or a folder of templates that do not all nest each other",
                found="none",
                where=name,
                what_to_do="Run `cdk synth`, and give the folder that it writes; or name the outermost template.",
            )
        self._build(roots)
        if self._passes_on_imports():
            # What is imported is known once all are there; those that were given it are made anew.
            self._build(self._roots(content, name, lines))
        if not self._lenient:
            refuse_strange(self._given, [stack.content for stack in self.stacks if not stack.at] or [roots[0].content])
        for stack in self.stacks:
            refuse_dangling(stack)
            if stack.root is stack:
                _refuse_defaults(stack)
                _refuse_by_rules(stack)
        return self.stacks

    def _build(self, roots: list[Stack]) -> None:
        self.stacks, self._read = [], 0
        for root in roots:
            self._nest(root, 0)
        self._exports.gather(self.stacks)

    def _passes_on_imports(self) -> bool:
        """Whether a stack is nested that is given what others export."""
        nesting = (one for stack in self.stacks for one in stack.resources if one.logical in stack.nested)
        return any(_IMPORT in json.dumps(one.written, default=str) for one in nesting)

    def _roots(self, content: dict[str, Any], name: str, lines: Mapping[str, int]) -> list[Stack]:
        if is_folder(content):
            return self._of_folder(content[FOLDER], name)
        return list(self._of_application(content, name)) if is_manifest(content) else [self._root(content, name, lines)]

    def _of_folder(self, paths: list[str], folder: str) -> list[Stack]:
        """The stacks of a folder's templates, but of those that another of them nests."""
        self._folder = folder
        found = []
        for path in paths:
            content, lines = _template(path)
            called = f"{os.path.relpath(path, folder)}/" if len(paths) > 1 else ""
            found.append(self._root(content, path, lines, prefix=called))
        stacks = (resource for stack in found for resource in stack.resources if resource.type == names.STACK)
        nested = {os.path.realpath(path) for path in map(self._file_of, stacks) if path is not None}
        return [stack for stack in found if os.path.realpath(stack.file) not in nested]

    def _root(self, content: Mapping[str, Any], name: str, lines: Mapping[str, int], **told: Any) -> Stack:
        place = told.pop("place", None) or place_of(self._account, self._region, self._partition)
        return Stack(content, file=name, lines=lines, place=place, given=self._given, exports=self._exports, **told)

    def _of_application(self, manifest: Mapping[str, Any], name: str) -> Iterator[Stack]:
        found = list(_artifacts(manifest, name, 0))
        for folder, called, artifact in found:
            properties = _mapping(artifact.get("properties"))
            path = _within(folder, properties.get("templateFile"), os.path.dirname(name))  # noqa: PTH120 - as the user gave it
            if path is None:
                raise InputError(
                    expected=f"the template of stack {called[:80]} in the application's folder",
                    found="none",
                    where=name,
                    what_to_do="Run `cdk synth` again.",
                )
            content, lines = _template(path)
            stack_name = properties.get("stackName")
            yield self._root(
                content,
                path,
                lines,
                place=self._environment(artifact.get("environment")),
                prefix=f"{called}/" if len(found) > 1 else "",
                stack_name=stack_name if isinstance(stack_name, str) else called,
            )

    def _environment(self, told: object) -> Place:
        """The place of a stack by `aws://ACCOUNT/REGION`."""
        account, _, region = str(told).removeprefix("aws://").partition("/")
        account, region = ("" if one.startswith("unknown-") else one for one in (account, region))
        known = account if account.isdecimal() else None
        self.told |= {known} - {None}
        return place_of(known or self._account, region or self._region, self._partition)

    def _nest(self, stack: Stack, depth: int) -> None:
        self.stacks.append(stack)
        for resource in stack.resources:
            if resource.type != names.STACK:
                continue
            path = None if depth >= _MAX_DEPTH or self._read >= MAX_NESTED else self._file_of(resource)
            if path is None:
                continue
            self._read += 1
            content, lines = _template(path)
            parameters = resource.get("Parameters")
            inner = Stack(
                content,
                file=path,
                lines=lines,
                place=stack.place,
                given=parameters if isinstance(parameters, dict) else {},
                prefix=f"{resource.address}/",
                doubt=resource.doubt,
                at=stack.at or resource.pointer,
                exports=self._exports,
                root=stack.root,
            )
            stack.nested[resource.logical] = inner
            self._nest(inner, depth + 1)

    def _file_of(self, resource: Resource) -> str | None:
        """The file of a nested stack's template, where it is named by a path below the folder of the first."""
        file = resource.stack.file
        if is_url(file) or split(file) is not None or not can_be_opened_again(file):
            return None
        folder = self._folder or os.path.dirname(self.stacks[0].file)  # noqa: PTH120 - paths stay as the user gave them
        metadata = resource.written.get("Metadata")
        asset = metadata.get(_ASSET) if isinstance(metadata, dict) else None
        for told in (asset, resource.get("TemplateURL")):
            if isinstance(told, str) and is_plain(told) and "://" not in told:
                found = _within(os.path.dirname(file), told, folder)  # noqa: PTH120 - the same
                if found is not None and os.path.isfile(found):  # noqa: PTH113 - the same
                    return found
        return None


def _refuse_defaults(stack: Stack) -> None:
    """An error where a default that is used is none that its own parameter allows: CloudFormation refuses it."""
    for name, declared in (stack.content.get("Parameters") or {}).items():
        if not isinstance(declared, dict) or name in stack.given or is_stored(declared):
            continue
        default = declared.get("Default")
        wrong = None if default is None else not_allowed(declared, as_text(default))
        if wrong is not None:
            raise UsageError(
                expected=f"a Default that parameter {name[:80]} itself allows, or a value in its place",
                found="another" if str(declared.get("NoEcho")).lower() == "true" else repr(str(default)[:80]),
                where=stack.where(f"/Parameters/{name}/Default", f"/Parameters/{name}"),
                what_to_do=f"{wrong} --parameters FILE takes it.",
            )


def _refuse_by_rules(stack: Stack) -> None:
    """An error where the parameters break one of the template's rules: CloudFormation refuses them."""
    broken = broken_rule(stack)
    if broken is None:
        return
    says = "" if broken.says is None else f" ({one_line(broken.says, 200)})"
    raise UsageError(
        expected=f"parameters that keep to rule {broken.name[:80]} of the template{says}",
        found="others",
        where=stack.where(broken.pointer),
        what_to_do="Give others with --parameters FILE; CloudFormation refuses these.",
    )


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _artifacts(manifest: Mapping[str, Any], name: str, depth: int) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The stacks of a manifest, and of the applications within it: folder, name, artifact."""
    folder = os.path.dirname(name)  # noqa: PTH120 - paths stay as the user gave them
    for called, artifact in sorted(manifest["artifacts"].items()):
        if not isinstance(artifact, dict):
            continue
        if artifact.get("type") == _STACK_ARTIFACT:
            yield folder, called, artifact
        elif artifact.get("type") == _ASSEMBLY_ARTIFACT and depth < _MAX_DEPTH:
            properties = artifact.get("properties")
            inner = properties.get("directoryName") if isinstance(properties, dict) else None
            path = _within(folder, f"{inner}/{MANIFEST}", folder)
            if path is None or not isinstance(inner, str):
                continue
            content = parse_template(content_of(path, MAX_BYTES), path).content
            if is_manifest(content):
                yield from _artifacts(content, path, depth + 1)


def _within(folder: str, told: object, root: str) -> str | None:
    """The path of a file that is named from a folder, if it is below the root; links are followed first."""
    if not isinstance(told, str) or not told or os.path.isabs(told) or "\0" in told:  # noqa: PTH117 - as the user gave it
        return None
    path = os.path.normpath(os.path.join(folder, told))  # noqa: PTH118 - the same
    real, top = os.path.realpath(path), os.path.realpath(root or ".")
    return path if os.path.commonpath([real, top]) == top else None


def _template(path: str) -> tuple[dict[str, Any], Mapping[str, int]]:
    told = parse_template(content_of(path, MAX_BYTES), path)
    return checked(told.content, told.lines, path), told.lines
