"""A plan or state as the parts of a document: one world read into trails, groups, filters, alarms, topics, subscriptions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trailgate_evaluator.document.parts import Json, Kind, Parts
from trailgate_evaluator.terraform import (
    alarms,
    circumstances,
    composites,
    configuration,
    graph as dot,
    instances,
    metric_filters,
    subscriptions,
    topics,
    trails,
)
from trailgate_evaluator.terraform.hidden import Circumstances, hide
from trailgate_evaluator.terraform.instances import Instances
from trailgate_evaluator.terraform.log_groups import LogGroups
from trailgate_evaluator.terraform.metric_names import share
from trailgate_evaluator.terraform.overlay import lay_over, refuse_other_account
from trailgate_evaluator.terraform.places import Place, Places, is_symbol
from trailgate_evaluator.terraform.references import Resolver
from trailgate_evaluator.terraform.world import LINKS, World


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanReading:
    """A plan before and after its apply.

    `before` is None where nothing tells it (a state document). `removed` and `added` are the ids of resources of the
    chain that only one of the two has.
    """

    after: Parts
    before: Parts | None
    removed: tuple[str, ...]
    added: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """What both worlds of a plan share."""

    document: Mapping[str, Any]
    source: Json
    graph: dot.Graph | None
    account: str | None
    fallback: Place | None
    partition: str | None
    source_number: int = 0


def read(
    value: Mapping[str, Any],
    *,
    source: Json,
    graph: str | None = None,
    account: str | None = None,
    partition: str | None = None,
    baseline: Parts | None = None,
) -> PlanReading:
    """The parts of a plan or state, after apply and, for a plan, before it.

    `source` is the document's entry for the file: kind, digest, as_of. `graph` is the DOT text that names what
    locals reach. `account` and `partition` are used where the plan names none, then the baseline's.
    """
    context = _Context(
        document=value,
        source=source | {"as_of": as_of(value)},
        graph=None if graph is None else dot.read(graph),
        account=account,
        fallback=None if baseline is None else _place_of(baseline),
        partition=partition,
    )
    if "values" in value and "planned_values" not in value:
        return PlanReading(after=_parts(context, "terraform_state", instances.stated(value), None), before=None, removed=(), added=())
    end, start = instances.planned(value), instances.prior(value)
    settings = configuration.read(value)
    after = _parts(context, "terraform_plan", end, circumstances.read(value, settings, end), others=start)
    before = _parts(context, "terraform_plan", start, None, others=end)
    if baseline is None:
        return _compared(before, after)
    refuse_other_account(after.subject["account"], baseline)
    return _compared(baseline, lay_over(baseline, before, after, instances.forgotten(value)))


def _place_of(baseline: Parts) -> Place:
    """The baseline's account, and its region if it has but one."""
    regions = baseline.subject["regions"]
    return Place(baseline.subject["account"], regions[0] if len(regions) == 1 else "")


def _compared(before: Parts, after: Parts) -> PlanReading:
    """What only one of the two has. Groups that a plan names without managing them are in neither."""
    stood = {found for kind in before.resources.values() for found in kind}
    real = before.kind == "aws_snapshot"
    old = {found for kind in before.resources.values() for found, e in kind.items() if real or "address" in e}
    new = {found for kind in after.resources.values() for found, e in kind.items() if "address" in e or (real and found in stood)}
    return PlanReading(after=after, before=before, removed=tuple(sorted(old - new)), added=tuple(sorted(new - old)))


def as_of(value: Mapping[str, Any]) -> int | None:
    """A plan's `timestamp` as epoch seconds; None where there is none."""
    written = value.get("timestamp")
    if not isinstance(written, str):
        return None
    try:
        return int(datetime.fromisoformat(written.replace("Z", "+00:00")).timestamp())
    except (ValueError, OverflowError, OSError):
        return None


def _parts(
    context: _Context, kind: Kind, found: Instances, how: Circumstances | None, others: Instances | None = None
) -> Parts:
    world = _world(context, found, others, planned=how is not None)
    groups = LogGroups(world)
    groups.read()
    resources: dict[str, dict[str, Json]] = {
        "trails": trails.read(world, groups),
        "metric_filters": metric_filters.read(world, groups),
        "alarms": alarms.read(world) | composites.read(world),
        "topics": topics.read(world),
        "subscriptions": subscriptions.read(world),
    }
    resources["log_groups"] = groups.found
    share(resources["metric_filters"], resources["alarms"])
    account = _subject_account(world, resources)
    hide(world, resources, how or Circumstances(), account)
    regions = {entry["region"] for listed in resources.values() for entry in listed.values()}
    return Parts(
        kind=kind,
        as_of=context.source["as_of"],
        sources=(context.source,),
        subject={
            "account": account,
            "partition": world.places.partition,
            "regions": sorted(regions),
            "organization": None,
            "touches_chain": any(True for _ in found.of(*LINKS)) or any(True for _ in (others or found).of(*LINKS)),
        },
        resources=resources,
        gaps=world.gaps,
        pattern_texts=world.pattern_texts,
    )


def _world(context: _Context, found: Instances, others: Instances | None, *, planned: bool) -> World:
    settings = configuration.read(context.document)
    variables = context.document.get("variables")
    resolver = Resolver(settings, found, variables if isinstance(variables, dict) else {}, context.graph)
    places = Places(
        settings,
        found,
        resolver,
        others=() if others is None else others.every,
        account=context.account,
        partition=context.partition,
        fallback=context.fallback,
    )
    relevant = context.document.get("relevant_attributes")
    return World(
        instances=found,
        configuration=settings,
        resolver=resolver,
        places=places,
        source=context.source_number,
        planned=planned,
        hints=frozenset(
            entry["resource"]
            for entry in (relevant if isinstance(relevant, list) else ())
            if isinstance(entry, dict) and isinstance(entry.get("resource"), str)
        ),
    )


def _subject_account(world: World, resources: dict[str, dict[str, Json]]) -> str:
    """The account that is judged: the trails', else the one that the plan works in."""
    told = {trail["account"] for trail in resources["trails"].values()}
    known = {account for account in told if not is_symbol(account)}
    return next(iter(known)) if len(known) == 1 and len(told) == 1 else world.places.account
