"""The compiled law is given the alarms that it can look up, and no others; OPA's server, which is given all, decides alike."""

from __future__ import annotations

import copy
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.asking import of_one
from tests.benchmarks.accounts import FIFTEEN, account_with_alarms
from trailgate_evaluator.document.within_reach import within_reach
from trailgate_evaluator.engine import open_engine
from trailgate_evaluator.engine.opa_command import find_opa
from trailgate_evaluator.evaluation.documents import DocumentMaker
from trailgate_evaluator.inputs import Source, read

POLICIES = Path(__file__).parents[3] / "policies"
PLACE = "111122223333|us-east-1"
METRIC = f"{PLACE}|CISBenchmark|cis-4.4|"
LOOKED_UP = {
    "chain/alarm/alarm_firing.rego": {"amounts_watched"},
    "chain/alarm/alarm_notice.rego": {"composites_by_child", "composites_unparsed"},
    "chain/alarm/alarms.rego": {"alarms_by_metric", "alarms_by_place", "alarms_fetching", "alarms_unknown_metric"},
    "chain/alarm/near_alarms.rego": {"alarms_by_metric", "alarms_by_metric_name"},
    "chain/filter/floods.rego": {"amounts_watched"},
}
"""Where the law asks the index for alarms, which is all that `within_reach` has to foresee."""
TAKEN = {
    "chain/alarm/alarm_notice.rego": 2,
    "chain/alarm/alarms.rego": 6,
    "chain/alarm/near_alarms.rego": 1,
    "chain/calculus/way.rego": 3,
}
"""Where the law takes an alarm by its id, and how often: an id of such a list, or of an alarm that the routes went through."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The document of an account of fifteen filters with forty alarms, of which four are on what these write."""
    path = tmp_path_factory.mktemp("account") / "snapshot.json"
    path.write_text(json.dumps(account_with_alarms(40, fixture=FIFTEEN)))
    (source,) = read([str(path)])
    assert isinstance(source, Source)
    with open_engine() as engine:
        return DocumentMaker(engine, of_one()).documents(source).after


@pytest.fixture
def document(made: dict[str, Any]) -> dict[str, Any]:
    """The same, to be changed."""
    return copy.deepcopy(made)


def _names(document: dict[str, Any]) -> list[str]:
    return sorted(alarm["name"] for alarm in within_reach(document)["alarms"].values())


