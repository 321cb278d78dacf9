"""Names and namespaces of metrics: plain, or texts with marks that both ends of the chain have alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.document.parts import is_unknown
from trailgate_evaluator.readers.cloudformation.intrinsics.marks import is_plain, may_be_equal, symbol
from trailgate_evaluator.readers.cloudformation.intrinsics.values import as_text, unknown_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.readers.cloudformation.stacks.resource import Resource
    from trailgate_evaluator.readers.cloudformation.world.world import World

_TEXT = "text"


def named(world: World, resource: Resource, attribute: str, value: Any) -> Any:
    """The name, or an unknown value that keeps its text with marks for `settle`."""
    text = as_text(value)
    if text is not None and is_plain(text):
        return text
    missing = world.unknown(resource, attribute, unknown_in(value))
    return missing if text is None else missing | {_TEXT: text}


def settle(filters: Mapping[str, Json], alarms: Mapping[str, Json], gaps: dict[str, Json], others: Iterable[Json] = ()) -> None:
    """Let a symbol be the name of a metric that no other can turn out to be: where each other has the same text, or cannot.

    Every text is taken out again. `others` are metrics of the account that the template is laid over.
    """
    metrics = [*(one for f in filters.values() for one in f["transformations"]), *_watched(alarms)]
    told = [_texts(one) for one in metrics]
    known = {pair for pair in told if pair is not None} | {pair for one in others if (pair := _texts(one)) is not None}
    is_open = None in told
    for metric, pair in zip(metrics, told, strict=True):
        alone = pair is not None and not is_open and not any(pair != other and _may_be(pair, other) for other in known)
        for part, name in enumerate(("namespace", "name")):
            value = metric[name]
            if is_unknown(value):
                text = value.pop(_TEXT, None)
                if alone and pair is not None and text is not None:
                    gaps.pop(value["unknown"]["gap"], None)
                    metric[name] = symbol(pair[part])


def _texts(metric: Json) -> tuple[str, str] | None:
    found = tuple(one.get(_TEXT) if is_unknown(one) else one for one in (metric["namespace"], metric["name"]))
    return found if all(isinstance(one, str) for one in found) else None


def _may_be(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return all(may_be_equal(mine, theirs) for mine, theirs in zip(one, other, strict=True))


def _watched(alarms: Mapping[str, Json]) -> Iterator[Json]:
    for alarm in alarms.values():
        if alarm["kind"] == "metric":
            yield alarm["metric"]
        elif alarm["kind"] == "math":
            yield from (query["metric"] for query in alarm["queries"].values() if query["metric"] is not None)


def metrics_of(filters: Mapping[str, Json], alarms: Mapping[str, Json]) -> list[Json]:
    """The metrics that these filters write and alarms watch."""
    written = [one for f in filters.values() if not is_unknown(f["transformations"]) for one in f["transformations"]]
    return [*written, *(one for one in _watched(alarms) if not is_unknown(one))]
