"""Plans of fixtures with something changed in them."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from tests.evaluator.readers.terraform.judging import CONTROL, Json, decide, reading

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CONTROL", "added", "codes", "edited", "of_type", "reasons"]


def of_type(plan: Mapping[str, Any], kind: str) -> tuple[Json, Json]:
    """The planned resource of a type and its change; there is one."""
    (planned,) = (r for r in plan["planned_values"]["root_module"]["resources"] if r["type"] == kind)
    (change,) = (c for c in plan["resource_changes"] if c["address"] == planned["address"])
    return planned, change["change"]


def edited(plan: Json, kind: str, **values: Any) -> Json:
    """The plan with attributes of a resource known to be these."""
    planned, change = of_type(plan, kind)
    for name, value in values.items():
        planned["values"][name] = value
        (change.get("after_unknown") or {}).pop(name, None)
        (change["after"] or {})[name] = value
    return plan


def added(plan: Json, kind: str, called: str, *, like: str | None = None, unknown: Json | None = None, **values: Any) -> Json:
    """The plan with one more resource, made anew; `like` copies the one of that type, its block too."""
    resources = plan["planned_values"]["root_module"]["resources"]
    told: Json = {}
    missing = dict(unknown or {})
    blocks = plan["configuration"]["root_module"]["resources"]
    if like is not None:
        planned, change = of_type(plan, like)
        told = copy.deepcopy(planned["values"])
        missing = copy.deepcopy(change.get("after_unknown") or {}) | missing
        (block,) = (b for b in blocks if b["type"] == like and b["mode"] == "managed")
        blocks.append(copy.deepcopy(block) | {"name": called, "address": f"{kind}.{called}"})
    common = {"address": f"{kind}.{called}", "mode": "managed", "type": kind, "name": called}
    common["provider_name"] = "registry.terraform.io/hashicorp/aws" if kind.startswith("aws_") else "acme.example/acme/acme"
    resources.append({**common, "values": told | values, "sensitive_values": {}})
    change = {"actions": ["create"], "before": None, "after": told | values, "after_unknown": missing}
    plan["resource_changes"].append({**common, "change": change})
    return plan


def codes(plan: Json) -> set[str]:
    """The codes of the breaks of the verdict on a plan."""
    return {found["code"] for found in decide(reading(plan).after)["breaks"]}


def reasons(plan: Json) -> set[str]:
    """The reasons of the gaps of the verdict on a plan."""
    return {found["reason"] for found in decide(reading(plan).after)["gaps"]}


def beside(plan: Json, kind: str, **unknown: Any) -> Json:
    """With a resource of another type in the plan, of which this is not known."""
    plan = added(plan, kind, "it", unknown=unknown)
    for listed in (plan["planned_values"]["root_module"]["resources"], plan["resource_changes"]):
        listed[-1]["provider_name"] = "registry.terraform.io/hashicorp/random"
    written = {"address": f"{kind}.it", "mode": "managed", "type": kind, "name": "it", "expressions": {}}
    plan["configuration"]["root_module"]["resources"].append(written)
    return plan
