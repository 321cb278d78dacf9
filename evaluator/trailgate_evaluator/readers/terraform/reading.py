"""A plan or state as the parts of a document: one world read into trails, groups, filters, alarms, topics, subscriptions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from trailgate_evaluator.document.parts import Json, Kind, Parts
from trailgate_evaluator.errors import UsageError
from trailgate_evaluator.readers.declared.arns import Place, is_symbol
from trailgate_evaluator.readers.terraform.plan_json import changes, circumstances, configuration, instances
from trailgate_evaluator.readers.terraform.plan_json import graph as dot
from trailgate_evaluator.readers.terraform.plan_json.graph import Graph
from trailgate_evaluator.readers.terraform.plan_json.instances import Instances
from trailgate_evaluator.readers.terraform.references.places import Places
from trailgate_evaluator.readers.terraform.references.references import Resolver
from trailgate_evaluator.readers.terraform.references.unrelated import leave_out_unrelated
from trailgate_evaluator.readers.terraform.resources import (
    alarms,
    chat_channels,
    composites,
    log_protection,
    metric_filters,
    mute_rules,
    refusals,
    same_local,
    services,
    subscriptions,
    topics,
    trails,
    untold_places,
)
from trailgate_evaluator.readers.terraform.resources.log_groups import LogGroups
from trailgate_evaluator.readers.terraform.resources.metric_names import share
from trailgate_evaluator.readers.terraform.world import naming, set_elsewhere
from trailgate_evaluator.readers.terraform.world.called import may_be_called
from trailgate_evaluator.readers.terraform.world.hidden import Circumstances, hide
from trailgate_evaluator.readers.terraform.world.overlay import lay_over, refuse_other_account
from trailgate_evaluator.readers.terraform.world.switches import Switch, switches, turn
from trailgate_evaluator.readers.terraform.world.world import LINKS, READ, World

if TYPE_CHECKING:
    from trailgate_evaluator.readers.declared.organization_trails import Barred
    from trailgate_evaluator.readers.terraform.expressions.sources import Sources


class PlanReading(Struct, frozen=True, kw_only=True):
    """A plan before and after its apply.

    `before` is None where nothing tells it (a state document). `removed` and `added` are the ids of resources of the
    chain that only one of the two has.
    """

    after: Parts
    before: Parts | None
    removed: tuple[str, ...]
    added: tuple[str, ...]


def read(
    value: Mapping[str, Any],
    *,
    source: Json,
    graph: Graph | str | None = None,
    sources: Sources | None = None,
    account: str | None = None,
    region: str | None = None,
    partition: str | None = None,
    baseline: Parts | None = None,
    barred: Barred | None = None,
) -> PlanReading:
    """The parts of a plan or state, after apply and, for a plan, before it.

    `source` is the document's entry for the file: kind, digest, as_of. `sources` are the files that the plan was made of,
    `graph` names what locals reach where there are none, as it is or as its DOT text. `account`, `region` and `partition` are
    used where the plan names none, then the baseline's. `barred` says whether AWS refuses it a trail of the organization.
    """
    written = configuration.read(value)
    is_state = "values" in value and "planned_values" not in value
    changed = instances.listed(value, changes.read(value))
    end = instances.stated(value) if is_state else instances.planned(value, changed)
    start = None if is_state else instances.prior(value)
    variables = value.get("variables")
    known = variables if isinstance(variables, dict) else {}
    edges = dot.read(graph) if isinstance(graph, str) else graph
    expressions = None
    if sources is not None and not is_state:
        from trailgate_evaluator.readers.terraform.expressions.expressions import Expressions
        from trailgate_evaluator.readers.terraform.expressions.filling import fill
        from trailgate_evaluator.readers.terraform.expressions.sources import refuse_broken_sources, refuse_other_sources

        partial = value.get("complete") is False or value.get("errored") is True
        expressions = Expressions(sources, end, written, known, partial=partial)
        refuse_broken_sources(sources, map(expressions.source, written.modules))
        refuse_other_sources(sources, written)
        end = fill(end, expressions, READ)
        expressions = Expressions(sources, end, written, known, partial=partial)
    resolver = Resolver(written, end, known, edges, expressions)
    places = Places(
        written,
        end,
        resolver,
        others=() if start is None else start.every,
        account=account,
        region=region,
        partition=partition,
        fallback=None if baseline is None else _place_of(baseline),
    )
    if account is not None and places.proven_account not in {None, account}:
        raise UsageError(
            expected=f"a plan for account {account}, as --account says",
            found=f"one that is for account {places.proven_account}",
            where="--account",
            what_to_do="Leave --account out: the plan tells its account itself.",
        )
    told = source | {"as_of": as_of(value)}
    hints = _relevant(value)
    kind: Kind = "terraform_state" if is_state else "terraform_plan"
    how = Circumstances() if is_state else circumstances.read(value, written, end, changed)
    touches = _touches(end, start)
    if baseline is None and "aws_cloudwatch_log_metric_filter" not in how.left_out:
        leave_out_unrelated(*(world for world in (end, start) if world is not None))
    if start is None:
        world = World(instances=end, configuration=written, resolver=resolver, places=places, planned=False, hints=hints)
        return PlanReading(after=_parts(kind, told, world, how, touches=touches), before=None, removed=(), added=())
    former = World(
        instances=start,
        configuration=written,
        resolver=Resolver(written, start, known, edges),
        places=places,
        planned=False,
        hints=hints,
    )
    before = _parts(kind, told, former, Circumstances(), touches=touches)
    destroyed = frozenset(former.ids[a] for a in changed.destroyed() if a in former.ids) | changed.destroyed_arns()
    world = World(
        instances=end,
        configuration=written,
        resolver=resolver,
        places=places,
        planned=True,
        hints=hints,
        destroyed=destroyed,
        bare_topics=changed.without_policy(),
        barred=barred,
    )
    after = replace(_parts(kind, told, world, how, touches=touches), accepted=before.accepted)
    end_state = {kind_of: dict(entries) for kind_of, entries in after.resources.items()}
    services.settle(former, world, end_state["services"], changed)
    naming.settle(before.resources, end_state, changed, world.gaps, lambda address: may_be_called(world, address))
    after = replace(after, resources=end_state)
    turning = switches(former, world, changed, after.subject["account"])
    if baseline is None:
        return _compared(before, _turned(after, turning))
    refuse_other_account(after.subject["account"], baseline)
    policies = dict.fromkeys(world.bare_topics) | world.outside_policies
    laid = lay_over(baseline, before, after, changed, destroyed, policies, world.protections)
    return _compared(baseline, _turned(laid, turning))


def _turned(parts: Parts, turning: tuple[Switch, ...]) -> Parts:
    """The parts with what other resources may do to a service."""
    gaps, subject = dict(parts.gaps), parts.subject
    told = turn(parts.resources["services"], turning, gaps, subject["partition"], subject["account"])
    return replace(parts, resources={**parts.resources, "services": told}, gaps=gaps) if turning else parts


def _place_of(baseline: Parts) -> Place:
    """The baseline's account, and its region if it has but one."""
    regions = baseline.subject["regions"]
    return Place(baseline.subject["account"], regions[0] if len(regions) == 1 else "")


