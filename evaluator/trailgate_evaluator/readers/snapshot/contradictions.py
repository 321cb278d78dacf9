"""One question, one answer: two that differ are refused, since nothing tells which is true; two that agree are one.

The question is service, operation, region and request, without what only cuts pages; one that is put in other words (an ARN
for a name, a default written out, a list in another order) is the same. A refusal, a failure and a question
that was not asked are no answers, so they contradict nothing. Whole answers must show the same, in whatever order and
pages; one that was cut off must show nothing that a longer one does not; and what AWS says is absent must not be shown.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Final

import orjson

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.export_codes import NOT_IN_EXPORT
from trailgate_evaluator.readers.snapshot.arns import name_in, parse_arn
from trailgate_evaluator.readers.snapshot.fields import STRANGE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.readers.snapshot.calls import Call

PAGING: Final = frozenset({"limit", "nextToken", "MaxRecords", "NextToken", "Marker", "Limit", "MaxResults"})
_DEFAULTS: Final = {
    ("cloudtrail:DescribeTrails", "includeShadowTrails"): True,
    ("cloudwatch:DescribeAlarms", "AlarmTypes"): ["MetricAlarm"],
}
"""What a request may say or leave out alike."""
_WORDS: Final = frozenset({"logGroupIdentifier"})
"""What an answer repeats of its question in the question's own words."""
_ANSWERS: Final = frozenset({"answered", "absent", "truncated"})


class Shown:
    """The resources that answers have shown so far: one that is shown again is shown alike."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._shown: dict[str, tuple[Json, str]] = {}

    def again(self, resource: str, row: Json, at: str) -> bool:
        """Whether the resource was shown before; raises `InputError` naming both places where it was shown otherwise."""
        earlier, before = self._shown.setdefault(resource, (row, at))
        if earlier is not row and not _alike(earlier, row):
            places = [place.partition("#")[2] for place in (before, at)]
            raise InputError(
                expected=f"one answer about one resource ({resource[:200]})",
                found=f"two that differ, at {places[0]} and {places[1]}",
                where=f"{self._name}#{places[1]}",
                what_to_do="Collect the account again; snapshots cannot be joined by hand.",
            )
        return earlier is not row


def _alike(one: Json, other: Json) -> bool:
    """Whether two rows tell the same, as far as both tell: what an export leaves out is told by neither."""
    lacked = _lacked(one) | _lacked(other)
    if not lacked:
        return one == other
    told = (one.keys() | other.keys()) - lacked - {STRANGE}
    strange = ({k: v for k, v in row.get(STRANGE, {}).items() if k not in lacked} for row in (one, other))
    return all(_plain_cell(one.get(key)) == _plain_cell(other.get(key)) for key in told) and next(strange) == next(strange)


def _plain_cell(value: object) -> object:
    """The value; tools write no list and an empty one, no text and an empty one alike."""
    return None if value in ([], {}, "") else value


def _lacked(row: Json) -> set[str]:
    return {name for name, error in row.get(STRANGE, {}).items() if error["code"] == NOT_IN_EXPORT}


def one_answer_each(calls: Iterable[Call], name: str, account: str | None) -> list[Call]:
    """The calls without answers that say nothing new, in their order; `account` is the one whose things go by name.

    Raises `InputError` naming both calls where one question has two answers that differ.
    """
    kept: list[Call] = []
    asked: dict[tuple[str, str, str], int] = {}
    meant: dict[tuple[str, str, str], Call] = {}
    for call in calls:
        if call.outcome in _ANSWERS:
            same = _meaning(call, account)
            meant[same] = _fuller(meant[same], call, name) if same in meant else call
            known = asked.setdefault(_question(call), len(kept))
            if known < len(kept):
                kept[known] = _fuller(kept[known], call, name)
                continue
        kept.append(call)
    return kept


def _fuller(earlier: Call, later: Call, name: str) -> Call:
    """Of two answers to one question the one that shows all that the other does; the earlier of equals."""
    if not _agree(earlier, later):
        raise InputError(
            expected=f"one answer to one question ({later.name} in {later.region})",
            found=f"two that differ, at {earlier.at} and {later.at}",
            where=f"{name}#{later.at}",
            what_to_do="Collect the account again; snapshots cannot be joined by hand.",
        )
    if earlier.outcome == later.outcome and bool(earlier.lacks) != bool(later.lacks):
        return later if earlier.lacks else earlier
    if earlier.outcome == later.outcome:
        return later if _shown(earlier) < _shown(later) else earlier
    return later if later.outcome == "answered" else earlier


def _question(call: Call) -> tuple[str, str, str]:
    narrowing = {key: value for key, value in call.request.items() if key not in PAGING}
    return call.name, call.region, _text(narrowing)


def _meaning(call: Call, account: str | None) -> tuple[str, str, str]:
    """What the question means, however it is put."""
    narrowing = {
        key: _plain(value, call.region, account)
        for key, value in call.request.items()
        if key not in PAGING and value != _DEFAULTS.get((call.name, key))
    }
    return call.name, call.region, _text(narrowing)


def _plain(value: object, region: str, account: str | None) -> object:
    if isinstance(value, list):
        return sorted({_text(_plain(one, region, account)) for one in value})
    arn = parse_arn(value) if isinstance(value, str) else None
    if arn is None or (arn.region, arn.account) != (region, account):
        return value
    return name_in(arn.resource.removesuffix(":*"))


def _agree(one: Call, other: Call) -> bool:
    if "absent" in {one.outcome, other.outcome}:
        return one.outcome == other.outcome
    if one.lacks or other.lacks:
        return True  # each row is held against the other as it is read
    shown, also = _shown(one), _shown(other)
    if one.outcome == other.outcome == "answered":
        return shown == also
    if "answered" not in {one.outcome, other.outcome}:
        return shown <= also or also <= shown
    return shown <= also if one.outcome == "truncated" else also <= shown


def _shown(call: Call) -> Counter[tuple[str, str]]:
    """Everything that the pages show: each row of a list, and each other member, as often as it stands there."""
    shown: Counter[tuple[str, str]] = Counter()
    members: set[tuple[str, str]] = set()
    for page in call.pages:
        for key, value in page.items():
            if isinstance(value, list):
                shown.update((key, _text(row)) for row in value)
            elif key not in PAGING | _WORDS:
                members.add((key, _text(value)))
    shown.update(members)
    return shown


def _text(value: Json | object) -> str:
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    except orjson.JSONEncodeError:  # half of a surrogate pair, of which an export may be made
        return json.dumps(value, sort_keys=True)
