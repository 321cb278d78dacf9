"""What a plan says beside its instances: what is left out of it, and what it takes away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from trailgate_evaluator.terraform.addresses import names
from trailgate_evaluator.terraform.configuration import Configuration, Module
from trailgate_evaluator.terraform.hidden import Circumstances
from trailgate_evaluator.terraform.instances import Instances, change_of
from trailgate_evaluator.terraform.world import LINKS

_GONE: Final = (frozenset({"delete"}), frozenset({"forget"}))


def read(plan: Mapping[str, Any], configuration: Configuration, instances: Instances) -> Circumstances:
    """The circumstances of a plan."""
    deferred = _deferred(plan)
    partial = plan.get("complete") is False or plan.get("errored") is True or bool(deferred)
    left_out = _without_instance(configuration, instances) if partial else {}
    if "complete" not in plan and not partial:
        left_out = _certainly_left_out(configuration, instances)
    for kind, address in deferred:
        left_out.setdefault(kind, []).append(address)
    changes = change_of(plan)
    removed = {address for address, actions in changes.items() if actions in _GONE}
    return Circumstances(
        left_out=left_out,
        left_out_reason="deferred" if deferred else "partial_plan",
        removed_topics=frozenset(_topics_of(plan, removed)),
        trail_removed=any(_type(address) == "aws_cloudtrail" for address in removed),
    )


def _type(address: str) -> str:
    """The resource type in an address; the chain's types hold no bracket, dot or quote."""
    return next((kind for kind in LINKS if f".{kind}." in f".{address}"), "")


def _topics_of(plan: Mapping[str, Any], removed: set[str]) -> Iterator[str]:
    for change in plan.get("resource_changes") or ():
        if isinstance(change, dict) and change.get("address") in removed and change.get("type") == "aws_sns_topic_subscription":
            before = change.get("change", {}).get("before")
            if isinstance(before, dict) and isinstance(before.get("topic_arn"), str):
                yield before["topic_arn"]


def _deferred(plan: Mapping[str, Any]) -> list[tuple[str, str]]:
    listed = plan.get("deferred_changes")
    found = []
    for entry in listed if isinstance(listed, list) else ():
        change = entry.get("resource_change") if isinstance(entry, dict) else None
        if isinstance(change, dict) and change.get("type") in LINKS and isinstance(change.get("address"), str):
            found.append((change["type"], change["address"]))
    return found


def _without_instance(configuration: Configuration, instances: Instances) -> dict[str, list[str]]:
    """Addresses of the chain's blocks that have no instance, by type."""
    present = {(names(i.module), i.type, i.name) for i in instances.of(*LINKS)}
    found: dict[str, list[str]] = {}
    for module, block in configuration.blocks():
        if block.mode == "managed" and block.type in LINKS and (module.path, block.type, block.name) not in present:
            found.setdefault(block.type, []).append(_address(module, block.type, block.name))
    return found


def _certainly_left_out(configuration: Configuration, instances: Instances) -> dict[str, list[str]]:
    """Older plans do not say that they are partial; a block that nothing repeats has an instance in a whole one."""
    single: set[tuple[str, ...]] = {()}
    for path, module in configuration.modules.items():
        if path in single:
            single.update(call.module.path for call in module.calls.values() if call.repetition is None)
    found: dict[str, list[str]] = {}
    lacking = _without_instance(configuration, instances)
    for module, block in configuration.blocks():
        address = _address(module, block.type, block.name)
        if block.repetition is None and module.path in single and address in lacking.get(block.type, ()):
            found.setdefault(block.type, []).append(address)
    return found if instances.every or not lacking else {}


def _address(module: Module, kind: str, name: str) -> str:
    return ".".join([*(f"module.{call}" for call in module.path), kind, name])
