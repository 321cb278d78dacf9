"""What a plan says beside its instances: what is left out of it, and what it takes away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trailgate_evaluator.readers.terraform.plan_json.addresses import names
from trailgate_evaluator.readers.terraform.plan_json.changes import Changes
from trailgate_evaluator.readers.terraform.plan_json.configuration import Block, Configuration, Module
from trailgate_evaluator.readers.terraform.plan_json.instances import Instances
from trailgate_evaluator.readers.terraform.resources.services import HUBS, REGION
from trailgate_evaluator.readers.terraform.world.hidden import Circumstances
from trailgate_evaluator.readers.terraform.world.world import LINKS

_NO_CHANGE = frozenset({"no-op", "read"})
_ASKED_FOR = frozenset({*LINKS, *HUBS, REGION})
"""The types whose blocks are missed where they have no instance."""
LeftOut = dict[str, list[tuple[str, str | None]]]


def read(plan: Mapping[str, Any], configuration: Configuration, instances: Instances, changes: Changes) -> Circumstances:
    """The circumstances of a plan."""
    deferred = _deferred(plan)
    partial = plan.get("complete") is False or plan.get("errored") is True or bool(deferred)
    left_out = _without_instance(configuration, instances) if partial else {}
    if "complete" not in plan and not partial:
        left_out = _certainly_left_out(configuration, instances)
    for kind, address in deferred:
        left_out.setdefault(kind, []).append((address, None))
    gone = list(changes.removed())
    subscriptions = (before for kind, before in changes.removed(replaced=True) if kind == "aws_sns_topic_subscription")
    topics = (before.get("topic_arn") for before in subscriptions)
    return Circumstances(
        left_out=left_out,
        left_out_reason="deferred" if deferred else "partial_plan",
        removed_topics=frozenset(topic for topic in topics if isinstance(topic, str)),
        trail_removed=any(kind == "aws_cloudtrail" for kind, _ in gone),
        cannot_be_applied=_cannot_be_applied(plan, changes),
    )


def _cannot_be_applied(plan: Mapping[str, Any], changes: Changes) -> bool:
    """Whether Terraform says so; of a plan that changes nothing it says that there is nothing to apply."""
    if plan.get("errored") is True:
        return True
    return plan.get("applyable") is False and any(c.actions - _NO_CHANGE for c in changes.by_address.values())


def _deferred(plan: Mapping[str, Any]) -> list[tuple[str, str]]:
    listed = plan.get("deferred_changes")
    found = []
    for entry in listed if isinstance(listed, list) else ():
        change = entry.get("resource_change") if isinstance(entry, dict) else None
        if isinstance(change, dict) and change.get("type") in _ASKED_FOR and isinstance(change.get("address"), str):
            found.append((change["type"], change["address"]))
    return found


def _without_instance(configuration: Configuration, instances: Instances) -> LeftOut:
    """The blocks of the chain, and those of a service, that have no instance, by type."""
    present = {(names(i.module), i.type, i.name) for i in instances.of(*_ASKED_FOR)}
    found: LeftOut = {}
    for module, block in configuration.blocks():
        if block.mode == "managed" and block.type in _ASKED_FOR and (module.path, block.type, block.name) not in present:
            found.setdefault(block.type, []).append((_address(module, block), block.provider_key))
    return found


def _certainly_left_out(configuration: Configuration, instances: Instances) -> LeftOut:
    """Older plans do not say that they are partial; a block that nothing repeats has an instance in a whole one."""
    single: set[tuple[str, ...]] = {()}
    for path, module in configuration.modules.items():
        if path in single:
            single.update(call.module.path for call in module.calls.values() if call.repetition is None)
    found: LeftOut = {}
    lacking = {block for blocks in _without_instance(configuration, instances).values() for block in blocks}
    for module, block in configuration.blocks():
        left_out = (_address(module, block), block.provider_key)
        if block.repetition is None and module.path in single and left_out in lacking:
            found.setdefault(block.type, []).append(left_out)
    return found if instances.every else {}


def _address(module: Module, block: Block) -> str:
    return ".".join([*(f"module.{call}" for call in module.path), block.type, block.name])
