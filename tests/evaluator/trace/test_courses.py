"""What records did to alarms, beside the slow simulation of whole days: statistics, trails, and composites."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.asking import of_one
from tests.judge import courses, simulator
from tests.judge.courses import Event
from trailgate_evaluator.engine import Engine, open_engine
from trailgate_evaluator.evaluation.documents import DocumentMaker
from trailgate_evaluator.inputs import read_one
from trailgate_evaluator.trace import Tracer
from trailgate_evaluator.trace.alarms import Alarms
from trailgate_evaluator.trace.backtest import Backtest
from trailgate_evaluator.trace.sight import Sight

Json = dict[str, Any]
PASSES = Path(__file__).parents[3] / "fixtures" / "snapshots" / "pass_whole_chain" / "snapshot.json"
START = datetime(2026, 11, 1, tzinfo=UTC)
FIRST = int(START.timestamp()) // 60
GROUP = "arn:aws:logs:us-east-1:111122223333:log-group:org-trail"
TRAIL = "arn:aws:cloudtrail:us-east-1:111122223333:trail/org"
FILTER = f"{GROUP}:metric-filter:iam-policy-changes"
ALARM = "arn:aws:cloudwatch:us-east-1:111122223333:alarm:iam-policy-changes"
_PARTS = ("subject", "trails", "metric_filters", "alarms", "index", "patterns", "origin")
OPERATORS = [f"{size}Than{equal}Threshold" for size in ("Greater", "Less") for equal in ("", "OrEqualTo")]
WRITTEN = {
    ("Management", False): ({1}, False),
    ("Data", False): ({0}, False),
    ("Insight", False): ({2}, False),
    ("NetworkActivity", False): ({0, 1}, True),
    ("Management", True): ({1, 2, 3}, True),
}
"""By category and class of a record how often it may stand in the log group, and whether nobody knows."""


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine() as opened:
        yield opened


@pytest.fixture(scope="module")
def document(engine: Engine) -> Json:
    return DocumentMaker(engine, of_one()).documents(read_one(str(PASSES))).after


def recorded(record: Json) -> Json:
    """What the trails of a made-up account do with a record."""
    copies, unsure = WRITTEN[record["eventCategory"], record["readOnly"]]
    surely = [f"trail-{number}" for number in range(min(copies))]
    return {GROUP: {"surely": surely, "perhaps": ["other"] if unsure else []}} if surely or unsure else {}


def record(minute: int, name: str = "PutUserPolicy", category: str = "Management", *, reads: bool = False, **fields: Any) -> Json:
    at = (START + timedelta(minutes=minute)).strftime("%Y-%m-%dT%H:%M:%SZ")
    about = {"eventName": name, "eventTime": at, "awsRegion": "us-east-1", "eventSource": "iam.amazonaws.com"}
    return {**about, "eventCategory": category, "readOnly": reads, "eventType": "AwsApiCall", **fields}


firings = st.fixed_dictionaries(
    {
        "statistic": st.sampled_from(["Sum", "Average", "Minimum", "Maximum", "SampleCount", "p50", "p99.9"]),
        "operator": st.sampled_from(OPERATORS),
        "threshold": st.integers(0, 3),
        "period": st.sampled_from([60, 300]),
        "evaluation_periods": st.integers(1, 3),
        "treat_missing": st.sampled_from(["missing", "ignore", "breaching", "notBreaching"]),
    }
)


@st.composite
def points(draw: Any) -> Json:
    """The firing of an alarm."""
    firing = draw(firings)
    needed = draw(st.integers(1, firing["evaluation_periods"]))
    return {**firing, "datapoints_to_alarm": needed, "evaluate_low_sample": None, "unit": None}


arrivals = st.lists(
    st.tuples(st.integers(0, 14), st.sampled_from(["PutUserPolicy", "GetUser"]), st.sampled_from(sorted(WRITTEN))),
    min_size=1,
    max_size=7,
)


def made(document: Json, firing: Json, value: int, default: int | None, *more: Json) -> Json:
    """The account with other numbers, and more alarms on the same metric."""
    changed = copy.deepcopy({name: document[name] for name in _PARTS})
    (transformation,) = changed["metric_filters"][FILTER]["transformations"]
    transformation.update({"value": str(value), "default": default})
    changed["index"]["amounts_written"][FILTER] = [{"value": value, "default": default}]
    usual = changed["alarms"][ALARM]
    changed["alarms"] = {
        f"a{number}": {**usual, "id": f"a{number}", "name": f"a{number}", "firing": one}
        for number, one in enumerate((firing, *more))
    }
    changed["index"]["amounts_watched"] = {
        name: {"one": 1, "threshold": one["firing"]["threshold"], "low": None, "high": None}
        for name, one in changed["alarms"].items()
    }
    return changed


def simulated(firing: Json) -> simulator.Alarm:
    names = ("statistic", "operator", "threshold", "period", "evaluation_periods", "datapoints_to_alarm", "treat_missing")
    return simulator.Alarm(**{name: firing[name] for name in names})


def went_through(document: Json, came: list[tuple[int, str, tuple[str, bool]]]) -> dict[str, Json]:
    alarms, sight = Alarms(document, recorded), Sight(document)
    for minute, name, (category, reads) in came:
        one = record(minute, name, category, reads=reads)
        alarms.take(one, sight.kind_of(one), required=name == "PutUserPolicy")
    return {one["id"]: one for one in alarms.answer()["alarms"]}


def seconds_in_alarm(told: Json) -> int:
    """How long an alarm was in ALARM by the times that are listed."""
    spans = [tuple(datetime.fromisoformat(one[end]) for end in ("from", "to")) for one in told["episodes"]]
    assert len(spans) == told["fired"]
    assert spans == sorted(spans)
    return int(sum((to - begin for begin, to in spans), timedelta()).total_seconds())


def ways(came: list[tuple[int, str, tuple[str, bool]]]) -> Iterator[list[Event]]:
    """Every way in which the trails may have written these records."""
    for copies in product(*(sorted(WRITTEN[kind][0]) for _, _, kind in came)):
        yield [
            Event(minute=FIRST + minute, copies=many, matches=name == "PutUserPolicy", required=name == "PutUserPolicy")
            for many, (minute, name, _) in zip(copies, came, strict=True)
        ]


def test_an_alarm_goes_through_what_the_slow_simulation_says_whatever_is_not_known(document: Json) -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=120)
    @given(points(), st.integers(0, 2), st.none() | st.integers(0, 2), arrivals)
    def holds(firing: Json, value: int, default: int | None, came: list[tuple[int, str, tuple[str, bool]]]) -> None:
        told = went_through(made(document, firing, value, default), came)["a0"]
        found = {day for way in ways(came) for day in courses.days(simulated(firing), value, default, way)}
        if told["cannot_tell"] is None:
            seen["told"] += 1
            seen["alarmed"] += told["in_alarm"] > 0
            assert {(len(day.states), day.in_alarm, day.unseen) for day in found} == {
                (told["periods"], told["in_alarm"], told["unseen"])
            }
            assert told["required"] in {day.required for day in found}
            assert seconds_in_alarm(told) == told["in_alarm"] * firing["period"]
            assert sum(part["unseen"] for part in told["timeline"]) == told["unseen"]
            assert sum(part["required"] for part in told["timeline"]) == told["required"]
        else:
            seen["open"] += 1
            certain = not any(WRITTEN[kind][1] for _, _, kind in came)
            assert not certain or len({day.states for day in found}) > 1

    holds()
    assert min(seen[what] for what in ("told", "alarmed", "open")) > 10


RULES: dict[str, tuple[list[list[tuple[str, str, bool]]], Any]] = {
    "both": ([[("a0", "ALARM", False)], [("a1", "ALARM", False)]], lambda s: s["a0"] == s["a1"] == "ALARM"),
    "either": ([[("a0", "ALARM", False), ("a1", "ALARM", False)]], lambda s: "ALARM" in (s["a0"], s["a1"])),
    "but": ([[("a0", "ALARM", False)], [("a1", "ALARM", True)]], lambda s: s["a0"] == "ALARM" != s["a1"]),
    "at rest": ([[("a0", "OK", False)]], lambda s: s["a0"] == "OK"),
    "always": ([], lambda _: True),
    "alone": ([[("own", "INSUFFICIENT_DATA", True)], [("a1", "INSUFFICIENT_DATA", False)]], lambda s: s["a1"].startswith("INS")),
}


def with_composite(document: Json, clauses: list[list[tuple[str, str, bool]]] | None) -> Json:
    literals = [[dict(zip(("alarm", "state", "negated"), one, strict=True)) for one in clause] for clause in clauses or ()]
    about = {name: document["alarms"]["a0"][name] for name in ("account", "region", "actions", "at")}
    own = {**about, "id": "own", "name": "own", "kind": "composite", "clauses": None if clauses is None else literals}
    document["alarms"]["own"] = own
    document["index"]["composites_by_child"] = {"a0": ["own"]}
    document["index"]["composites_unparsed"] = {}
    return document


def test_a_composite_goes_through_what_its_alarms_do(document: Json) -> None:
    @settings(max_examples=100)
    @given(points(), points(), arrivals, st.sampled_from(sorted(RULES)))
    def holds(first: Json, second: Json, came: list[tuple[int, str, tuple[str, bool]]], name: str) -> None:
        came = [(minute, event, ("Management", False)) for minute, event, _ in came]
        firings = [{**one, "statistic": "Sum"} for one in (first, second)]
        clauses, rule = RULES[name]
        told = went_through(with_composite(made(document, firings[0], 1, None, firings[1]), clauses), came)["own"]
        (way,) = ways(came)
        children, minutes = {}, [event.minute for event in way]
        named = {alarm for clause in clauses for alarm, _, _ in clause if alarm != "own"} | ({"a0"} if not clauses else set())
        for number, firing in enumerate(firings):
            (day,) = courses.days(simulated(firing), 1, None, way)
            period = firing["period"] // 60
            children[f"a{number}"] = (period, day, min(minutes) // period)
        slot = min(children[one][0] for one in named) if clauses else 1
        times = (min(minutes) // slot * slot, max(minutes) // slot * slot)
        required = Counter(event.minute for event in way if event.matches) if clauses else Counter()
        expected = courses.composite_day(rule, children, required, slot, times)
        assert (told["period"], told["cannot_tell"]) == (slot * 60, None)
        assert (told["periods"], told["in_alarm"], told["unseen"]) == expected
        assert told["required"] == required.total()
        assert seconds_in_alarm(told) // told["period"] - told["in_alarm"] in {0, 1}  # one more where it begins in ALARM
        assert sum(part["unseen"] for part in told["timeline"]) == told["unseen"]

    holds()


USUAL: Json = {
    "statistic": "Sum", "operator": "GreaterThanOrEqualToThreshold", "threshold": 1, "period": 300, "evaluation_periods": 1,
    "datapoints_to_alarm": 1, "treat_missing": "notBreaching", "evaluate_low_sample": None, "unit": None,
}  # fmt: skip
_NOTHING: Json = dict.fromkeys(("id", "attribute", "call", "error", "at", "candidates", "address", "name", "region"))
GAP: Json = {**_NOTHING, "link": "trail", "reason": "denied", "account": "111122223333", "settled_by": []}
ONE = (0, "PutUserPolicy", ("Management", False))


def test_a_composite_that_asks_for_an_alarm_which_nobody_follows_says_which(document: Json) -> None:
    elsewhere = [[("a0", "ALARM", False)], [("maintenance", "ALARM", True)]]
    told = went_through(with_composite(made(document, USUAL, 1, None), elsewhere), [ONE])["own"]
    assert told["cannot_tell"] == "its rule asks for the state of maintenance, which is not known: these records do not move it"
    math = made(document, USUAL, 1, None, {**USUAL, "statistic": "PR(:7)"})
    told = went_through(with_composite(math, [[("a0", "ALARM", False)], [("a1", "ALARM", True)]]), [ONE])["own"]
    assert told["cannot_tell"] == (
        "its rule asks for the state of a1, which is not known: "
        "its statistic is PR(:7), compared by GreaterThanOrEqualToThreshold"
    )


def test_a_composite_whose_other_half_never_holds_is_settled_without_the_alarm_that_nobody_follows(document: Json) -> None:
    elsewhere = [[("a0", "OK", False)], [("a0", "ALARM", False), ("maintenance", "ALARM", False)], [("a0", "ALARM", False)]]
    told = went_through(with_composite(made(document, USUAL, 1, None), elsewhere), [ONE])["own"]
    assert (told["cannot_tell"], told["in_alarm"]) == (None, 0)


def test_a_composite_whose_rule_cannot_be_read_is_told(document: Json) -> None:
    changed = with_composite(made(document, USUAL, 1, None), None)
    changed["index"].update(composites_by_child={}, composites_unparsed={"111122223333|us-east-1": ["own"]})
    told = went_through(changed, [ONE])["own"]
    assert (told["kind"], told["cannot_tell"]) == ("composite", "its rule cannot be read")


def test_an_alarm_that_fetches_its_metrics_or_names_one_that_is_not_known_is_told(document: Json) -> None:
    changed = made(document, USUAL, 1, None)
    known: Json = {"namespace": "CISBenchmark", "name": "IAMPolicyChanges", "dimensions": None, "equals": {}}
    about = {name: changed["alarms"]["a0"][name] for name in ("account", "region")}
    for name, fetches in (("any", None), ("this", [known]), ("other", [{**known, "namespace": "AWS/EC2"}])):
        changed["alarms"][name] = {**about, "id": name, "name": name, "kind": "unsupported", "fetches": fetches}
    hidden = {**changed["alarms"]["a0"]["metric"], "name": {"unknown": {"gap": "g", "reason": "computed"}}}
    changed["alarms"]["unknown"] = {**changed["alarms"]["a0"], "id": "unknown", "name": "unknown", "metric": hidden}
    changed["index"].update(
        alarms_fetching={"111122223333|us-east-1": ["any", "this", "other"]}, alarms_unknown_metric=["unknown"]
    )
    told = {name: one["cannot_tell"] for name, one in went_through(changed, [ONE]).items()}
    fetching = "it fetches metrics by a query of its own"
    assert told == {"a0": None, "any": fetching, "this": fetching, "unknown": "which metric it watches is not known"}


def test_a_percentile_that_leaves_out_few_data_is_told_where_there_are_few(document: Json) -> None:
    few = {**USUAL, "statistic": "p90", "evaluate_low_sample": "ignore"}
    told = went_through(made(document, few, 1, None), [ONE] * 99)["a0"]
    assert "few data points" in told["cannot_tell"]
    told = went_through(made(document, few, 1, None), [ONE] * 100)["a0"]
    assert (told["cannot_tell"], told["in_alarm"]) == (None, 1)


@pytest.mark.parametrize(
    ("trail", "written"),
    [
        ({}, True),
        ({"logging": False}, False),
        ({"multi_region": False, "region": "us-east-1"}, True),
        ({"multi_region": False, "region": "eu-west-1"}, False),
        ({"global_services": False}, False),
        ({"log_group": "arn:aws:logs:us-east-1:111122223333:log-group:another"}, None),
        ({"selectors": {"kind": "classic", "classic": [
            {"management_events": True, "read_write_type": "All", "excluded_sources": ["iam.amazonaws.com"]}]}}, False),
        ({"selectors": {"kind": "classic", "classic": [
            {"management_events": True, "read_write_type": "ReadOnly", "excluded_sources": []}]}}, False),
    ],
)  # fmt: skip
def test_what_no_trail_writes_moves_no_alarm(engine: Engine, document: Json, trail: Json, written: bool | None) -> None:
    changed = copy.deepcopy(document)
    changed["trails"][TRAIL].update(trail)
    told = followed(engine, changed, [record(0), record(7)])
    if written is None:
        assert told["alarms"] == []
        return
    (alarm,) = told["alarms"]
    assert (alarm["required"], alarm["in_alarm"] > 0, told["unwritten"]) == ((2, True, 0) if written else (0, False, 2))


@pytest.mark.parametrize("name", ["logging", "selectors", "log_group"])
def test_where_it_is_not_known_whether_a_trail_writes_it_the_course_cannot_be_told(
    engine: Engine, document: Json, name: str
) -> None:
    changed = copy.deepcopy(document)
    changed["trails"][TRAIL][name] = {"unknown": {"gap": "g", "reason": "denied"}}
    changed["gaps"]["g"] = GAP
    (alarm,) = followed(engine, changed, [record(0)])["alarms"]
    assert alarm["cannot_tell"] == "whether a trail writes some of these records into its filter's log group is not known"


def test_what_two_trails_write_into_one_group_counts_twice(engine: Engine, document: Json) -> None:
    changed = copy.deepcopy(document)
    changed["trails"]["second"] = {**changed["trails"][TRAIL], "id": "second"}
    changed["alarms"][ALARM]["firing"]["threshold"] = 2
    changed["index"]["amounts_watched"][ALARM]["threshold"] = 2
    (alarm,) = followed(engine, changed, [record(0)])["alarms"]
    assert (alarm["required"], alarm["in_alarm"]) == (1, 1)
    changed["trails"]["second"]["logging"] = {"unknown": {"gap": "g", "reason": "denied"}}
    changed["gaps"]["g"] = GAP
    (alarm,) = followed(engine, changed, [record(0)])["alarms"]
    assert alarm["cannot_tell"] == "another trail may write some of these records into its filter's log group as well"


def test_a_default_value_stands_only_where_something_was_written(engine: Engine, document: Json) -> None:
    changed = copy.deepcopy(document)
    changed["index"]["amounts_written"][FILTER] = [{"value": 1, "default": 1}]
    reads = {"management_events": True, "read_write_type": "WriteOnly", "excluded_sources": []}
    changed["trails"][TRAIL]["selectors"] = {"kind": "classic", "classic": [reads]}
    read = record(9, "GetUser", reads=True)
    (alarm,) = followed(engine, changed, [record(0, "TagUser"), read])["alarms"]
    assert (alarm["periods"], alarm["in_alarm"]) == (2, 2)  # the first, and one more while no data come
    (alarm,) = followed(engine, changed, [record(0, "GetUser", reads=True), read])["alarms"]
    assert (alarm["periods"], alarm["in_alarm"]) == (2, 0)


def followed(engine: Engine, document: Json, records: list[Json]) -> Json:
    counted = Backtest(Tracer(engine, document))
    for number, one in enumerate(records):
        counted.take(one, "records", number)
    course: Json = counted.answer()["course"]
    return course


def test_an_alarm_on_any_metric_is_told_where_nobody_knows_which_one_a_filter_writes(document: Json) -> None:
    changed = made(document, USUAL, 1, None)
    second = {
        **changed["metric_filters"][FILTER],
        "id": "second",
        "transformations": {"unknown": {"gap": "g", "reason": "computed"}},
    }
    changed["metric_filters"]["second"] = second
    other = {**changed["alarms"]["a0"], "id": "other", "name": "other"}
    changed["alarms"]["other"] = {**other, "metric": {**other["metric"], "name": "Other"}}
    place = "111122223333|us-east-1"
    changed["index"].update(alarms_by_place={place: ["a0", "other"]}, metric_filters_unknown_metric={place: ["second"]})
    told = {name: one["cannot_tell"] for name, one in went_through(changed, [ONE]).items()}
    assert told == {"a0": "filters that were not read may write its metric", "other": "which metric a filter writes is not known"}


def test_a_trail_that_nobody_sees_may_move_the_alarms_of_an_account_that_shows_none(engine: Engine, document: Json) -> None:
    changed = copy.deepcopy(document)
    changed["trails"] = {}
    assert followed(engine, changed, [record(0)])["alarms"] == []
    changed["gaps"]["g"] = GAP
    changed["index"]["gaps_by_scope"] = {"trail|111122223333": ["g"]}
    (alarm,) = followed(engine, changed, [record(0)])["alarms"]
    assert alarm["cannot_tell"] == "whether a trail writes some of these records into its filter's log group is not known"


def test_both_engines_say_alike_which_trails_write_a_record(document: Json) -> None:
    changed = copy.deepcopy(document)
    changed["gaps"]["g"] = GAP
    changed["index"]["gaps_by_scope"] = {"trail|111122223333": ["g"]}
    with open_engine("both") as both:
        groups = Tracer(both, changed).recorded(record(0))
    assert groups == {"": {"perhaps": ["g"], "surely": []}, GROUP: {"perhaps": [], "surely": [TRAIL]}}


def test_an_alarm_whose_filter_may_stand_anywhere_is_told(document: Json) -> None:
    changed = made(document, USUAL, 1, None)
    changed["metric_filters"][FILTER]["log_group"] = {"unknown": {"gap": "g", "reason": "known_after_apply"}}
    told = went_through(changed, [ONE])["a0"]
    assert told["cannot_tell"] == "on which log group its filter stands is not known"


def test_an_alarm_that_fetches_its_metrics_is_told_where_no_other_watches_them(document: Json) -> None:
    changed = made(document, USUAL, 1, None)
    fetches: Json = {"namespace": "CISBenchmark", "name": "IAMPolicyChanges", "dimensions": None, "equals": {}}
    alarm = changed["alarms"].pop("a0")
    about = {name: alarm[name] for name in ("account", "region")}
    changed["alarms"]["this"] = {**about, "id": "this", "name": "this", "kind": "unsupported", "fetches": [fetches]}
    changed["index"].update(alarms_fetching={"111122223333|us-east-1": ["this"]})
    (told,) = went_through(changed, [ONE]).values()
    assert (told["id"], told["cannot_tell"]) == ("this", "it fetches metrics by a query of its own")
