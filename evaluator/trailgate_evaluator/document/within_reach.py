"""The document as the compiled law is given it: without alarms that none of its look-ups can lead to.

An account may have 100,000 alarms, of which the law asks for those on the metrics that filters write. To copy the others into
WebAssembly's memory would cost more than all the rest. The look-ups of `policies/trailgate/chain/alarm`:

* by the metric, or by its name alone, that a filter writes;
* by place, where it is not known in full what a filter there writes, or where filters may be hidden;
* every alarm of which the metric is not known, or that fetches series by itself, and every composite alarm.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.document.index import metrics_of
from trailgate_evaluator.document.parts import is_unknown, place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from trailgate_evaluator.document.parts import Json

_HIDDEN_FILTERS: Final = "metric_filter|"
_KEPT_WHOLE: Final = ("alarms_fetching", "composites_by_child", "composites_unparsed")


def within_reach(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The document with those alarms alone, in its index as well; it gives the same decisions.

    One that lacks an index, or is not of the form, stays as it is: what the law says of such a document is its own.
    """
    try:
        return document if any(map(is_unknown, document["index"].values())) else _reduced(document)
    except (KeyError, TypeError, AttributeError):
        return document


def _reduced(document: Mapping[str, Any]) -> Mapping[str, Any]:
    index, alarms = document["index"], document["alarms"]
    amounts = index["amounts_watched"]
    places = index["alarms_by_place"].keys() & _open_places(document)
    written = _written(document)
    by_name = {name: index["alarms_by_metric_name"][name] for name in written & index["alarms_by_metric_name"].keys()}
    by_place = {where: index["alarms_by_place"][where] for where in places}
    reached = {*index["alarms_unknown_metric"], *_listed(by_name), *_listed(by_place)}
    reached |= {found for name in _KEPT_WHOLE for found in _listed(index[name])}
    # By what the alarms say as well: of an index that lacks some, every engine finds the same.
    reached |= {found for found, alarm in alarms.items() for metric in metrics_of(alarm) if _name(metric) in written}
    by_metric = {
        key: [one for one in listed if one in reached]
        for key, listed in index["alarms_by_metric"].items()
        if not reached.isdisjoint(listed)
    }
    return {
        **document,
        "alarms": {found: alarms[found] for found in sorted(alarms.keys() & reached)},
        "index": {
            **index,
            "alarms_by_metric": by_metric,
            "alarms_by_metric_name": by_name,
            "alarms_by_place": by_place,
            "amounts_watched": {found: amounts[found] for found in sorted(amounts.keys() & reached)},
        },
    }


def _listed(groups: Mapping[str, list[str]]) -> Iterator[str]:
    return (one for listed in groups.values() for one in listed)


def _name(metric: Json) -> object:
    name = metric.get("name")
    return name if isinstance(name, str) else None


def _written(document: Mapping[str, Any]) -> set[str]:
    """The names of the metrics that filters write."""
    return {written["name"] for _, written in _transformations(document) if isinstance(written.get("name"), str)}


def _open_places(document: Mapping[str, Any]) -> set[str]:
    """The places where any metric may be written, for all that is known."""
    index = document["index"]
    hidden = {found for scope, ids in index["gaps_by_scope"].items() if scope.startswith(_HIDDEN_FILTERS) for found in ids}
    gaps = [document["gaps"][found] for found in hidden]
    doubtful = {where for where, written in _transformations(document) if any(map(is_unknown, _parts(written)))}
    return {
        *index["metric_filters_unknown_metric"],
        *index["filters_hidden"],
        *(place(gap["account"], gap["region"]) for gap in gaps),
        *doubtful,
    }


def _transformations(document: Mapping[str, Any]) -> Iterator[tuple[str, Json]]:
    for metric_filter in document["metric_filters"].values():
        if not is_unknown(metric_filter["transformations"]):
            for written in metric_filter["transformations"]:
                yield place(metric_filter["account"], metric_filter["region"]), written


def _parts(written: Json) -> Iterable[object]:
    """What may be unknown of a metric: its name and namespace, its dimensions, and the value of each."""
    yield from (written.get(part) for part in ("namespace", "name"))
    for part in ("dimensions", "system_dimensions"):
        dimensions = written.get(part)
        yield dimensions
        yield from dimensions.values() if isinstance(dimensions, dict) else dimensions or ()
