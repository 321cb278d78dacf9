"""A template, or a CDK application, as the parts of a document: one world read link by link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from trailgate_evaluator.document.parts import Json, Parts
from trailgate_evaluator.errors import InputError, UsageError
from trailgate_evaluator.readers.cloudformation.refusals import noting, organizations
from trailgate_evaluator.readers.cloudformation.resources import (
    alarms,
    composites,
    metric_filters,
    metric_names,
    mute_rules,
    services,
    subscriptions,
    topics,
    trails,
)
from trailgate_evaluator.readers.cloudformation.resources.log_groups import LogGroups
from trailgate_evaluator.readers.cloudformation.stacks.gathering import Gathering
from trailgate_evaluator.readers.cloudformation.stacks.place import in_document
from trailgate_evaluator.readers.cloudformation.world import doubt, hidden, makers
from trailgate_evaluator.readers.cloudformation.world.former import Former, standing
from trailgate_evaluator.readers.cloudformation.world.overlay import lay_over, refuse_other_account
from trailgate_evaluator.readers.cloudformation.world.world import LINKS, World
from trailgate_evaluator.readers.declared.arns import is_symbol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trailgate_evaluator.readers.cloudformation.stacks.stack import Stack
    from trailgate_evaluator.readers.declared.organization_trails import Barred


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateReading:
    """The account after deployment, and before it where a baseline tells.

    `removed` and `added` are the ids of resources of the chain that only one of the two has; `locations` are file and line of
    each resource by its address. `rolled_back`: AWS refuses the template, so that nothing of it comes to stand.
    """

    after: Parts
    before: Parts | None
    removed: tuple[str, ...]
    added: tuple[str, ...]
    locations: Mapping[str, Json]
    rolled_back: bool = False


class Written(NamedTuple):
    """A template as it was read: its content, what it is called, and the lines of its values."""

    content: dict[str, Any]
    name: str
    lines: Mapping[str, int]


def read(
    content: dict[str, Any],
    *,
    name: str,
    lines: Mapping[str, int],
    source: Json,
    parameters: Mapping[str, Any] | None = None,
    account: str | None = None,
    region: str | None = None,
    partition: str | None = None,
    baseline: Parts | None = None,
    replaces: Written | None = None,
    barred: Barred | None = None,
) -> TemplateReading:
    """The parts of a template called `name`, after deployment.

    `source` is the document's entry for the file. `account`, `region` and `partition` say where it is deployed, then the
    baseline does. `replaces` is the template that the stack was made of, `barred` says whether AWS
    refuses the account a trail of its organization. Raises `InputError` and `UsageError` where a template, a
    nested one or a parameter cannot be taken.
    """
    by = "option" if account is not None else None
    if baseline is not None:
        by = by or "baseline"
        account = account or baseline.subject["account"]
        regions = baseline.subject["regions"]
        region = region or (regions[0] if len(regions) == 1 else None)
        partition = partition or baseline.subject["partition"]
    try:
        gathering = Gathering(parameters or {}, account=account, region=region, partition=partition)
        world = _world(gathering, Written(content, name, lines), account)
        by = None if account in gathering.told else by
        if barred is not None:
            organizations.bar(world, barred, baseline)
        former = None
        if replaces is not None:
            was = _world(gathering.again(), replaces, account)
            former = Former(was, _parts(was, source, by, None))
            if baseline is not None:
                world.standing = standing(world, former, baseline)
        after = _parts(world, source, by, baseline)
        if baseline is None:
            return _compared(None if former is None else former.parts, after, world)
        refuse_other_account(after.subject["account"], baseline)
        laid = lay_over(world, baseline, after, former)
    except RecursionError as problem:
        raise InputError(
            expected="a template whose functions and names nest a few hundred deep at most",
            found="more",
            where=name,
            what_to_do="Write it more simply.",
        ) from problem
    return _compared(baseline, laid, world)


def _world(gathering: Gathering, written: Written, account: str | None) -> World:
    world = World(_of_one_account(gathering.of(written.content, written.name, written.lines), written.name, account))
    noting.doubt_strange(world)
    return world


def _compared(before: Parts | None, after: Parts, world: World) -> TemplateReading:
    """What only one of the two has; of what a template names without making it nothing is told."""
    removed, added = set[str](), set[str]()
    if before is not None:
        real = before.kind == "aws_snapshot"
        old, new = ({found: one for kind in side.resources.values() for found, one in kind.items()} for side in (before, after))
        removed = {found for found, one in old.items() if found not in new and (real or "address" in one)}
        added = {found for found, one in new.items() if found not in old and "address" in one}
    return TemplateReading(
        after=after,
        before=before,
        removed=tuple(sorted(removed)),
        added=tuple(sorted(added)),
        locations=_locations(world),
        rolled_back=world.is_rolled_back,
    )


def _of_one_account(stacks: list[Stack], name: str, account: str | None) -> list[Stack]:
    """The stacks of the account that is judged; an error where an application has several and none is named."""
    told = {stack.place.account for stack in stacks}
    if account is not None and account in told:
        return [stack for stack in stacks if stack.place.account == account]
    if len(told) > 1:
        known = sorted(one for one in told if one.isdecimal())
        raise UsageError(
            expected="the stacks of one account",
            found=f"those of {', '.join(known[:4])}"
            if len(known) > 1
            else f"those of {known[0]} and of an account that is not told",
            where=name,
            what_to_do="Name the account with --account, one at a time.",
        )
    if account is not None and told != {account} and next(iter(told)).isdecimal():
        raise UsageError(
            expected=f"stacks for account {account}, as --account says",
            found=f"those of account {next(iter(told))}",
            where="--account",
            what_to_do="Leave --account out: the application tells its account itself.",
        )
    return stacks


def _parts(world: World, source: Json, by: str | None, baseline: Parts | None) -> Parts:
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
    account, _, partition = in_document(world.stacks[0].place)
    mute_rules.mute(world, resources["alarms"])
    others = (
        [] if baseline is None else metric_names.metrics_of(baseline.resources["metric_filters"], baseline.resources["alarms"])
    )
    metric_names.settle(resources["metric_filters"], resources["alarms"], world.gaps, others)
    resources["services"] = services.read(world, account)
    makers.hide(world, resources, account)
    hidden.hide(world, resources, account)
    noting.note(world, resources)
    doubt.doubt(world, resources)
    regions = {entry["region"] for kind, listed in resources.items() if kind != "services" for entry in listed.values()}
    return Parts(
        kind="cloudformation_template",
        as_of=None,
        sources=(source,),
        subject={
            "account": account,
            "partition": partition,
            "regions": sorted(regions),
            "organization": None,
            "touches_chain": any(resource.type in LINKS for resource in world.every),
            **({"account_by": by} if by is not None and not is_symbol(account) else {}),
        },
        resources=resources,
        gaps=world.gaps,
        pattern_texts=world.pattern_texts,
        accepted=frozenset(),
        keyed=groups.keyed,
    )


def _locations(world: World) -> dict[str, Json]:
    """{address: {path, line}} of every resource whose line is known."""
    found: dict[str, Json] = {}
    for resource in world.every:
        line = resource.stack.line(resource.pointer)
        if line is not None:
            found[resource.address] = {"path": resource.stack.file, "line": line}
    return found
