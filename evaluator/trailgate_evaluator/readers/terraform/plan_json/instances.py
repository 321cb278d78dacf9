"""The instances of a plan or state: one per resource address, with what is known, unknown and sensitive of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from trailgate_evaluator.readers.terraform.plan_json.addresses import Key, ModulePath, module_path
from trailgate_evaluator.readers.terraform.plan_json.changes import Changes, deletion

_AWS: Final = ("hashicorp", "aws")
"""The last two parts of the provider's name; registries and mirrors differ."""
_NOT_STATED: Final[Mapping[str, Any]] = {}


class Instance(Struct, frozen=True, kw_only=True):
    """One resource instance as it will stand (or stood, in a state).

    `unknown` and `sensitive` have the shape of `values`: True means everything from there down. `at` is a JSON
    pointer. `existing` says that it stood before this plan, `untouched` that the plan does nothing to it; `planned_blind`
    that nothing says which of its absent attributes are unknown, `foreign` that its type looks like hashicorp/aws's and is not.
    """

    address: str
    module: ModulePath
    mode: str
    type: str
    name: str
    key: Key
    values: Mapping[str, Any]
    unknown: object
    sensitive: object
    provider: str
    at: str
    existing: bool
    untouched: bool
    planned_blind: bool
    foreign: bool = False


Block = tuple[ModulePath, str, str, str]


class Instances(Struct):
    """All instances of one state of the world, found by block and by module."""

    every: list[Instance] = field(default_factory=list)
    by_block: dict[Block, dict[Key, Instance]] = field(default_factory=dict)
    module_keys: dict[tuple[ModulePath, str], dict[Key, None]] = field(default_factory=dict)
    by_type: dict[str, list[Instance]] = field(default_factory=dict)
    _modules_seen: set[ModulePath] = field(default_factory=set)

    def add(self, instance: Instance) -> None:
        """Add an instance, unless its address stands already."""
        where = (instance.module, instance.mode, instance.type, instance.name)
        block = self.by_block.get(where)
        if block is None:
            self.by_block[where] = {instance.key: instance}
        elif instance.key in block:
            return
        else:
            block[instance.key] = instance
        self.every.append(instance)
        if instance.mode == "managed" and not instance.foreign:
            self.by_type.setdefault(instance.type, []).append(instance)
        if instance.module:
            self._see(instance.module)

    def _see(self, path: ModulePath) -> None:
        while path and path not in self._modules_seen:
            self._modules_seen.add(path)
            name, key = path[-1]
            self.module_keys.setdefault((path[:-1], name), {})[key] = None
            path = path[:-1]

    def of(self, *types: str) -> Iterator[Instance]:
        """Managed instances of the types, in the order of the source."""
        for kind in types:
            yield from self.by_type.get(kind, ())


def planned(plan: Mapping[str, Any], changes: Changes) -> Instances:
    """The instances after apply: `planned_values`, and from `prior_state` what this plan leaves alone."""
    moved = {c.previous_address for c in changes.by_address.values() if isinstance(c.previous_address, str)}
    before = dict(_resources(_mapping(plan.get("prior_state")).get("values"), "/prior_state/values"))
    stood = {resource["address"] for _, resource in before.values()}
    found = Instances()
    for pointer, (module, resource) in _resources(plan.get("planned_values"), "/planned_values"):
        address = resource["address"]
        change = changes.by_address.get(address)
        if change is not None and change.gone:
            continue
        written = _NOT_STATED if change is None else change.written
        actions = frozenset() if change is None else change.actions
        untouched = change is None and address in stood
        found.add(
            _instance(
                module,
                resource,
                pointer,
                unknown=written.get("after_unknown"),
                sensitive=(resource.get("sensitive_values"), written.get("after_sensitive")),
                existing=untouched or (bool(actions) and "create" not in actions),
                untouched=untouched or actions == {"no-op"},
                planned_blind=change is None and not untouched,
            )
        )
    for pointer, (module, resource) in before.items():
        if resource["address"] in changes.by_address or resource["address"] in moved:
            continue
        found.add(_stated(module, resource, pointer))
    return found


