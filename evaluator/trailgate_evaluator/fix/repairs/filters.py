"""Changes by which a metric filter turns required records into a metric that an alarm can watch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.document.parts import pattern_id
from trailgate_evaluator.fix.account.change import Change
from trailgate_evaluator.fix.repairs.patterns import Written, generated, narrowest
from trailgate_evaluator.languages.filter_pattern import PatternError, parse
from trailgate_evaluator.languages.filter_pattern.answers.repair import repaired
from trailgate_evaluator.languages.filter_pattern.answers.suggestion import suggest
from trailgate_evaluator.languages.filter_pattern.syntax.parser import LONGEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from trailgate_evaluator.fix.account.view import View

Json = dict[str, Any]

_COUNT_ONE: Final[Json] = {"value": "1", "default": None, "unit": None, "dimensions": {}, "system_dimensions": []}


def repairs(view: View, found: Json) -> Iterator[Change]:
    """Changes of the filters on the log group where a break stands, and on its copies, then new filters.

    A copy is the trail's own group to the law, and it is where an alarm may wait.
    """
    groups = [group for group in _with_copies(view, found) if view.owned(group)]
    for group in groups:
        if view.planned and not view.is_full(group):
            yield from _moved(view, group, found["records"])
        yield from _edits(view, group, found)
    for group in groups:
        yield from _new_on(view, group, found["records"], _waiting(view, group))
    for group in groups:
        yield from _new_on(view, group, found["records"], [_unused(view, group)])


def _with_copies(view: View, found: Json) -> Iterator[Json]:
    """The log group where a break stands, then the groups that rules surely copy it to."""
    trail = view.entry("trails", found["after"].get("trail")) or {}
    copies = [copy for copy in trail.get("copies", ()) if isinstance(copy, str)]
    for identity in dict.fromkeys([found["after"].get("log_group"), *copies]):
        group = view.entry("log_groups", identity)
        if group is not None:
            yield group


def _edits(view: View, group: Json, found: Json) -> Iterator[Change]:
    """Changes of the filters that are on the group."""
    for metric_filter in _nearest(view, group["id"]):
        text = _better_pattern(view, metric_filter, found["records"])
        if text is None:
            continue
        name = view.said(metric_filter["id"])
        scope = {} if metric_filter.get("admits") is True else {"scope": None}
        why = [f"Metric filter {name} is to match all required records."]
        if scope and metric_filter["scope"] is not None:
            why.insert(0, f"Metric filter {name} is to look at every log event.")
        for one in narrowest(view, name, text, list(view.required.controls[view.control])):
            yield from (_edited(metric_filter, scope, reason, one.text, one.note) for reason in why)


def _moved(view: View, group: Json, records: Sequence[str]) -> Iterator[Change]:
    """A configuration's filter that matches these records on another group of the place is to sit on this one."""
    for _, metric_filter in sorted(view.document["metric_filters"].items()):
        elsewhere = isinstance(metric_filter["log_group"], str) and metric_filter["log_group"] != group["id"]
        alike = (metric_filter["account"], metric_filter["region"]) == (group["account"], group["region"])
        matched = view.coverage(metric_filter)
        if elsewhere and alike and "address" in metric_filter and all(matched.get(record) == "always" for record in records):
            why = f"Metric filter {view.said(metric_filter['id'])} is to sit on log group {view.said(group['id'])}."
            yield _edited(metric_filter, {"log_group": group["id"]}, why, None)


def metric_repairs(view: View, found: Json) -> Iterator[Change]:
    """Changes by which the filter of a break counts 1 for each record, without dimensions."""
    metric_filter = view.entry("metric_filters", found["after"].get("metric_filter") or found["id"])
    if metric_filter is None or not view.owned(metric_filter) or not metric_filter["transformations"]:
        return
    if isinstance(metric_filter["log_group"], str):
        if view.is_for_control(metric_filter):
            yield counting_one(view, metric_filter)
        group = view.entry("log_groups", metric_filter["log_group"])
        if group is not None:
            yield from new_filters(view, group, found["records"])


