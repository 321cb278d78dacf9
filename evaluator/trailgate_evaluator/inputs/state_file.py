"""Terraform's own state file (`terraform.tfstate`, version 4), read as `terraform show -json` of it would be.

What a provider's schema adds there (members that became of older versions, more that is sensitive) is not: no provider is here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Json = dict[str, Any]

VERSION: Final = 4
_PROVIDER: Final = regex(r'provider\["([^"]+)"\]')
_STEP: Final = regex(r'module\.[^.\["]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?(?:\.|$)')
_MOST_STEPS: Final = 64
_MOST_MARKS: Final = 10_000


def is_state_file(content: Mapping[str, Any]) -> bool:
    """Whether a JSON object is a state file, of whatever version."""
    return "lineage" in content and "serial" in content and "version" in content


def shown(content: Mapping[str, Any], name: str) -> tuple[Json, dict[str, str]]:
    """The state as `terraform show -json` prints it, and for each resource in it the pointer to its instance in the file.

    Raises `InputError` where the file is of another version, or is not whole.
    """
    if content["version"] != VERSION:
        raise InputError(
            expected=f"a state file of version {VERSION}",
            found=f"one of version {str(content['version'])[:20]}",
            where=name,
            what_to_do="Give the output of `terraform show -json`.",
        )
    root: Json = {}
    origins: dict[str, str] = {}
    for at, resource in enumerate(_objects(content.get("resources", []), name, "/resources")):
        for number, instance in enumerate(_objects(resource.get("instances", []), name, f"/resources/{at}/instances")):
            where = f"/resources/{at}/instances/{number}"
            made = _resource(resource, instance, name, where)
            module, pointer = _module(root, resource.get("module") or "", name, f"/resources/{at}/module")
            there = module.setdefault("resources", [])
            origins[f"{pointer}/resources/{len(there)}"] = where
            there.append(made)
    outputs = content.get("outputs")
    values: Json = {"root_module": root}
    if isinstance(outputs, dict) and outputs:
        values["outputs"] = {key: {"sensitive": False, **one} for key, one in outputs.items() if isinstance(one, dict)}
    return {
        "format_version": "1.0",
        "terraform_version": str(content.get("terraform_version", "")),
        "values": values,
    }, origins


def _resource(resource: Json, instance: Json, name: str, where: str) -> Json:
    for key in ("type", "name", "provider"):
        if not isinstance(resource.get(key), str):
            raise _broken(name, f"{where.rpartition('/instances')[0]}/{key}", "text")
    provider = _PROVIDER.search(resource["provider"])
    module, index = resource.get("module"), instance.get("index_key")
    mode = resource.get("mode", "managed")
    address = f"{'data.' if mode == 'data' else ''}{resource['type']}.{resource['name']}{_index(index)}"
    made: Json = {
        "address": f"{module}.{address}" if module else address,
        "mode": mode,
        "type": resource["type"],
        "name": resource["name"],
        "provider_name": provider[1] if provider else resource["provider"],
        "schema_version": instance.get("schema_version", 0),
        "values": instance.get("attributes"),
        "sensitive_values": _sensitive(instance.get("sensitive_attributes")),
    }
    if not isinstance(made["values"], dict):
        raise _broken(name, f"{where}/attributes", "an object")
    if index is not None:
        made["index"] = index
    if isinstance(instance.get("dependencies"), list) and instance["dependencies"]:
        made["depends_on"] = instance["dependencies"]
    if instance.get("status") == "tainted":
        made["tainted"] = True
    if instance.get("deposed"):
        made["deposed_key"] = instance["deposed"]
    return made


def _module(root: Json, path: str, name: str, where: str) -> tuple[Json, str]:
    """The module of that address below the root, made where it is not there yet, and its pointer."""
    found, pointer, told = root, "/values/root_module", ""
    steps = _STEP.findall(path)
    if "".join(steps) != path or len(steps) > _MOST_STEPS:
        raise _broken(name, where, "the address of a module")
    for step in steps:
        told = f"{told}.{step.rstrip('.')}" if told else step.rstrip(".")
        below = found.setdefault("child_modules", [])
        number = next((at for at, one in enumerate(below) if one["address"] == told), None)
        if number is None:
            number = len(below)
            below.append({"address": told})
        found, pointer = below[number], f"{pointer}/child_modules/{number}"
    return found, pointer


def _index(key: object) -> str:
    match key:
        case None:
            return ""
        case str():
            text = key.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("${", "$${").replace("%{", "%%{")
            return f'["{text}"]'
        case _:
            return f"[{key}]"


def _sensitive(paths: object) -> Json:
    """The marks of sensitive values, in the places that the paths lead to."""
    marks: Json = {}
    for path in paths if isinstance(paths, list) else ():
        steps = [_value(step) for step in path] if isinstance(path, list) else []
        _mark(marks, steps)
    return marks


def _mark(marks: Json, steps: list[object]) -> None:
    """Marks the value that these names and numbers lead to."""
    here: Any = marks
    for at, step in enumerate(steps):
        rest: Any = True if at == len(steps) - 1 else [] if isinstance(steps[at + 1], int) else {}
        if isinstance(here, dict) and isinstance(step, str):
            here = here.setdefault(step, rest)
        elif isinstance(here, list) and isinstance(step, int) and 0 <= step < _MOST_MARKS:
            here.extend({} for _ in range(len(here), step + 1))
            here[step] = here[step] or rest
            here = here[step]
        else:
            return


def _value(step: object) -> object:
    """A step of a path: {type: get_attr, value: name}, or {type: index, value: {value, type}}."""
    found = step.get("value") if isinstance(step, dict) else None
    return found.get("value") if isinstance(found, dict) else found


def _objects(value: object, name: str, where: str) -> Iterator[Json]:
    if not isinstance(value, list):
        raise _broken(name, where, "a list")
    for number, one in enumerate(value):
        if not isinstance(one, dict):
            raise _broken(name, f"{where}/{number}", "an object")
        yield one


def _broken(name: str, where: str, expected: str) -> InputError:
    return InputError(
        expected=expected,
        found="something else",
        where=f"{name}#{where}",
        what_to_do="Give the output of `terraform show -json`.",
    )