def _filter(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(iter(document["metric_filters"].values()))
    return found


WATCHING = [f"alarm-{number:06}" for number in (0, 10, 20, 30)]
ALL = [f"alarm-{number:06}" for number in range(40)]


def test_alarms_on_metrics_that_no_filter_writes_are_left_out(document: dict[str, Any]) -> None:
    given = within_reach(document)
    assert _names(document) == WATCHING
    assert given["alarms"].keys() == given["index"]["amounts_watched"].keys()
    assert given["index"]["alarms_by_place"] == {}
    for name in ("alarms_by_metric", "alarms_by_metric_name"):
        assert {one for listed in given["index"][name].values() for one in listed} == given["alarms"].keys()
    kept = document.keys() - {"alarms", "index"}
    assert {name: given[name] for name in kept} == {name: document[name] for name in kept}


def test_an_alarm_on_a_metric_of_the_same_name_stays_as_a_near_miss(document: dict[str, Any]) -> None:
    name, others = next(
        (name, ids) for name, ids in document["index"]["alarms_by_metric_name"].items() if name.startswith("metric")
    )
    _filter(document)["transformations"][0]["name"] = name
    assert document["alarms"][others[0]]["name"] in _names(document)


@pytest.mark.parametrize("part", ["namespace", "name", "dimensions", "system_dimensions"])
def test_where_a_filter_s_metric_is_not_known_every_alarm_of_its_place_stays(document: dict[str, Any], part: str) -> None:
    _filter(document)["transformations"][0][part] = {"unknown": {"reason": "known_after_apply", "gap": "g"}}
    assert _names(document) == ALL
    assert within_reach(document)["index"]["alarms_by_place"] == document["index"]["alarms_by_place"]


@pytest.mark.parametrize("value", [{"dimensions": {"who": None}}, {"system_dimensions": [None]}])
def test_so_does_it_where_the_value_of_a_dimension_is_not_known(document: dict[str, Any], value: dict[str, Any]) -> None:
    unknown = {"unknown": {"reason": "known_after_apply", "gap": "g"}}
    written = _filter(document)["transformations"][0]
    written |= {"dimensions": {"who": unknown}} if "dimensions" in value else {"system_dimensions": [unknown]}
    assert _names(document) == ALL


@pytest.mark.parametrize("index", ["metric_filters_unknown_metric", "filters_hidden"])
def test_so_does_it_where_filters_may_write_any_metric(document: dict[str, Any], index: str) -> None:
    document["index"][index] = {PLACE: ["one"]}
    assert _names(document) == ALL
    document["index"][index] = {PLACE.replace("us-east-1", "eu-west-1"): ["one"]}
    assert _names(document) == WATCHING


def test_so_does_it_where_filters_of_a_group_may_be_hidden(document: dict[str, Any]) -> None:
    document["gaps"]["refused"] = {"account": "111122223333", "region": "us-east-1"}
    document["index"]["gaps_by_scope"] = {"metric_filter|group": ["refused"]}
    assert _names(document) == ALL
    document["index"]["gaps_by_scope"] = {"topic|one": ["refused"]}
    assert _names(document) == WATCHING


def test_what_a_filter_writes_may_be_unknown_as_a_whole(document: dict[str, Any]) -> None:
    _filter(document)["transformations"] = {"unknown": {"reason": "known_after_apply", "gap": "g"}}
    assert _names(document) == WATCHING[1:]
    document["index"]["metric_filters_unknown_metric"] = {PLACE: ["one"]}
    assert _names(document) == ALL


def test_alarms_of_which_no_metric_is_known_stay(document: dict[str, Any]) -> None:
    index = document["index"]
    of = {document["alarms"][one]["name"]: one for one in document["alarms"]}
    index["alarms_unknown_metric"] = [of["alarm-000001"]]
    index["alarms_fetching"] = {PLACE: [of["alarm-000002"]]}
    index["composites_by_child"] = {of["alarm-000003"]: [of["alarm-000004"]]}
    index["composites_unparsed"] = {PLACE: [of["alarm-000005"]]}
    assert _names(document) == sorted([*WATCHING, *(f"alarm-{number:06}" for number in (1, 2, 4, 5))])


def test_a_document_that_lacks_what_is_looked_at_is_given_whole(document: dict[str, Any]) -> None:
    for name in ("index", "alarms", "metric_filters", "gaps"):
        other = {**document, name: None}
        del other[name]
        assert within_reach(other) is other or name == "gaps"
        assert within_reach(odd := {**document, name: 7}) is odd or name == "gaps"


def test_so_is_one_whose_index_is_not_of_the_form(document: dict[str, Any]) -> None:
    read_here = {"alarms_by_metric", "alarms_by_metric_name", "alarms_by_place", "alarms_unknown_metric", "amounts_watched"}
    for name in document["index"]:
        unknown = {**document, "index": {**document["index"], name: {"unknown": {"reason": "denied", "gap": "g"}}}}
        assert within_reach(unknown) is unknown
        lacking = {**document, "index": {key: value for key, value in document["index"].items() if key != name}}
        assert within_reach(lacking) is lacking or name not in read_here


def test_the_law_asks_for_alarms_by_these_look_ups_alone() -> None:
    found: dict[str, set[str]] = {}
    taken: dict[str, int] = {}
    for path, refs in _references():
        named = {ref[2] for ref in refs if ref[:2] == ("input", "index") and len(ref) > 2}
        alarms = {name for name in named if name.startswith(("alarms_", "amounts_watched", "composites_"))}
        if alarms:
            found[path] = alarms
        if by_id := sum(ref[:2] == ("input", "alarms") for ref in refs):
            taken[path] = by_id
        for ref in refs:
            assert ref != ("input",), f"{path} reads the whole document"
            assert ref not in {("input", "alarms"), ("input", "index")}, f"{path} goes through all alarms"
    assert (found, taken) == (LOOKED_UP, TAKEN)


def _references() -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """By file of the law what it reads of `input`, a variable or another reference as `_`; `object.get` as the path it takes."""
    for path in sorted(POLICIES.rglob("*.rego")):
        if not path.name.endswith("_test.rego"):
            parsed = subprocess.run([find_opa(), "parse", "--format", "json", path], capture_output=True, check=True)
            yield str(path.relative_to(POLICIES / "trailgate")), list(_of(json.loads(parsed.stdout)["rules"]))


def _of(node: Any) -> Iterator[tuple[str, ...]]:
    if isinstance(node, list) and (asked := _got(node)) is not None:
        yield asked
        yield from _of(node[3:])
    elif isinstance(node, list):
        for each in node:
            yield from _of(each)
    elif isinstance(node, dict):
        if (reference := _reference(node)) is not None:
            yield reference
            yield from _of([term for term in node["value"] if term["type"] not in {"string", "var"}])
        else:
            yield from _of(list(node.values()))


def _reference(node: dict[str, Any]) -> tuple[str, ...] | None:
    if node.get("type") == "ref" and node["value"][0] == {"type": "var", "value": "input"}:
        return ("input", *(_word(term) for term in node["value"][1:]))
    return None


def _got(terms: list[Any]) -> tuple[str, ...] | None:
    """What `object.get(DOCUMENT'S PART, KEY, ...)` reads, where its first argument is such a part."""
    if len(terms) < 4 or not isinstance(terms[0], dict) or terms[0].get("type") != "ref":
        return None
    if [term["value"] for term in terms[0]["value"]] != ["object", "get"]:
        return None
    part = _reference(terms[1])
    if part is None:
        return None
    keys = terms[2]["value"] if terms[2]["type"] == "array" else [terms[2]]
    return (*part, *map(_word, keys))


def _word(term: dict[str, Any]) -> str:
    return term["value"] if term["type"] == "string" else "_"
