"""From the metric that a filter writes to a person: alarms, topics, subscriptions, as the second judge sees them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.judge import access
from tests.judge.index import number
from tests.judge.simulator import Alarm, Written, effect
from tests.judge.values import (
    EFFECT,
    HOLDS,
    HOLDS_NO,
    HOLDS_UNKNOWN,
    HOLDS_YES,
    MAY,
    NOT,
    Json,
    Worth,
    agreed,
    best,
    has_unknown,
    is_unknown,
    made,
    sure,
    worst,
)
from tests.judge.writers import Writer, crosses_alone, effect_beside, lifted

if TYPE_CHECKING:
    from collections.abc import Callable


def rests(alarm: Json) -> bool:
    """Whether it is surely not in ALARM, where it would not act again; one that is only planned is in no state yet."""
    return alarm["state"] in (None, "OK", "INSUFFICIENT_DATA")


def simulated(firing: Json) -> Alarm:
    """The alarm as the simulator has it, of settings that are all known."""
    names = ("statistic", "operator", "period", "evaluation_periods", "datapoints_to_alarm", "treat_missing", "unit")
    low, threshold = firing["evaluate_low_sample"] == "ignore", number(firing["threshold"])
    return Alarm(threshold=threshold, ignores_low_samples=low, **{name: firing[name] for name in names})  # type: ignore[arg-type]


def lifted_by_others(firing: Json, transformation: Json) -> bool:
    """Whether what others write into the metric may tell the alarm of rest."""
    written = {name: transformation[name] for name in ("value", "unit")}
    if not transformation["writers"] or has_unknown([firing, written]) or firing["threshold"] is None:
        return bool(transformation["writers"])
    value = number(transformation["value"])
    return lifted(simulated(firing), value, transformation["unit"], transformation["writers"])  # type: ignore[arg-type]


class Alarms:
    """The half of a document that starts at a metric, for one record with these constant fields."""

    def __init__(self, document: Json, fields: Json, matched: Callable[[Json], Worth], flooded: Callable[[Json], Worth]) -> None:
        self.document = document
        self.fields = fields
        self.matched = matched
        self.flooded = flooded
        self.scopes = {gap["scope"]: gap for gap in document["gaps"].values() if gap["scope"]}

    def hidden_filter(self, group: str) -> Worth:
        gap = self.scopes.get(f"metric_filter|{group}")
        if gap is None:
            return NOT
        place = (gap["account"], gap["region"])
        there = [alarm for alarm in self.document["alarms"].values() if self.is_at(alarm, place)]
        watching = [self.notice(alarm, worst([MAY, self.evaluated(alarm)])) for alarm in there]
        return worst([MAY, best([self.hidden_alarm(place), *watching])])

    def is_at(self, alarm: Json, place: tuple[str, str]) -> bool:
        """Whether some metric of that place is, or may be, what the alarm watches."""
        match alarm["kind"]:
            case "metric":
                metrics = [alarm["metric"]]
            case "math":
                metrics = [query["metric"] for query in alarm["queries"].values() if query["metric"]]
            case _:
                metrics = []
        if alarm.get("fetches", []) != [] and (alarm["account"], alarm["region"]) == place:
            return True
        return any((metric["account"], metric["region"]) == place for metric in metrics)

    def metric(self, one: Json, transformation: Json) -> Worth:
        value = transformation["value"]
        metric = self.written(one, transformation)
        if None in metric["dimensions"].values() or (isinstance(value, str) and value.startswith("$")):
            return NOT
        place = (metric["account"], metric["region"])
        written = transformation | {"writers": self.writers(one, metric), "filter": one}
        watching = [self.watched(alarm, metric, written) for alarm in self.document["alarms"].values()]
        unsure = MAY if any(map(is_unknown, [value, metric["namespace"], metric["name"]])) else HOLDS
        return worst([unsure, best([self.hidden_alarm(place), *watching])])

    def written(self, one: Json, transformation: Json) -> Json:
        """The metric that a filter writes of the record; None is a dimension's value that varies."""
        dimensions = {name: self.fields.get(path.removeprefix("$.")) for name, path in transformation["dimensions"].items()}
        source = one.get("origin", one)
        system = {"@aws.account": source["account"], "@aws.region": source["region"]}
        dimensions |= {name: system[name] for name in transformation["system_dimensions"]}
        names = {name: transformation[name] for name in ("namespace", "name")}
        return {"account": one["account"], "region": one["region"], **names, "dimensions": dimensions}

    def writers(self, one: Json, metric: Json) -> list[Writer]:
        """What else is written into the metric."""
        found = []
        for gap in self.hiding(metric):
            unasked = gap["reason"] == "not_collected"
            found.append(Writer(hidden=True, unasked=unasked, refused=gap["attribute"] == "writers_listed" and not unasked))
        for other in self.document["metric_filters"].values():
            for transformation in other["transformations"]:
                theirs = self.written(other, transformation)
                anything = {name: {"unknown": {}} if value is None else value for name, value in theirs["dimensions"].items()}
                same = self.same(theirs | {"dimensions": anything}, metric)
                if other["id"] != one["id"] and same.holds:
                    found.append(self.writer(one, other, transformation, same))
        return found

    def hiding(self, metric: Json) -> list[Json]:
        """The gaps that may hide filters which write into the metric."""
        names = {name: metric[name] for name in ("account", "region", "namespace", "name")}
        listed = [
            one.get("writers_listed")
            for one in self.document["metric_filters"].values()
            for written in one["transformations"]
            if {"account": one["account"], "region": one["region"], **{n: written[n] for n in ("namespace", "name")}} == names
        ]
        if True in listed:
            return []
        place = (metric["account"], metric["region"])
        gaps = [
            gap
            for scope, gap in self.scopes.items()
            if scope.startswith("metric_filter|") and (gap["account"], gap["region"]) == place
        ]
        return gaps + [self.document["gaps"][each["unknown"]["gap"]] for each in listed if is_unknown(each)]

    def beside(self, alarm: Json, written: Json) -> Worth:
        """What another filter that floods the metric leaves of the alarm's rest."""
        one = written["filter"]
        flood = self.document["metric_filters"].get(one.get("flooded_by"))
        if flood is None or self.blind_to_zeros(alarm, flood):
            return HOLDS
        flooded = self.flooded(flood)
        return best([flooded, HOLDS_UNKNOWN]) if flood["log_group"] != one["log_group"] else flooded

    def blind_to_zeros(self, alarm: Json, flood: Json) -> bool:
        if alarm["kind"] != "metric" or has_unknown(alarm["firing"]) or alarm["firing"]["statistic"] == "SampleCount":
            return False
        values = [number(written["value"]) for written in flood["transformations"]]
        firing = alarm["firing"]
        if firing["statistic"].startswith("p") and any(value != 0 for value in values):
            return False
        asked = {"statistic": firing["statistic"], "operator": firing["operator"], "threshold": number(firing["threshold"])}
        return all(value == 0 for value in values) and not crosses_alone(asked, Fraction(0))

    def writer(self, one: Json, other: Json, transformation: Json, same: Worth) -> Writer:
        value, default = number(transformation["value"]), number(transformation["default"])
        points = (value,) if transformation["default"] is None else (value, default)
        unit = "?" if is_unknown(transformation["unit"]) else transformation["unit"]
        if value is None or same != HOLDS or other["log_group"] != one["log_group"]:
            return Writer(points=points, unit=unit)
        if self.matched(other) == HOLDS:
            return Writer(points=(value,), unit=unit, surely=(value, value), default=default)
        surely = None if default is None else (min(value, default), max(value, default))
        return Writer(points=(value,), unit=unit, surely=surely, default=default)

    def hidden_alarm(self, place: tuple[str, str]) -> Worth:
        return MAY if f"alarm|{place[0]}|{place[1]}" in self.scopes else NOT

    def watched(self, alarm: Json, metric: Json, transformation: Json) -> Worth:
        match alarm["kind"]:
            case "metric":
                same = self.same(alarm["metric"], metric)
                counted = self.counted(transformation, alarm["firing"]["statistic"])
                fires = [self.fires(alarm, transformation), self.evaluated(alarm), self.beside(alarm, transformation)]
                return self.notice(alarm, worst([same, counted, *fires]), alarm["firing"], transformation)
            case "math":
                weak = [HOLDS_UNKNOWN, self.evaluated(alarm), self.beside(alarm, transformation)]
                reached = worst([*weak, self.reached(alarm, metric, transformation)])
                fetched = worst([self.evaluated(alarm), self.fetched(alarm, metric)])
                return best([self.notice(alarm, reached), self.notice(alarm, fetched)])
            case "unsupported":
                return self.notice(alarm, self.fetched(alarm, metric))
            case _:
                return NOT

    def fetched(self, alarm: Json, metric: Json) -> Worth:
        """Whether a query of the alarm may fetch the metric by itself."""
        if (alarm["account"], alarm["region"]) != (metric["account"], metric["region"]):
            return NOT
        if alarm["fetches"] is None:
            return MAY
        return best(self.selected(selection, metric) for selection in alarm["fetches"])

    def selected(self, selection: Json, metric: Json) -> Worth:
        names = [selection[part] is None or self.equal(selection[part], metric[part]).holds for part in ("namespace", "name")]
        shape = selection["dimensions"] is None or set(selection["dimensions"]) == set(metric["dimensions"])
        values = [self.equal(metric["dimensions"].get(key), value).holds for key, value in selection["equals"].items()]
        return MAY if all([*names, shape, *values]) else NOT

    def same(self, one: Json, other: Json) -> Worth:
        if set(one["dimensions"]) != set(other["dimensions"]):
            return NOT
        pairs = [(one[name], other[name]) for name in ("account", "region", "namespace", "name")]
        pairs += [(one["dimensions"][name], other["dimensions"][name]) for name in one["dimensions"]]
        return worst(self.equal(first, second) for first, second in pairs)

    def equal(self, first: object, second: object) -> Worth:
        if not is_unknown(first) and not is_unknown(second):
            return HOLDS if first == second else NOT
        for unknown, known in ((first, second), (second, first)):
            if isinstance(unknown, dict) and isinstance(known, str):
                return MAY if known in (unknown["unknown"].get("candidates") or [known]) else NOT
        return MAY

    def counted(self, transformation: Json, statistic: object) -> Worth:
        """A value of zero is seen by a count of samples only."""
        value = transformation["value"]
        if is_unknown(value) or float(value) != 0:
            return HOLDS
        return sure(statistic, statistic == "SampleCount")

    def reached(self, alarm: Json, metric: Json, transformation: Json) -> Worth:
        """Whether the metric reaches a returned query by what expressions use."""
        queries = alarm["queries"]
        reached = {name for name, query in queries.items() if query["returned"]}
        for _ in queries:
            reached |= {used for name in reached for used in queries.get(name, {}).get("uses") or []}
        unread = any(queries[name]["uses"] is None and not queries[name]["metric"] for name in reached if name in queries)
        values = []
        for name, query in queries.items():
            if query["metric"]:
                used = HOLDS if name in reached else MAY if unread else NOT
                counted = self.counted(transformation, query.get("statistic"))
                values.append(worst([self.same(query["metric"], metric), used, counted]))
        return best(values)

    def evaluated(self, alarm: Json) -> Worth:
        """What AWS itself says of the alarm's evaluation."""
        evaluation = alarm.get("evaluation") or {"state": None, "warm_up": None}
        state, warm_up = evaluation["state"], evaluation["warm_up"]
        now = self.document["origin"]["sources"][0]["as_of"]
        warm = warm_up is not None and (warm_up["until"] is None or now is None or warm_up["until"] > now)
        steps = {None: HOLDS_YES, "EVALUATION_ERROR": HOLDS_NO}
        return worst([steps.get(state, HOLDS_UNKNOWN), HOLDS_UNKNOWN if warm else HOLDS_YES])

    def fires(self, alarm: Json, transformation: Json) -> Worth:
        firing = alarm["firing"]
        parts = [firing, {name: transformation[name] for name in ("value", "default", "unit")}]
        if has_unknown(parts) or firing["threshold"] is None:
            return HOLDS_UNKNOWN
        asked = simulated(firing)
        value, default = map(number, (transformation["value"], transformation["default"]))
        unit, writers = transformation["unit"], transformation["writers"]
        if asked.unit is not None and asked.unit != (unit or "None"):
            return HOLDS_NO
        if writers:
            answer = effect_beside(asked, value, default, unit, writers)  # type: ignore[arg-type]
        else:
            answer = effect(asked, Written(value=value, default=default, unit=unit))  # type: ignore[arg-type]
        freed = lifted(asked, value, unit, writers)  # type: ignore[arg-type]
        stuck = alarm["state"] == "ALARM" and firing["treat_missing"] == "ignore" and default is None and not freed
        short = HOLDS_UNKNOWN if firing["period"] < 60 else HOLDS_YES
        return worst([EFFECT[answer], HOLDS_NO if stuck else HOLDS_YES, short])

    # Whom an alarm tells

    def notice(self, alarm: Json, value: Worth, firing: Json | None = None, written: Json | None = None) -> Worth:
        """The best way from an alarm, known to fire as far as `value` says, to a person."""
        if not worst([value, made(alarm)]).holds:
            return NOT
        ways = [worst([value, self.acts(alarm)])]
        for composite in self.document["alarms"].values():
            if composite["kind"] == "composite":
                follows = self.follows(composite, alarm, firing, written)
                now = HOLDS if rests(alarm) else HOLDS_UNKNOWN
                ways.append(worst([value, follows, now, self.acts(composite)]))
        ways.append(worst([value, MAY if f"composite|{alarm['account']}|{alarm['region']}" in self.scopes else NOT]))
        return best(ways)

    def follows(self, composite: Json, child: Json, firing: Json | None, written: Json | None) -> Worth:
        """Whether the composite is in ALARM whenever the child is, and not before."""
        if composite["clauses"] is None:
            return MAY if (composite["account"], composite["region"]) == (child["account"], child["region"]) else NOT
        if not self.true_when(composite, child, "ALARM"):
            return NOT
        if not firing or not written:
            return HOLDS
        at_rest = {self.true_when(composite, child, state) for state in self.resting(child, firing, written)}
        return {True: HOLDS_NO, False: HOLDS}[at_rest.pop()] if len(at_rest) == 1 else HOLDS_UNKNOWN if at_rest else HOLDS

    def resting(self, alarm: Json, firing: Json, written: Json) -> set[str]:
        """The states, other than ALARM, in which it may be found before the record."""
        has_data = written["default"] is not None or lifted_by_others(firing, written)
        match firing["treat_missing"]:
            case "notBreaching" | "breaching":
                return {"OK"}
            case "ignore" if alarm["state"] == "OK":
                return {"OK"}
            case "ignore" | "missing":
                return {"INSUFFICIENT_DATA", *(["OK"] if has_data else [])}
            case _:
                return set()

    def true_when(self, composite: Json, child: Json, state: str) -> bool:
        return composite["clauses"] != [] and all(
            any(one["alarm"] == child["id"] and (one["state"] == state) != one["negated"] for one in clause)
            for clause in composite["clauses"]
        )

    def acts(self, alarm: Json) -> Worth:
        enabled = alarm["actions_enabled"]
        steps = [
            made(alarm),
            HOLDS_UNKNOWN if is_unknown(enabled) else HOLDS_YES if enabled else HOLDS_NO,
            HOLDS_YES if rests(alarm) and not alarm["muted_by"] else HOLDS_UNKNOWN,
            HOLDS_UNKNOWN if alarm.get("suppressor") else HOLDS_YES,
        ]
        topics = []
        for action in alarm["actions"]:
            if is_unknown(action):
                topics.append(agreed([self.topic(alarm, one) for one in action["unknown"].get("candidates", [])]))
            else:
                topics.append(self.topic(alarm, action))
        return worst([*steps, best(topics)])

    def topic(self, alarm: Json, topic: str) -> Worth:
        known = self.document["topics"].get(topic)
        if known is None:
            in_region = topic.split(":")[3:4] == [alarm["region"]] or alarm["region"].startswith("tf:")
            return MAY if f"topic|{topic}" in self.scopes and in_region else NOT
        if made(known) == NOT:
            return NOT
        untold = known["region"].startswith("tf:") or alarm["region"].startswith("tf:")
        if known["region"] != alarm["region"] and not untold:
            return NOT
        place = HOLDS if known["region"] == alarm["region"] else MAY
        heard = [self.subscription(one, topic) for one in self.document["subscriptions"].values()]
        hidden = MAY if f"subscription|{topic}" in self.scopes else NOT
        return worst([place, EFFECT[access.reaches(alarm, known, self.document["subject"])], best([hidden, *heard])])

    def subscription(self, one: Json, topic: str) -> Worth:
        at, state = one["topic"], one["state"]
        if is_unknown(at):
            here = MAY if topic in (at["unknown"].get("candidates") or [topic]) else NOT
        else:
            here = HOLDS if at == topic else NOT
        confirmed = sure(state, state in ("confirmed", "needs_confirmation"))
        doubted = (
            one["filter_policy"] is not False or state == "needs_confirmation" or one["protocol"] in ("sqs", "lambda", "firehose")
        )
        return worst([made(one), here, confirmed, HOLDS_UNKNOWN if doubted else HOLDS_YES])
