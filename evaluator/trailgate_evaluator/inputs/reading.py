"""Each input becomes a value: parsed, recognised and digested, or the reason why it cannot be."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from trailgate_evaluator.errors import InputError, out_of_memory
from trailgate_evaluator.inputs.content import content_of
from trailgate_evaluator.inputs.finding import find, is_folder_name, templates_in
from trailgate_evaluator.inputs.parsing import parse
from trailgate_evaluator.inputs.plan_file import ZIP, json_of, refuse_other_zip
from trailgate_evaluator.inputs.recognising import recognise
from trailgate_evaluator.inputs.state_file import is_state_file, shown
from trailgate_evaluator.inputs.template_folders import application_of
from trailgate_evaluator.inputs.templates import is_manifest, may_be_yaml_template
from trailgate_evaluator.inputs.urls import called

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from trailgate_evaluator.document.parts import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One input that can be read: its content, what it is, and the SHA-256 of its plain bytes.

    `packed` are the bytes of the plan file, where that was given and `content` is its JSON; `lines` are those of a template's
    values by their JSON pointers. `made`: the content was put together of files that others exported (`exports`), so that no
    single file has it. `origins`: where parts of it, by their pointers, stand in the file, where that is written otherwise.
    """

    name: str
    kind: Kind
    digest: str
    content: dict[str, Any]
    packed: bytes | None = field(default=None, repr=False)
    made: bool = False
    origins: dict[str, str] = field(default_factory=dict, repr=False)
    lines: Mapping[str, int] = field(default_factory=dict, repr=False)


class PlanFiles(Struct, frozen=True, kw_only=True):
    """How a plan file is read: the path of its JSON, or the folder in which Terraform makes it.

    `account` and `region` are whose an export's answers are that do not tell.
    """

    json: str | None = None
    folder: str | None = None
    account: str | None = None
    region: str | None = None


PLAN_FILES: Final = PlanFiles()


class Unreadable(Struct, frozen=True, kw_only=True):
    """One input that cannot be read or trusted, and why; `digest` where its bytes were read."""

    name: str
    digest: str | None
    error: InputError


def read(paths: Iterable[str], packed: PlanFiles = PLAN_FILES) -> Iterator[Source | Unreadable]:
    """Yield every input under `paths` in order, one at a time: files, folders, `-`. `packed` says how plan files are read.

    A folder stands for its `*.json` and `*.json.gz` files, sorted, folders within it included.
    Nothing raises: what cannot be read is yielded as `Unreadable`.
    """
    for path in paths:
        for found in find(path):
            match found:
                case InputError():
                    yield Unreadable(name=called(path), digest=None, error=found)
                case str():
                    yield _read_file(found, packed)


def read_found(name: str, packed: PlanFiles = PLAN_FILES) -> Source | Unreadable:
    """The one input of a name as `read` gave it; what is no longer there is `Unreadable`."""
    return _read_file(name, packed)


def read_one(path: str, packed: PlanFiles = PLAN_FILES) -> Source:
    """The one input at `path`; raises `InputError` where it cannot be read or is not one."""
    found = list(find(path))
    if found[:1] == [path] and is_folder_name(path):
        found = found[:1]  # a folder's templates, whatever lies beside them
    if len(found) != 1:
        raise InputError(
            expected="one input",
            found=f"a folder with {len(found)}",
            where=called(path),
            what_to_do="Name one file of it.",
        )
    match found[0]:
        case InputError() as error:
            raise error
        case name:
            given = _read_file(name, packed)
    if isinstance(given, Unreadable):
        raise given.error
    return given


def _read_file(name: str, packed: PlanFiles) -> Source | Unreadable:
    digest = None
    try:
        if is_folder_name(name):
            return _templates(name)
        data = content_of(name)
        digest = "sha256:" + hashlib.sha256(data).hexdigest()
        if data.startswith(ZIP):
            return _plan_file(name, digest, data, packed)
        if may_be_yaml_template(data):
            return _template(name, digest, data)
        content, origins = parse(data, name), dict[str, str]()
        if is_state_file(content):
            content, origins = shown(content, name)
        kind = recognise(content, name)
        if kind == "cloudformation_template" and not is_manifest(content):
            return _template(name, digest, data)
        return Source(name=name, kind=kind, digest=digest, content=content, origins=origins)
    except InputError as error:
        return Unreadable(name=name, digest=digest, error=_alone(error))
    except MemoryError:
        return Unreadable(name=name, digest=digest, error=out_of_memory(name))


def _alone(error: InputError) -> InputError:
    """The error without the frames that it came through: they would keep the file's bytes for as long as it is kept."""
    error.__context__ = error.__cause__ = None
    return error.with_traceback(None)


def _template(name: str, digest: str, data: bytes) -> Source:
    """A CloudFormation template, with the lines of what is in it."""
    from trailgate_evaluator.inputs.template_shape import checked
    from trailgate_evaluator.inputs.template_text import parse_template

    read_text = parse_template(data, name)
    content = checked(read_text.content, read_text.lines, name)
    return Source(name=name, kind="cloudformation_template", digest=digest, content=content, lines=read_text.lines)


def _templates(folder: str) -> Source:
    """The templates of a folder, as one application."""
    content, digest = application_of(folder, templates_in(folder))
    return Source(name=folder, kind="cloudformation_template", digest=digest, content=content)


def _plan_file(name: str, digest: str, data: bytes, packed: PlanFiles) -> Source:
    """A plan file by its JSON; its own digest stands for both."""
    refuse_other_zip(data, name)
    where = name if packed.json is None else packed.json
    content = parse(json_of(name, packed.json, packed.folder), where)
    kind = recognise(content, where)
    if kind != "terraform_plan":
        raise InputError(
            expected="the JSON of the plan file",
            found="the JSON of something else",
            where=where,
            what_to_do="Give the output of `terraform show -json` for this very plan file.",
        )
    return Source(name=name, kind=kind, digest=digest, content=content, packed=data)
