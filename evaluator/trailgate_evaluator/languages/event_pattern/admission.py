"""Whether an event pattern may match the event that EventBridge makes of a record; in doubt it may.

Sources: EventBridge user guide, "Event patterns", "Comparison operators" and "AWS service events delivered via CloudTrail".
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.embedded import embedded_json
from trailgate_evaluator.languages.filter_pattern.decision.languages import Exactly, Expression, TextSet, spelled
from trailgate_evaluator.languages.filter_pattern.decision.record_model import Spec, of_values
from trailgate_evaluator.languages.filter_pattern.decision.spec_algebra import FREE, both
from trailgate_evaluator.languages.filter_pattern.decision.value_test import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from trailgate_evaluator.languages.filter_pattern.decision.record_model import RecordModel

_TEXT: Final = Spec(kinds=frozenset({Kind.STRING}))
_ABSENT: Final = Spec(kinds=frozenset({Kind.ABSENT}))
_THERE: Final = frozenset(Kind) - {Kind.ABSENT}
_DETAIL_TYPES: Final = {
    "AwsApiCall": "AWS API Call via CloudTrail",
    "AwsConsoleAction": "AWS Console Action via CloudTrail",
    "AwsConsoleSignIn": "AWS Console Sign In via CloudTrail",
    "AwsServiceEvent": "AWS Service Event via CloudTrail",
}
"""What EventBridge calls an event, by the record's `eventType`."""


def may_match(pattern: str, record: RecordModel) -> bool:
    """Whether some record of the model may match; a pattern that cannot be read may."""
    parsed = _parsed(pattern)
    try:
        return parsed is None or _admits(parsed, "", _event(record))
    except RecursionError:
        return True


@lru_cache(maxsize=256)
def _parsed(pattern: str) -> dict[str, Any] | None:
    try:
        parsed = embedded_json(pattern)
    except ValueError:
        return None
    return parsed if isinstance(parsed, dict) else None


@lru_cache(maxsize=1024)
def _event(record: RecordModel) -> Mapping[str, Spec]:
    """What is known of the event, by dotted path: around the record stand its service, its region and its account."""
    fields = dict(record.fields)
    return {
        **{f"detail.{path}": spec for path, spec in record.fields},
        "source": _named(fields.get("eventSource"), lambda source: f"aws.{source.partition('.')[0]}"),
        "detail-type": _named(fields.get("eventType"), _DETAIL_TYPES.get),
        "region": fields.get("awsRegion", FREE),
        "account": fields.get("recipientAccountId", FREE),
    }


def _named(spec: Spec | None, name: Callable[[str], str | None]) -> Spec:
    """What the event has in the place of a record's value; any text, where one of these values has no name."""
    values = [name(value) if isinstance(value, str) else None for value in (spec.constants if spec else ())]
    return of_values(values) if values and None not in values else _TEXT


def _admits(pattern: Mapping[str, Any], path: str, event: Mapping[str, Spec]) -> bool:
    """Every field that the pattern lists has to hold one of the values listed; `$or` has patterns of which one is enough."""
    for name, wanted in pattern.items():
        if name == "$or":
            if isinstance(wanted, list) and not any(not isinstance(one, dict) or _admits(one, path, event) for one in wanted):
                return False
        elif isinstance(wanted, dict):
            if not _admits(wanted, f"{path}{name}.", event):
                return False
        elif isinstance(wanted, list) and not any(_may_be(one, event.get(path + name, FREE)) for one in wanted):
            return False
    return True


def _may_be(wanted: Any, spec: Spec) -> bool:
    allowed = _allowed(wanted)
    return allowed is not None and both(spec, allowed) is not None


def _allowed(wanted: Any) -> Spec | None:
    """The values that one entry of a list takes: a value, or a comparison, of which the plain ones are read; None: no entry."""
    match wanted:
        case {"prefix": str(start)}:
            return _text(TextSet(Expression((spelled(start, after=True),))))
        case {"suffix": str(end)}:
            return _text(TextSet(Expression((spelled(end, before=True),))))
        case {"anything-but": str(other)}:
            return _others([other])
        case {"anything-but": [*others]}:
            return _others([other for other in others if isinstance(other, str)])
        case {"exists": bool(there)}:
            return Spec(kinds=_THERE) if there else _ABSENT
        case dict():
            return FREE
        case list():
            return None
        case _:
            return of_values([wanted])


def _text(texts: TextSet) -> Spec:
    return Spec(kinds=frozenset({Kind.STRING}), strings=(texts,))


def _others(texts: list[str]) -> Spec:
    return Spec(kinds=_THERE, strings=tuple(TextSet(Exactly(text), negated=True) for text in sorted(set(texts))))
