"""An account's own parts joined with what its chains reach in the estate's other accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from trailgate_evaluator.document.parts import RESOURCE_KINDS, is_unknown, joined_patterns, subscription_scope, topic_scope
from trailgate_evaluator.estate.copies import add_copies
from trailgate_evaluator.estate.metric_copies import add_metric_copies
from trailgate_evaluator.estate.reach import Reach, unfilled
from trailgate_evaluator.estate.shelf import Shelf
from trailgate_evaluator.estate.topics import add_topics, key_owner
from trailgate_evaluator.estate.trails import add_trails
from trailgate_evaluator.readers.snapshot.arns import parse_arn
from trailgate_evaluator.readers.snapshot.log_groups import not_supplied

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from trailgate_evaluator.document.parts import Parts
    from trailgate_evaluator.estate.accounts import Estate

Json = dict[str, Any]


def joined(parts: Parts, estate: Estate) -> Parts:
    """The account's parts with the other accounts' that its chains reach; the same parts where they reach none.

    Sources are numbered by account behind the subject's own, so that nothing changes with accounts that are not reached.

    Raises `InputError` where two snapshots of one time contradict each other, or one cannot be read.
    """
    subject = estate.changed(parts) or Shelf(parts)
    reach = Reach()
    add_trails(estate, reach, subject)
    groups = sorted(_groups(estate, reach))
    owners = {group: shelf for group in groups if (shelf := _owner(estate, subject, group)) is not None}
    for group in groups:
        owner = _place(estate, group)
        if owner == subject.account:
            reach.take(estate.reach_of(group).without(owner) if estate.is_watched(owner) else Reach())
            add_metric_copies(estate, reach, group, subject)
        elif group not in owners:
            reach.gaps.update({found: (subject.account, one) for found, one in not_supplied(group).items()})
        else:
            reach.take(estate.reach_of(group))
    add_copies(estate, reach, owners, groups)
    alarms = parts.resources["alarms"].values()
    notified = {action for alarm in alarms for action in alarm["actions"] if isinstance(action, str)}
    leading = {topic for topic in notified if _leads_elsewhere(topic, parts, estate)}
    elsewhere = [] if not leading else [alarm for alarm in alarms if not leading.isdisjoint(filter(_is_text, alarm["actions"]))]
    add_topics(estate, reach, subject, elsewhere)
    return _put_together(parts, reach, estate)


def _owner(estate: Estate, subject: Shelf, group: str) -> Shelf | None:
    owner = _place(estate, group)
    return subject if owner == subject.account else estate.shelf_of(owner)


def _place(estate: Estate, group: str) -> str:
    """The account of a log group of which that is known."""
    place = estate.place_of(group)
    assert place is not None  # noqa: S101 - of others no group is followed
    return place[0]


def _groups(estate: Estate, reach: Reach) -> set[str]:
    """The log groups that trails deliver to, or may: those that are named in full, or that a plan makes."""
    found = set()
    for _, trail in reach.resources.get("trails", {}).values():
        group = trail["log_group"]
        found |= set(group["unknown"].get("candidates", ())) if is_unknown(group) else {group}
    return {group for group in found if isinstance(group, str) and estate.place_of(group) is not None}


def _leads_elsewhere(topic: str, parts: Parts, estate: Estate) -> bool:
    """Whether another account owns, subscribes, or has the key of a topic that alarms notify."""
    account = parts.subject["account"]
    arn, entry = parse_arn(topic), parts.resources["topics"].get(topic)
    owners = {arn.account if arn is not None else account, account if entry is None else key_owner(entry) or account}
    return owners != {account} or bool(estate.subscribers_of(topic))


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _put_together(parts: Parts, reach: Reach, estate: Estate) -> Parts:
    account = parts.subject["account"]
    shown = [*(one for kind in reach.resources.values() for one in kind.values()), *reach.gaps.values()]
    copies = {name: entry["copied"] for name, (_, entry) in reach.resources.get("log_groups", {}).items() if "copied" in entry}
    answered = {name: entry["answered"] for name, (_, entry) in reach.resources.get("trails", {}).items() if "answered" in entry}
    tellers = {one["by"] for found in (copies, *answered.values()) for one in found.values()}
    used = sorted(({source for source, _ in shown} | tellers) - {account})
    sources = list(parts.sources)
    first = {account: 0}
    for one in used:
        first[one] = len(sources)
        sources += estate.sources_of(one)
    resources = {kind: dict(parts.resources.get(kind, {})) for kind in RESOURCE_KINDS}
    for kind, topic_of, scope_of in (("topics", "id", topic_scope), ("subscriptions", "topic", subscription_scope)):
        scopes = {name: scope_of(one[topic_of]) for name, one in resources[kind].items()}
        outvoted = {name for name, scope in scopes.items() if scope in reach.settled and not _is_of(scope, account)}
        resources[kind] = {name: one for name, one in resources[kind].items() if name not in outvoted}
    for kind, found in reach.resources.items():
        resources[kind].update({name: _placed(entry, first[source]) for name, (source, entry) in found.items()})
    for name, copied in copies.items():
        resources["log_groups"][name] |= {"copied": _told_in(copied, sources, first[copied["by"]])}
    for name, told in answered.items():
        resources["trails"][name] |= {"answered": {what: _placed(one, first[one["by"]]) for what, one in told.items()}}
    gaps = _without_answered(unfilled(estate, parts.gaps), reach)
    gaps = {name: one for name, one in gaps.items() if one["scope"] not in reach.settled or _is_of(one["scope"], account)}
    gaps.update({name: _placed(one, first[source]) for name, (source, one) in reach.gaps.items()})
    delegates = estate.delegation_over(parts.subject).policies
    return replace(
        parts,
        subject=parts.subject if delegates is None or account in delegates else parts.subject | {"delegated": False},
        resources=resources,
        gaps=gaps,
        sources=tuple(sources),
        pattern_texts=joined_patterns(parts.pattern_texts, reach.patterns),
        accepted=parts.accepted | reach.patterns.keys(),
    )


def _is_of(scope: str, account: str) -> bool:
    """Whether what the scope may hide would be the account's own."""
    _, _, what = scope.partition("|")
    arn = parse_arn(what)
    return (what.partition("|")[0] if arn is None else arn.account) == account


