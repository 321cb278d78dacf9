"""Estates gone odd: files given twice, answers that are none of AWS's, names of a strange form. Nothing ends without a report."""

from __future__ import annotations

import copy
import gzip
import io
import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.estates.accounts import ARCHIVE, AUDIT, MANAGEMENT, MEMBER, calls, estate, listed, with_links, written
from tests.estates.judging import judged, statuses
from trailgate_evaluator.engine import Engine, open_engine

Json = dict[str, Any]
THREE = dict.fromkeys((ARCHIVE, MANAGEMENT, MEMBER), "pass")
SANDBOX = "123456789012"


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine() as opened:
        yield opened


def names(report: Json) -> list[str]:
    return [Path(entry["name"]).name for entry in report["inputs"]]


def test_a_file_named_beside_its_folder_counts_once(engine: Engine, tmp_path: Path) -> None:
    paths = written(tmp_path, estate(group=ARCHIVE))
    report = judged([str(tmp_path), paths[0], paths[0]], opened=engine)
    assert (statuses(report), len(report["results"]), len(report["inputs"])) == (THREE, 3, 3)


def test_a_copy_in_other_bytes_is_no_contradiction_and_is_called_a_copy(engine: Engine, tmp_path: Path) -> None:
    made = estate(group=ARCHIVE)
    written(tmp_path, made)
    (tmp_path / "again.json.gz").write_bytes(gzip.compress(json.dumps(made[MEMBER], indent=1, sort_keys=True).encode()))
    report = judged([str(tmp_path)], opened=engine)
    assert (statuses(report), len(report["results"])) == (THREE, 3)
    (copied,) = (entry for entry in report["inputs"] if "not_judged" in entry)
    assert {Path(copied["name"]).name, Path(copied["not_judged"]["by"]).name} == {"again.json.gz", f"{MEMBER}.json"}
    assert copied["not_judged"]["reason"] == "copy"


def test_standard_input_is_read_once_and_counts_for_the_others(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = estate(group=ARCHIVE)
    archive = json.dumps(made.pop(ARCHIVE)).encode()
    paths = written(tmp_path, made)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(gzip.compress(archive))))
    report = judged([paths[0], "-", paths[1], "-"], opened=engine)
    assert (statuses(report), names(report)) == (THREE, [f"{MEMBER}.json", "-", f"{MANAGEMENT}.json"])


def test_a_broken_file_and_an_empty_folder_cost_only_themselves(engine: Engine, tmp_path: Path) -> None:
    written(tmp_path / "estate", estate(group=ARCHIVE))
    (tmp_path / "estate" / "broken.json").write_text('{"format": "trailgate/snap')
    (tmp_path / "empty").mkdir()
    report = judged([str(tmp_path / "estate"), str(tmp_path / "empty"), str(tmp_path / "no-such")], opened=engine)
    assert {Path(entry["name"]).name for entry in report["inputs"] if entry["error"] is not None} == {
        "broken.json", "empty", "no-such",
    }  # fmt: skip
    assert {result["subject"]["account"]: result["status"] for result in report["results"]} == THREE


def test_a_monitoring_account_whose_snapshot_is_not_whole_may_have_any_alarm(engine: Engine, tmp_path: Path) -> None:
    made = monitored()
    for call in calls(made[AUDIT], "DescribeAlarms"):
        call["pages"][0]["MetricAlarms"][0]["AlarmActions"] = 5
    found = statuses(judged(written(tmp_path, made), opened=engine))
    assert found == {**dict.fromkeys(THREE, "unknown"), AUDIT: "refused"}


LISTS: dict[str, tuple[Any, dict[str, str]]] = {
    "no_list": ("x", {}),
    "null": (None, {}),
    "rows_that_are_none": (["x", 5, None, {"Name": "nobody"}, {"Id": 5}], {}),
    "no_account_numbers": ([{"Id": "12"}, {"Id": "../../etc"}, {"Id": "\uff11" * 12}], {}),
    "a_state_that_is_none": ([{"Id": SANDBOX, "State": 5}], {SANDBOX: "unknown"}),
    "a_state_that_aws_does_not_document": ([{"Id": SANDBOX, "State": "FROZEN"}], {SANDBOX: "unknown"}),
    "a_name_that_is_none": ([{"Id": SANDBOX, "Name": ["x"]}], {SANDBOX: "unknown"}),
}


