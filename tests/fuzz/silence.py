"""Nothing holds from silence: a document that lacks a member gets no better verdict than with the worst that may stand there.

The law reads documents that others may have made, so each member of each fixture's document is taken away in turn, and judged by
the engine alone. It must not turn a fail or an unknown into a pass. Where a pass stays a pass, the member must not matter: with
`unknown` in its place, and with every other value that some fixture has there, the verdict must be a pass as well.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import orjson

from tests.fuzz.corpora import CONTROL, documents
from tests.fuzz.mutating import Place, at, places, with_other, without
from trailgate_evaluator.engine import open_engine
from trailgate_evaluator.errors import InputError

if TYPE_CHECKING:
    from trailgate_evaluator.engine import Engine

Json = dict[str, Any]
RANK = {"fail": 0, "unknown": 1, "pass": 2}
SKIPPED = frozenset({"format", "at", "address", "resolved_by"})
"""What no verdict may depend on."""
MAPS = frozenset({
    "trails", "log_groups", "metric_filters", "alarms", "topics", "subscriptions", "gaps", "patterns", "index", "coverage",
    "metric_filters_by_log_group", "alarms_by_metric", "alarms_by_metric_name", "alarms_unsupported", "alarms_by_place",
    "composites_by_child", "composites_unparsed", "subscriptions_by_topic", "gaps_by_scope",
})  # fmt: skip
"""Members whose own members are named by the account, and not by the format."""
FOLLOWS = frozenset({"line_break_text"})
"""What follows from other members, so that another value beside them says two things at once."""
MOST_VALUES = 4


def shape(place: Place) -> tuple[str, ...]:
    """The place as the format names it: a resource's id and a place in a list are any."""
    named = []
    above = ""
    for key in place:
        named.append("*" if isinstance(key, int) or above in MAPS else key)
        above = str(key) if named[-1] != "*" else "*"
    return tuple(named)


def members(document: Json) -> Iterator[Place]:
    """Every member of every object of the format, and every resource; elements of lists are what the account says, and so are
    the dimensions of a metric, which is another one without them."""
    for place in places(document):
        if isinstance(place[-1], str) and not SKIPPED.intersection(map(str, place)) and place[-2:-1] != ("dimensions",):
            yield place


def values_seen(documents: Mapping[str, Json]) -> dict[tuple[str, ...], list[Any]]:
    """Some of the values that stand at each shape of place in any document."""
    seen: dict[tuple[str, ...], dict[bytes, Any]] = defaultdict(dict)
    for document in documents.values():
        for place in members(document):
            kept = seen[shape(place)]
            value = at(document, place)
            if len(kept) < MOST_VALUES:
                kept.setdefault(orjson.dumps(value, option=orjson.OPT_SORT_KEYS), value)
    return {where: list(kept.values()) for where, kept in seen.items()}


def verdict(engine: Engine, document: Json) -> tuple[str, str | None]:
    """Status and effect; a document that no decision can be given for is a fail."""
    try:
        decision = engine.decide(document).get(CONTROL)
    except InputError:
        return "fail", None
    return ("fail", None) if decision is None else (decision["status"], decision["effective"])


def improvements(
    engine: Engine, name: str, document: Json, seen: Mapping[tuple[str, ...], list[Any]], chosen: Iterable[Place] | None = None
) -> Iterator[str]:
    """What is judged better where something is missing than where it is there; of all members, or of the chosen ones."""
    whole, _ = verdict(engine, document)
    for place in members(document) if chosen is None else chosen:
        silent, _ = verdict(engine, without(document, place))
        if RANK[silent] > RANK[whole] and silent == "pass":
            yield f"{name}: {whole} becomes {silent} without {'/'.join(map(str, place))}"
        elif silent == "pass" and place[-1] not in FOLLOWS and (other := _worse(engine, document, place, seen)) is not None:
            yield f"{name}: pass without {'/'.join(map(str, place))}, and {other}"


def _worse(engine: Engine, document: Json, place: Place, seen: Mapping[tuple[str, ...], list[Any]]) -> str | None:
    gap = {"unknown": {"reason": "denied", "gap": "silence"}}
    there = at(document, place)
    for value in [gap, *seen.get(shape(place), [])]:
        if value == there:
            continue
        said, _ = verdict(engine, with_other(document, place, value))
        if said != "pass":
            return f"{said} with {orjson.dumps(value)[:80].decode(errors='replace')}"
    return None


def main(arguments: list[str] | None = None) -> int:
    """Tries every member of every fixture whose name holds a text; 1 where silence is taken for good news."""
    part = (sys.argv[1:] if arguments is None else arguments or [""])[0:1]
    wrong = 0
    with open_engine() as engine:
        known = documents(engine)
        seen = values_seen(known)
        for name, document in known.items():
            if not part or part[0] in name:
                for line in improvements(engine, name, document, seen):
                    wrong += 1
                    print(line, flush=True)
    print(f"{len(known)} documents, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