def counting_one(view: View, metric_filter: Json) -> Change:
    """The filter writes 1 for each record into its own metric, with no default, unit or dimension."""
    written = [{**metric_filter["transformations"][0], **_COUNT_ONE}, *metric_filter["transformations"][1:]]
    why = f"Metric filter {view.said(metric_filter['id'])} is to count 1 for each record, without dimensions."
    return _edited(metric_filter, {"transformations": written}, why, None)


def new_filters(view: View, group: Json, records: Sequence[str]) -> Iterator[Change]:
    """New filters for these records: on a metric whose alarm is waiting for one, on one that is watched, on a new one."""
    yield from _new_on(view, group, records, [*_waiting(view, group), _unused(view, group)])


def _new_on(view: View, group: Json, records: Sequence[str], metrics: Iterable[tuple[str, str]]) -> Iterator[Change]:
    for namespace, metric in metrics:
        yield from _new(view, group, records, [_counted(namespace, metric)])


def _unused(view: View, group: Json) -> tuple[str, str]:
    """A metric that nothing writes and nothing watches."""
    return view.namespace(group["account"], group["region"]), view.free_metric()


def without_reads(view: View, metric_filter: Json) -> Change | None:
    """The filter matches what it matches, but no calls that only read; None where its pattern cannot say so."""
    described = view.document["patterns"][metric_filter["pattern"]]
    if described["language"] != "json" or not described["valid"] or view.control not in described.get("sought", ()):
        return None
    text = f"{{ ($.readOnly IS FALSE) && ({described['text'].strip()[1:-1].strip()}) }}"
    if len(text) > LONGEST:
        return None
    why = f"Metric filter {view.said(metric_filter['id'])} is to leave out calls that only read, so that its alarm rests."
    return _edited(metric_filter, {}, why, text)


def beside(view: View, group: Json, metric_filter: Json, records: Sequence[str]) -> Iterator[Change]:
    """A new filter that writes what this one does, for records of which nobody knows whether this one matches them."""
    return _new(view, group, records, metric_filter["transformations"])


def _nearest(view: View, group: str) -> list[Json]:
    """The filters on the group that look for required records, or would without their mistakes; first what names most of them."""
    ranked = []
    for metric_filter in view.filters_on(group):
        described = view.document["patterns"].get(metric_filter["pattern"]) if isinstance(metric_filter["pattern"], str) else None
        if described is None or metric_filter["transformed"] is not False:
            continue
        if not view.is_for_control(metric_filter):
            continue  # made for other records: a new filter leaves it as it is
        matched = list(view.coverage(metric_filter).values())
        met = sum(one in {"always", "sometimes"} for one in matched)
        if met or not described["valid"]:
            named = len(described.get("named", {}).get(view.control, ()))
            ranked.append((-named, -met, metric_filter["id"], metric_filter))
    return [metric_filter for *_, metric_filter in sorted(ranked, key=lambda one: one[:3])]


def _better_pattern(view: View, metric_filter: Json, records: Sequence[str]) -> str | None:
    """The nearest pattern that matches these records and all that the filter matched; None where no small change is known."""
    described = view.document["patterns"][metric_filter["pattern"]]
    text = described["text"] if described["valid"] else repaired(described["text"])
    if text is None:
        return None
    required = view.required.controls[view.control]
    kept = [record for record, matched in view.coverage(metric_filter).items() if matched != "never"]
    if not described["valid"]:
        kept = list(required)
    models = [part for name in sorted({*records, *kept}) for part in required[name].parts]
    try:
        parse(text)
        return suggest(text, models)
    except PatternError:
        return None


def _waiting(view: View, group: Json) -> Iterator[tuple[str, str]]:
    """Metrics of alarms of the place: those that no filter writes and whose name is the control's, then those that hold."""
    place = (group["account"], group["region"])
    fed = {
        (written["namespace"], written["name"])
        for entry in view.document["metric_filters"].values()
        for written in entry["transformations"]
        if isinstance(written["namespace"], str) and isinstance(written["name"], str)
    }
    watched = sorted(
        {
            (alarm["metric"]["namespace"], alarm["metric"]["name"])
            for alarm in view.document["alarms"].values()
            if alarm["kind"] == "metric" and _waits(alarm["metric"], place)
        }
    )
    yield from (metric for metric in watched if metric not in fed and _alike(metric[1], view.word))
    if view.literal is not None:
        yield from (metric for metric in watched if metric in _fed_for(view, group))
    carrying = {chain["links"]["metric"]["id"] for chain in view.decision["chains"] if _carries(view, chain)}
    yield from (metric for metric in watched if "/".join(metric) in carrying)