def _without_answered(gaps: Mapping[str, Json], reach: Reach) -> dict[str, Json]:
    """The gaps without those of attributes that another account's snapshot answers."""
    told = {name for found in reach.resources.values() for name in found}
    used = {name for found in reach.resources.values() for _, entry in found.values() for name in _unknowns(entry)}
    return {name: one for name, one in gaps.items() if one["scope"] is not None or one["id"] not in told or name in used}


def _unknowns(value: object) -> Iterator[str]:
    """The gaps that unknown values of an entry name."""
    if isinstance(value, dict):
        if is_unknown(value):
            yield str(value["unknown"].get("gap"))
            return
        for part in value.values():
            yield from _unknowns(part)
    elif isinstance(value, list):
        for part in value:
            yield from _unknowns(part)


def _told_in(copied: Json, sources: list[Json], first: int) -> Json:
    """What a group is a copy of, with the place of the rule in its teller's snapshot, which may stand behind a plan."""
    number = next(place for place in range(first, len(sources)) if sources[place]["kind"] == "aws_snapshot")
    told = {name: copied[name] for name in ("from", "rule")}
    return told | {"at": f"{number}#{copied['at'].partition('#')[2]}"}


def _placed(entry: Json, first: int) -> Json:
    """The entry with its pointer into its account's sources, of which the first has that number."""
    at = entry.get("at")
    number, _, pointer = at.partition("#") if isinstance(at, str) else ("", "", "")
    return entry | {"at": f"{first + int(number)}#{pointer}"} if first and number.isdecimal() else entry
