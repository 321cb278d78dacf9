"""Where a Terraform address is written: file and line in the sources that the user gives beside the plan."""

from __future__ import annotations

import json
import os
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.inputs.opening import opened
from trailgate_evaluator.regular import regex
from trailgate_evaluator.report.refusal_words import of_another

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Json = dict[str, Any]

_BLOCK: Final = regex(r'^[ \t]*(resource|data)[ \t]+"([\w-]+)"[ \t]+"([\w-]+)"')
_INDEX: Final = regex(r'\[(?:\d+|"(?:[^"\\]|\\.)*")\]')
_INLINE: Final = regex(r"(?:\.Subscription)?\[\d+\]\Z")
_LARGEST: Final = 4 * 1024 * 1024


def locations(result: Json, plan: Mapping[str, Any], folder: str) -> Json:
    """{address: {path, line}} of every resource that the result names and the sources under `folder` hold.

    Modules are followed by their local source as the plan's configuration has it, else by what `terraform init` noted in
    `.terraform/modules`. What is not found is left out. Paths start with `folder` as given.
    """
    found: Json = {}
    for address in sorted(_addresses(result)):
        *modules, kind, name = _steps(address)
        place = _module_folder(tuple(modules), plan, folder)
        line = None if place is None else _blocks(place).get((kind, name))
        if line is not None:
            found[address] = {"path": line[0], "line": line[1]}
    return found


def located(result: Json, known: Mapping[str, Json]) -> Json:
    """{address: {path, line}} of every resource that the result names, of those that a template tells."""
    named = [*result["resources"].values(), *result["gaps"]]
    addresses = {str(entry["address"]) for entry in named if isinstance(entry.get("address"), str)}
    addresses |= {at_fault for found in result["breaks"] if (at_fault := of_another(found)) is not None}
    places = {address: known.get(address) or known.get(_INLINE.sub("", address)) for address in sorted(addresses)}
    return {address: dict(place) for address, place in places.items() if place is not None}


def _addresses(result: Json) -> set[str]:
    named = [*result["resources"].values(), *result["gaps"]]
    return {entry["address"] for entry in named if isinstance(entry.get("address"), str) and "." in entry["address"]}


def _steps(address: str) -> list[str]:
    """Module names, then block kind and type joined, then the block's name, without instance keys."""
    parts = _INDEX.sub("", address).split(".")
    modules: list[str] = []
    while len(parts) > 2 and parts[0] == "module":  # noqa: PLR2004 - a block's address has two parts
        modules.append(parts[1])
        parts = parts[2:]
    if parts[0] == "data":
        return [*modules, f"data {parts[1]}", ".".join(parts[2:])]
    return [*modules, f"resource {parts[0]}", ".".join(parts[1:])]


def _module_folder(modules: tuple[str, ...], plan: Mapping[str, Any], folder: str) -> str | None:
    configuration = plan.get("configuration")
    module: Any = configuration.get("root_module") if isinstance(configuration, dict) else None
    place = folder
    for depth, name in enumerate(modules, 1):
        calls = module.get("module_calls") if isinstance(module, dict) else None
        call = calls.get(name) if isinstance(calls, dict) else None
        source = call.get("source") if isinstance(call, dict) else None
        if isinstance(source, str) and source.startswith(("./", "../")):
            place = os.path.normpath(os.path.join(place, source))  # noqa: PTH118 - paths stay as the user gave them
        else:
            installed = _installed(folder).get(".".join(modules[:depth]))
            if installed is None:
                return None
            place = os.path.normpath(os.path.join(folder, installed))  # noqa: PTH118 - the same
        module = call.get("module") if isinstance(call, dict) else None
    return place


@cache
def _installed(folder: str) -> Mapping[str, str]:
    try:
        with opened(os.path.join(folder, ".terraform", "modules", "modules.json")) as file:  # noqa: PTH118 - the same
            noted = json.loads(file.read(_LARGEST))
        return {entry["Key"]: entry["Dir"] for entry in noted["Modules"]}
    except (InputError, ValueError, KeyError, TypeError, RecursionError):
        return {}


@cache
def _blocks(folder: str) -> Mapping[tuple[str, str], tuple[str, int]]:
    """(kind and type, name) → (path, line) of every block in the folder's `.tf` files."""
    found: dict[tuple[str, str], tuple[str, int]] = {}
    for path in _sources(folder):
        try:
            with opened(path) as file:
                text = file.read(_LARGEST).decode("utf-8", "replace")
        except InputError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            match = _BLOCK.match(line)
            if match:
                found.setdefault((f"{match.group(1)} {match.group(2)}", match.group(3)), (path, number))
    return found


def _sources(folder: str) -> Iterator[str]:
    try:
        names = sorted(entry.name for entry in os.scandir(folder) if entry.name.endswith(".tf") and entry.is_file())
    except OSError:
        return
    yield from (os.path.join(folder, name) for name in names)  # noqa: PTH118 - the same
