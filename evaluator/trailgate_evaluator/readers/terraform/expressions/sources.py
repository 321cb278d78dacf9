"""The sources of a plan: which files make up each module, wherever they come from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from msgspec import Struct, field

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.languages.hcl.functions.files import Files
from trailgate_evaluator.languages.hcl.syntax.bodies import Block, Body, Expression, parse_file
from trailgate_evaluator.languages.hcl.syntax.json_bodies import read_json
from trailgate_evaluator.languages.hcl.syntax.tree import HclError
from trailgate_evaluator.readers.terraform.plan_json.configuration import Configuration


class Folder(Struct, frozen=True, kw_only=True):
    """A module's folder: the texts of its configuration files by path, and its own path as `path.module` has it."""

    path: str
    texts: Mapping[str, str]


class Sources(Protocol):
    """The sources beside a plan; `name` is what the user called them."""

    @property
    def name(self) -> str:
        """How the user named them."""

    @property
    def packed(self) -> bool:
        """Whether Terraform packed them itself: then it has read them, and a file that we cannot read is our own limit."""

    @property
    def workspace(self) -> str | None:
        """The workspace that was planned in, where anything tells."""

    @property
    def files(self) -> Files:
        """The files that expressions may read."""

    def folder(self, module: tuple[str, ...], source: str | None, parent: Folder | None, /) -> Folder | None:
        """The folder of a module by its path of calls; None where it is not at hand.

        `source` is what the call writes, `parent` the folder that the call stands in.
        """


class Broken(Struct, frozen=True, kw_only=True):
    """A file that is no configuration: where it stops being one, and what was expected there."""

    path: str
    line: int
    expected: str


class ModuleSource(Struct, kw_only=True):
    """One module as it is written, without regard to its instances. `broken` are files that are no configuration."""

    folder: Folder
    variables: dict[str, Body] = field(default_factory=dict)
    outputs: dict[str, Body] = field(default_factory=dict)
    locals: dict[str, Expression] = field(default_factory=dict)
    calls: dict[str, Body] = field(default_factory=dict)
    blocks: dict[tuple[str, str, str], Body] = field(default_factory=dict)
    providers: dict[str, Body] = field(default_factory=dict)
    broken: list[Broken] = field(default_factory=list)


def refuse_broken_sources(sources: Sources, modules: Iterable[ModuleSource | None]) -> None:
    """An error where a file of a folder is no configuration: Terraform read it when it planned, so it is another by now."""
    for module in modules:
        if module is not None and module.broken and not sources.packed:
            first = module.broken[0]
            raise InputError(
                expected=f"configuration as Terraform reads it ({first.expected})",
                found="something else",
                where=f"{first.path}, line {first.line}",
                what_to_do="Correct it, or name the folder as it was planned; without --source the plan is judged by references.",
            )


def refuse_other_sources(sources: Sources, configuration: Configuration) -> None:
    """An error where the sources are not those of the plan: some resource of its root module is not in them."""
    folder = sources.folder((), None, None)
    found = None if folder is None else read_module(folder)
    if found is not None and found.broken:
        return
    for called in configuration.modules[()].blocks:
        if called[0] == "managed" and (found is None or called not in found.blocks):
            raise InputError(
                expected="the sources that the plan was made of",
                found=f"sources without {called[1]}.{called[2]}, which the plan's root module has",
                where=sources.name,
                what_to_do="Name the folder that `terraform plan` ran in, as it was then, or give the plan file itself.",
            )


def read_module(folder: Folder) -> ModuleSource:
    """The module of a folder: its files, then those that override them."""
    found = ModuleSource(folder=folder)
    for path in sorted(folder.texts, key=lambda path: (_overrides(path), path)):
        text = folder.texts[path].removeprefix("\ufeff")
        try:
            body = _body(path, text)
            for block in body.blocks:
                _add(found, block, override=_overrides(path))
        except HclError as problem:
            found.broken.append(Broken(path=path, line=text.count("\n", 0, problem.position) + 1, expected=problem.expected))
        except RecursionError:
            found.broken.append(Broken(path=path, line=1, expected="blocks that nest less"))
    return found


def _overrides(path: str) -> bool:
    name = path.rpartition("/")[2].removesuffix(".json").removesuffix(".tf")
    return name == "override" or name.endswith("_override")


def _body(path: str, text: str) -> Body:
    if not path.endswith(".json"):
        return parse_file(path, text)
    try:
        content = json.loads(text)
    except ValueError as problem:  # also of a number with thousands of digits
        raise HclError("JSON", getattr(problem, "pos", 0)) from None
    if not isinstance(content, dict):
        raise HclError("a JSON object", 0)
    return read_json(path, content)


def _add(module: ModuleSource, block: Block, *, override: bool) -> None:
    match block.kind, block.labels:
        case "locals", ():
            module.locals.update(block.body().attributes)
        case "variable", (name,):
            _put(module.variables, name, block, override=override)
        case "output", (name,):
            _put(module.outputs, name, block, override=override)
        case "module", (name,):
            _put(module.calls, name, block, override=override)
        case "resource", (kind, name):
            _put(module.blocks, ("managed", kind, name), block, override=override)
        case "data", (kind, name):
            _put(module.blocks, ("data", kind, name), block, override=override)
        case "provider", (name,):
            _put(module.providers, _provider_key(name, block), block, override=override)
        case _:
            pass


def _provider_key(name: str, block: Block) -> str:
    alias = block.body().attributes.get("alias")
    return name if alias is None else f"{name}.{alias.written.strip(chr(34)) or _constant(alias)}"


def _constant(expression: Expression) -> str:
    return str(getattr(expression.node(), "value", ""))


def _put(found: dict[Any, Body], key: object, block: Block, *, override: bool) -> None:
    body = block.body()
    former = found.get(key)
    if former is None or not override:
        found[key] = body
        return
    kinds = {inner.kind for inner in body.blocks}
    kept = [inner for inner in former.blocks if inner.kind not in kinds]
    found[key] = Body({**former.attributes, **body.attributes}, [*kept, *body.blocks])