@pytest.mark.parametrize("name", sorted(LISTS))
def test_an_odd_list_of_accounts_hides_no_account_and_makes_none_up(name: str, engine: Engine, tmp_path: Path) -> None:
    rows, more = LISTS[name]
    made = estate()
    made[MANAGEMENT] = listed(made[MANAGEMENT], rows)
    assert statuses(judged(written(tmp_path, made), opened=engine)) == {MANAGEMENT: "pass", MEMBER: "pass", **more}


def monitored(**link: Any) -> dict[str, Json]:
    made = estate(group=ARCHIVE, alarm=AUDIT)
    made[ARCHIVE] = with_links(made[ARCHIVE], {AUDIT})
    for call in calls(made[ARCHIVE], "ListLinks"):
        call["pages"][0]["Items"] = link.get("Items", [call["pages"][0]["Items"][0] | link])
    for call in calls(made[ARCHIVE], "GetLink"):
        call["pages"][0] |= {name: told for name, told in link.items() if name == "LinkConfiguration"}
    return made


ODD: dict[str, list[Any]] = {
    "Items": ["x", 5, {}, None, ["x"], [[]], [5]],
    "SinkArn": [
        "arn",
        "",
        5,
        f"arn:aws:oam:us-east-1:{AUDIT}",
        "arn:aws:oam:us-east-1::sink/1",
        f"arn:aws:oam:eu-west-1:{AUDIT}:sink/1",
    ],
    "ResourceTypes": ["AWS::CloudWatch::Metric", None, {}, [5], ["AWS::CloudWatch::Metric", None]],
    "LinkConfiguration": ["x", [], 5, {"MetricConfiguration": {}}, {"MetricConfiguration": "x"}],
}
LINKS = [(member, odd) for member, values in ODD.items() for odd in values]


@pytest.mark.parametrize(("member", "odd"), LINKS, ids=[f"{member}-{odd!r}" for member, odd in LINKS])
def test_links_that_are_not_as_aws_tells_them_prove_and_disprove_nothing(
    member: str, odd: Any, engine: Engine, tmp_path: Path
) -> None:
    report = judged(written(tmp_path, monitored(**{member: odd})), opened=engine)
    assert set(statuses(report).values()) == {"unknown"}


@pytest.mark.parametrize("told", [None, {}, {"LogGroupConfiguration": {"Filter": "x"}}], ids=["null", "none", "of_logs"])
def test_a_link_without_a_filter_of_metrics_shares_them_all(told: Any, engine: Engine, tmp_path: Path) -> None:
    assert set(statuses(judged(written(tmp_path, monitored(LinkConfiguration=told)), opened=engine)).values()) == {"pass"}


TOPICS: dict[str, str] = {
    "arn": "fail", "arn:": "fail", "arn:x": "fail", "arn:aws:sns": "fail", "arn:aws:sns:us-east-1:444455556666": "fail",
    "arn:aws:sns:::": "fail", "": "fail", "arn:aws:sns:us-east-1:444455556666:*": "unknown",
}  # fmt: skip


@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_alarms_that_tell_what_is_no_topic(topic: str, engine: Engine, tmp_path: Path) -> None:
    made = estate(group=ARCHIVE)
    for call in calls(made[ARCHIVE], "DescribeAlarms"):
        call["pages"][0]["MetricAlarms"][0]["AlarmActions"] = [topic]
    assert statuses(judged(written(tmp_path, made), opened=engine)) == dict.fromkeys(THREE, TOPICS[topic])


GROUPS: dict[Any, str] = {
    None: "fail", "": "fail", "arn": "refused", "arn:aws:logs": "refused", 5: "refused",
    f"arn:aws:logs:us-east-1:{ARCHIVE}": "refused", "arn:aws:logs:us-east-1::log-group:x:*": "refused",
    f"arn:aws:sns:us-east-1:{ARCHIVE}:x": "refused", f"arn:aws:logs:us-east-1:{ARCHIVE}:log-group:*": "unknown",
    f"arn:aws:logs:*:{ARCHIVE}:log-group:x:*": "unknown", "arn:aws:logs:us-east-1:999:log-group:x:*": "unknown",
}  # fmt: skip


@pytest.mark.parametrize("group", GROUPS, ids=repr)
def test_trails_that_write_into_what_is_no_log_group(group: Any, engine: Engine, tmp_path: Path) -> None:
    made = {account: copy.deepcopy(one) for account, one in estate(group=ARCHIVE).items()}
    for call in (call for one in made.values() for call in calls(one, "DescribeTrails")):
        call["pages"][0]["trailList"][0]["CloudWatchLogsLogGroupArn"] = group
    assert statuses(judged(written(tmp_path, made), opened=engine)) == dict.fromkeys(THREE, GROUPS[group])