def _carries(view: View, chain: Json) -> bool:
    """Whether the chain reaches somebody, by a filter of the control: where another's serves, its alarm says another name."""
    metric_filter = view.entry("metric_filters", chain["links"].get("metric_filter", {}).get("id"))
    return "subscription" in chain["links"] and metric_filter is not None and view.is_for_control(metric_filter)


def _fed_for(view: View, group: Json) -> set[tuple[str, str]]:
    """The metrics of the group's filters that are made for this control and no other, whatever their text."""
    return {
        (written["namespace"], written["name"])
        for entry in view.filters_on(group["id"])
        if isinstance(entry["pattern"], str) and view.document["patterns"][entry["pattern"]].get("sought") == [view.control]
        for written in entry["transformations"]
    }


def _waits(metric: Json, place: tuple[str, str]) -> bool:
    if not all(isinstance(metric[part], str) for part in ("account", "region", "namespace", "name")):
        return False
    if (metric["account"], metric["region"]) != place or metric["dimensions"] != {}:
        return False
    return not str(metric["namespace"]).startswith("AWS/")


def _alike(name: str, word: str) -> bool:
    """Whether the words of the control's name all stand in a metric's."""
    plain = name.lower()
    return all(part in plain for part in word.replace("-policy", "-polic").split("-"))


def _counted(namespace: str, metric: str) -> Json:
    return {"namespace": namespace, "name": metric, **_COUNT_ONE}


def _new(view: View, group: Json, records: Sequence[str], transformations: list[Json]) -> Iterator[Change]:
    if view.is_full(group):
        return
    account, region = group["account"], group["region"]
    on_group = {entry["name"] for entry in view.filters_on(group["id"])}
    name = wanted = view.new_name
    number = 1
    while name in on_group:
        number += 1
        name = f"{wanted}-{number}"
    identity = view.new_id("metric_filters", name, account, region, group["id"])
    entry = {
        "id": identity,
        "name": name,
        "account": account,
        "region": region,
        "at": None,
        "log_group": group["id"],
        "transformed": False,
        "scope": None,
        "transformations": transformations,
    }
    text = generated(view, records, _left_to_others(view, group) - {*records}) if view.literal is None else view.literal
    texts = narrowest(view, name, text, records) if view.literal is None else [Written(text=text)]
    for one in texts:
        yield Change(
            kind="put_metric_filter",
            target=identity,
            account=account,
            region=region,
            patch={"metric_filters": {identity: {**entry, "pattern": pattern_id(one.text)}}},
            creates=(("metric_filters", identity),),
            why=f"A new metric filter, {name}, on log group {group['name']} {_does(view)}.",
            note=one.note,
            patterns=(one.text,),
        )


def _left_to_others(view: View, group: Json) -> set[str]:
    """Records of the control that no filter of its own on the group matches; those of other controls may, while they last."""
    asked = {*view.decision["records"]["carried"], *(name for found in view.decision["breaks"] for name in found["records"])}
    own = [view.coverage(metric_filter) for metric_filter in view.filters_on(group["id"]) if view.is_for_control(metric_filter)]
    return {name for name in asked if all(matched.get(name) != "always" for matched in own)}


def _does(view: View) -> str:
    return "counts what nothing counts yet" if view.literal is None else "has the benchmark's own text"


def _edited(metric_filter: Json, attributes: Json, why: str, text: str | None, note: str | None = None) -> Change:
    if text is not None:
        attributes = {**attributes, "pattern": pattern_id(text)}
    return Change(
        kind="put_metric_filter",
        target=metric_filter["id"],
        account=metric_filter["account"],
        region=metric_filter["region"],
        patch={"metric_filters": {metric_filter["id"]: attributes}},
        why=why,
        note=note,
        edits=True,
        patterns=() if text is None else (text,),
    )
