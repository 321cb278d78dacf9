"""Whether a trail's selectors take all of certain records, with one that they leave out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from msgspec import Struct

from trailgate_evaluator.languages.event_selectors.selectors import selectors
from trailgate_evaluator.languages.filter_pattern.answers.nesting import nested
from trailgate_evaluator.languages.filter_pattern.answers.requirements import RECORD_NAME
from trailgate_evaluator.languages.filter_pattern.answers.samples import SAMPLES, sample_of
from trailgate_evaluator.languages.filter_pattern.decision.remainder import MOST_PARTS, narrowed
from trailgate_evaluator.languages.filter_pattern.decision.value_test import Kind
from trailgate_evaluator.languages.filter_pattern.decision.witness import contains
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from trailgate_evaluator.languages.event_selectors.selectors import Selector
    from trailgate_evaluator.languages.filter_pattern.decision.record_model import RecordModel, Spec

_CLASSED_BY: Final = frozenset({"eventSource", "readOnly"})
_GONE: Final = frozenset({Kind.ABSENT})


class Admission(Struct, frozen=True, kw_only=True):
    """The answer, and where it is "sometimes" or "never" a record that is left out."""

    admitted: Literal["always", "sometimes", "never", "undecided"]
    missed: dict[str, Any] | None = None


def admission(said: Mapping[str, Any], records: Iterable[RecordModel], whole: RecordModel) -> Admission:
    """Whether the selectors `said`, of one kind, take every one of these records, which are parts of the `whole`.

    Undecided where that hangs on what is not known of the selectors or of the records, or where they part these too often.
    """
    parts = tuple(records)
    try:
        if not _left(parts, selectors(said, hopeful=False)):
            return Admission(admitted="always")
        hopeful = selectors(said, hopeful=True)
        left = _left(parts, hopeful)
        seen = _seen(hopeful)
        if not left or seen.keys() & whole.unknown.keys():
            return Admission(admitted="undecided")
        met = any(_met(part, one) for part in parts for one in hopeful)
        return Admission(admitted="sometimes" if met else "never", missed=_record(left[0], seen, whole))
    except BoundReached:
        return Admission(admitted="undecided")


def _left(parts: tuple[RecordModel, ...], taking: Iterable[Selector]) -> tuple[RecordModel, ...]:
    """What none of the selectors takes. Raises `BoundReached` past as many parts as a record may have."""
    for one in taking:
        parts = tuple(dict.fromkeys(piece for part in parts for piece in _lost(part, one)))
        if len(parts) > MOST_PARTS:
            raise BoundReached(f"selectors that split records into more than {MOST_PARTS}")
    return parts


def _lost(part: RecordModel, selector: Selector) -> Iterator[RecordModel]:
    """The records of the part of which some condition of the selector does not hold."""
    pieces = [narrowed(part, [(condition.path, condition.lost)]) for condition in selector]
    yield from [part] if part in pieces else (piece for piece in pieces if piece is not None)


def _met(part: RecordModel, selector: Selector) -> bool:
    return narrowed(part, [(condition.path, condition.kept) for condition in selector]) is not None


def _seen(taking: Iterable[Selector]) -> dict[str, list[str]]:
    """The fields that selectors look at, each with texts that they tell apart."""
    found: dict[str, list[str]] = {}
    for condition in (condition for one in taking for condition in one):
        found.setdefault(condition.path, []).extend(text for one in condition.texts for text in (one, f"{one}-", f"-{one}"))
    return found


def _record(part: RecordModel, seen: Mapping[str, list[str]], whole: RecordModel) -> dict[str, Any]:
    """One of the part's records, by the fields that decide: what selectors see, and where it differs from others of the whole."""
    usual = dict(whole.fields)
    told = {
        path: spec
        for path, spec in part.fields
        if path in seen or path in _CLASSED_BY or (path == RECORD_NAME and spec.is_constant) or usual.get(path) != spec
    }
    return nested({path: _value(path, spec, seen.get(path, ())) for path, spec in told.items() if spec.kinds != _GONE})


def _value(path: str, spec: Spec, texts: Iterable[str]) -> Any:
    """A value that the spec allows: one of these texts, where the search for another might take long."""
    likely = (*SAMPLES.get(path, ()), *texts) if Kind.STRING in spec.kinds and spec.strings else ()
    found = next((text for text in likely if all(contains(one, text) for one in spec.strings)), None)
    return sample_of(path, spec) if found is None else found