def listed(plan: Mapping[str, Any], changes: Changes) -> Changes:
    """The changes, with a deletion for each resource that a whole plan knew before and of which it says nothing more.

    A whole plan lists what it leaves alone, too, but for one that only refreshes, which plans nothing: so what is in neither list
    is deleted, and the entry that says so was taken out. Of a plan that may be partial nothing can be said. One that plans
    nothing, and has found nothing changed, has nothing to apply; where it says that there is, its changes were taken out.
    """
    after = {resource["address"] for _, (_, resource) in _resources(plan.get("planned_values"), "/planned_values")}
    nothing = not (changes.by_address or plan.get("resource_drift") or plan.get("output_changes"))
    if plan.get("complete") is not True or not (after or (nothing and plan.get("applyable") is True)):
        return changes
    moved = {change.previous_address for change in changes.by_address.values()}
    told = after | changes.by_address.keys() | {address for address in moved if isinstance(address, str)}
    lost = {
        resource["address"]: deletion(resource["type"], _mapping(resource.get("values")))
        for _, (_, resource) in _resources(_mapping(plan.get("prior_state")).get("values"), "/prior_state/values")
        if resource.get("mode") == "managed" and resource["address"] not in told
    }
    return replace(changes, by_address={**changes.by_address, **lost}, leaving={**changes.leaving, **lost}) if lost else changes


def prior(plan: Mapping[str, Any]) -> Instances:
    """The instances before apply, as Terraform's refreshed state has them."""
    return _all_stated(_mapping(plan.get("prior_state")).get("values"), "/prior_state/values")


def stated(state: Mapping[str, Any]) -> Instances:
    """The instances of a state document."""
    return _all_stated(state.get("values"), "/values")


def _all_stated(values: object, pointer: str) -> Instances:
    found = Instances()
    for at, (module, resource) in _resources(values, pointer):
        found.add(_stated(module, resource, at))
    return found


def _stated(module: ModulePath, resource: Mapping[str, Any], pointer: str) -> Instance:
    sensitive = (resource.get("sensitive_values"), None)
    return _instance(
        module, resource, pointer, unknown=None, sensitive=sensitive, existing=True, untouched=True, planned_blind=False
    )


def _instance(
    module: ModulePath,
    resource: Mapping[str, Any],
    pointer: str,
    *,
    unknown: object,
    sensitive: tuple[object, object],
    existing: bool,
    untouched: bool,
    planned_blind: bool,
) -> Instance:
    key = resource.get("index")
    provider, is_another = _provider(str(resource.get("provider_name", "")))
    return Instance(
        address=resource["address"],
        module=module,
        mode=str(resource.get("mode", "managed")),
        type=str(resource["type"]),
        name=str(resource["name"]),
        key=key if isinstance(key, str | int) else None,
        values=_mapping(resource.get("values")),
        unknown=unknown,
        sensitive=True if True in sensitive else sensitive[1] or sensitive[0],
        provider=provider,
        at=pointer,
        existing=existing,
        untouched=untouched,
        planned_blind=planned_blind,
        foreign=is_another and resource["type"].startswith("aws_"),
    )


@lru_cache(maxsize=256)
def _provider(written: str) -> tuple[str, bool]:
    """The last part of a provider's name, and whether the name is in full and another one's than hashicorp/aws."""
    parts = written.split("/")
    return parts[-1], len(parts) > 1 and tuple(parts[-2:]) != _AWS


def _resources(values: object, pointer: str) -> Iterator[tuple[str, tuple[ModulePath, Mapping[str, Any]]]]:
    """Every resource with its pointer and module, walked without recursion: modules nest as deep as they like."""
    pending = [(_mapping(_mapping(values).get("root_module")), f"{pointer}/root_module")]
    while pending:
        module, at = pending.pop()
        address = module.get("address", "")
        path = module_path(address) if isinstance(address, str) else None
        if path is not None:
            for number, resource in enumerate(_list(module.get("resources"))):
                if _is_resource(resource) and not resource.get("deposed_key"):
                    yield f"{at}/resources/{number}", (path, resource)
        children = [(_mapping(c), f"{at}/child_modules/{n}") for n, c in enumerate(_list(module.get("child_modules")))]
        pending.extend(reversed(children))


def _is_resource(resource: object) -> bool:
    if not isinstance(resource, dict):
        return False
    address, kind, name = resource.get("address"), resource.get("type"), resource.get("name")
    return isinstance(address, str) and isinstance(kind, str) and isinstance(name, str)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else _NOT_STATED


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
