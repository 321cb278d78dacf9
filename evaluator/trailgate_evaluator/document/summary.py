"""What a document holds, in a table: resources by kind and place, what could not be known, and what patterns mean."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from trailgate_evaluator.document.parts import RESOURCE_KINDS, is_unknown
from trailgate_evaluator.plain import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]


def summary_of(document: Json) -> str:
    """The table, as text."""
    return "\n".join(_lines(document)) + "\n"


def _lines(document: Json) -> Iterator[str]:
    origin, subject = document["origin"], document["subject"]
    yield f"account    {_text(subject['account'])} ({_text(subject['partition'])})"
    for number, source in enumerate(origin["sources"]):
        yield f"source {number}   {source['kind']} {source['digest']}"
    yield ""
    yield f"{'resource':<16}{'where':<34}{'count':>6}  with unknown values"
    for kind in RESOURCE_KINDS:
        places: Counter[str] = Counter()
        unknown: Counter[str] = Counter()
        for one in document[kind].values():
            place = f"{_text(one['account'])} {_text(one['region'])}"
            places[place] += 1
            unknown[place] += any(_holds_unknown(value) for value in one.values())
        for place, count in sorted(places.items()):
            yield f"{kind:<16}{place:<34}{count:>6}  {unknown[place] or ''}".rstrip()
        if not places:
            yield f"{kind:<16}{'':<34}{0:>6}"
    yield from _gaps(document)
    yield from _patterns(document)


def _gaps(document: Json) -> Iterator[str]:
    gaps = Counter((gap["link"], gap["reason"], gap["call"] or "", gap["scope"] is not None) for gap in document["gaps"].values())
    yield ""
    yield f"{'what is not known':<16}" if gaps else "nothing is unknown"
    for (link, reason, call, hides), count in sorted(gaps.items()):
        what = "may be hidden" if hides else "has unknown attributes"
        yield f"  {count:>4}  {link} {what}: {reason}{f' ({one_line(call, 80)})' if call else ''}"


def _patterns(document: Json) -> Iterator[str]:
    """Of each pattern how many required records it matches, by control."""
    if not document["patterns"]:
        return
    yield ""
    yield "what patterns match, by control: records always, sometimes, never, undecided"
    for pattern, entry in sorted(document["patterns"].items()):
        if not entry["valid"]:
            yield f"  {pattern}  invalid"
            continue
        for control, records in sorted(entry["coverage"].items()):
            counts = Counter(one["matched"] for one in records.values())
            numbers = " ".join(f"{counts[word]:>3}" for word in ("always", "sometimes", "never", "undecided"))
            yield f"  {pattern}  {control} {numbers}  {one_line(entry['text'], 60)}"
        if others := len(entry.get("never", ())):
            yield f"  {pattern}  none of {others} {'others' if entry['coverage'] else 'controls'}  {one_line(entry['text'], 60)}"


def _holds_unknown(value: Any) -> bool:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if is_unknown(one):
            return True
        waiting.extend(one.values() if isinstance(one, dict) else one if isinstance(one, list) else ())
    return False


def _text(value: Any) -> str:
    return one_line(value, 60) if isinstance(value, str) else "not stated"