def _compared(before: Parts, after: Parts) -> PlanReading:
    """What only one of the two has. Groups that a plan names without managing them are in neither, nor services that are off."""
    one, other = ({found: e for kind in side.resources.values() for found, e in kind.items()} for side in (before, after))
    real = before.kind == "aws_snapshot"
    old = {found for found, e in one.items() if (real or "address" in e) and _is_on(e)}
    new = {found for found, e in other.items() if ("address" in e or (real and found in one)) and _is_on(e)}
    return PlanReading(after=after, before=before, removed=tuple(sorted(old - new)), added=tuple(sorted(new - old)))


def _is_on(entry: Json) -> bool:
    return entry.get("enabled") is not False


def as_of(value: Mapping[str, Any]) -> int | None:
    """A plan's `timestamp` as epoch seconds; None where there is none."""
    written = value.get("timestamp")
    if not isinstance(written, str):
        return None
    try:
        return int(datetime.fromisoformat(written).timestamp())
    except (ValueError, OverflowError, OSError):
        return None


def _touches(*worlds: Instances | None) -> bool:
    """Whether any resource of the chain stands in the plan, before or after."""
    return any(kind in world.by_type for world in worlds if world is not None for kind in LINKS)


def _relevant(value: Mapping[str, Any]) -> frozenset[str]:
    listed = value.get("relevant_attributes")
    entries = (entry.get("resource") for entry in (listed if isinstance(listed, list) else ()) if isinstance(entry, dict))
    return frozenset(address for address in entries if isinstance(address, str))


def _parts(kind: Kind, source: Json, world: World, how: Circumstances, *, touches: bool) -> Parts:
    groups = LogGroups(world)
    groups.read()
    resources: dict[str, dict[str, Json]] = {
        "trails": trails.read(world, groups),
        "metric_filters": metric_filters.read(world, groups),
        "alarms": alarms.read(world) | composites.read(world),
        "topics": topics.read(world),
        "subscriptions": subscriptions.read(world) | chat_channels.read(world),
    }
    resources["log_groups"] = groups.found
    mute_rules.mute(world, resources["alarms"])
    world.protections = log_protection.read(world)
    log_protection.protect(resources["log_groups"], world.protections, world.gaps)
    set_elsewhere.doubt(world, resources)
    share(resources["metric_filters"], resources["alarms"])
    same_local.share(world, resources)
    untold_places.doubt(world, resources["metric_filters"], resources["alarms"])
    _tell_expressions(world, resources)
    refusals.note(world, resources)
    account = _subject_account(world, resources)
    resources["services"] = services.read(world, how, account)
    by = {"account_by": world.places.account_by} if account == world.places.account and world.places.account_by else {}
    hide(world, resources, how, account)
    regions = {entry["region"] for kind, listed in resources.items() if kind != "services" for entry in listed.values()}
    return Parts(
        kind=kind,
        as_of=source["as_of"],
        sources=(source,),
        subject={
            "account": account,
            "partition": world.places.partition,
            "regions": sorted(regions),
            "organization": None,
            "touches_chain": touches,
            **by,
            **services.opened(world, how),
        },
        resources=resources,
        gaps=world.gaps,
        pattern_texts=world.pattern_texts,
        accepted=frozenset() if world.planned else frozenset(world.pattern_texts),
        keyed=groups.keyed,
    )


def _tell_expressions(world: World, resources: dict[str, dict[str, Json]]) -> None:
    """Say of what the sources told that it is by expression: nothing was taken for it."""
    for entry in (entry for listed in resources.values() for entry in listed.values() if "resolved_by" in entry):
        instance = world.by_id.get(entry["id"])
        if instance is not None and world.resolver.is_at_hand(instance):
            entry["resolved_by"] = dict.fromkeys(entry["resolved_by"], "expression")


def _subject_account(world: World, resources: dict[str, dict[str, Json]]) -> str:
    """The account that is judged: the trails', else the one that the plan works in."""
    told = {trail["account"] for trail in resources["trails"].values() if trail["organization"] is False}
    known = {account for account in told if not is_symbol(account)}
    return next(iter(known)) if len(known) == 1 and len(told) == 1 else world.places.account
