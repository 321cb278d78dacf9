"""Answers that tell otherwise, lists that another answer shows to be short, files that are lost: no verdict gets better."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.aws.claims_controls import IDS
from tests.evaluator.exports.dumps import VERSION, dump, snapshot_of
from tests.exports.judging import SAMPLES, collected, copied, current_answers, sample, verdicts
from trailgate_evaluator import exports
from trailgate_evaluator.engine import Engine, open_engine
from trailgate_evaluator.evaluation.choices import Choices
from trailgate_evaluator.evaluation.run import judge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Json = dict[str, Any]

SOME = (IDS["4.4"], IDS["4.6"])
ONE = SOME[:1]
CHOICES = Choices(join=False, controls=ONE)
BY_HAND = SAMPLES / "aws_cli_by_hand_pass"
PASSING = "pass_whole_chain"


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine("wasm") as opened:
        yield opened


def by_hand(folder: Path, name: str = "us-east-1") -> Path:
    """The sample of saved answers that passes, below a folder named for its region."""
    shutil.copytree(BY_HAND, folder / name)
    return folder / name


def changed(file: Path, change: Callable[[Json], object], to: Path | None = None) -> Path:
    """The file with its content changed, or another one beside it."""
    content = json.loads(file.read_text())
    change(content)
    target = to or file
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(content))
    return target


def of(engine: Engine, *paths: Path) -> Json:
    """The result on 4.4 of the account, beside files that cannot be read."""
    (result,) = judge(exports.read([str(path) for path in paths]), engine, CHOICES, lambda _: None).results
    return dict(result)


def whys(result: Json) -> str:
    return json.dumps([gap["error"] for gap in result["gaps"]])


OTHERWISE: dict[str, Callable[[Json], object]] = {
    "trails.json": lambda c: c["trailList"][0].update(IsMultiRegionTrail=False),
    "status-of-org.json": lambda c: c.update(IsLogging=False),
    "selectors.json": lambda c: c["EventSelectors"][0].update(IncludeManagementEvents=False),
    "groups.json": lambda c: c["logGroups"][0].update(dataProtectionStatus="ACTIVATED"),
    "filters.json": lambda c: c["metricFilters"][0].update(filterPattern='{ $.eventName = "X" }'),
    "alarms-all-types.json": lambda c: c["MetricAlarms"][0].update(AlarmActions=[]),
    "subscriptions-by-topic.json": lambda c: c["Subscriptions"][0].update(SubscriptionArn="PendingConfirmation"),
}
"""For each saved answer that a pass rests on another one to the same question."""


@pytest.mark.parametrize("name", OTHERWISE)
@pytest.mark.parametrize("place", ["us-east-1", "again/us-east-1"])
def test_one_question_answered_in_two_ways_never_passes(engine: Engine, tmp_path: Path, name: str, place: str) -> None:
    """Also where the second answer lies in a folder without `aws --version`, so that it may leave members out."""
    folder = by_hand(tmp_path)
    assert of(engine, tmp_path)["status"] == "pass"
    changed(folder / name, OTHERWISE[name], tmp_path / place / f"second-{name}")
    assert of_any(engine, tmp_path) != "pass"


def of_any(engine: Engine, path: Path) -> str:
    """The status, where the input can be judged at all."""
    judged = judge(exports.read([str(path)]), engine, CHOICES, lambda _: None)
    if judged.results:
        return str(judged.results[0]["status"])
    (error,) = (entry["error"] for entry in judged.inputs)
    assert "differ" in error["found"]
    return "refused"


@pytest.mark.parametrize("key", ["AlarmActions", "Threshold"])
def test_two_collections_of_one_old_sdk_that_differ_never_pass(engine: Engine, tmp_path: Path, key: str) -> None:
    """Each leaves members of alarms out: what both have is held against each other all the same."""
    beside = current_answers("passing", tmp_path / "aws")
    first = copied(sample("cloudsploit", "passing"), tmp_path)
    assert of(engine, first, beside)["status"] == "pass"

    def change(content: Json) -> None:
        for row in content["cloudwatch"]["describeAlarms"]["us-east-1"]["data"]:
            row[key] = [] if key == "AlarmActions" else 5

    second = changed(first, change, tmp_path / "second.json")
    assert of(engine, first, second, beside)["status"] != "pass"


def test_an_empty_list_contradicts_a_full_one(engine: Engine, tmp_path: Path) -> None:
    beside = current_answers("passing", tmp_path / "aws")
    first = copied(sample("cloudsploit", "passing"), tmp_path)
    second = tmp_path / "us-east-1" / "describe-alarms.json"
    second.parent.mkdir()
    second.write_text('{"MetricAlarms": [], "CompositeAlarms": []}')
    assert of(engine, first, second, beside)["status"] == "unknown"


def test_alarms_of_one_type_and_of_all_types_are_one_question(engine: Engine, tmp_path: Path) -> None:
    folder = by_hand(tmp_path)
    every = folder / "alarms-all-types.json"
    changed(every, lambda c: c.pop("CompositeAlarms"), folder / "alarms.json")
    changed(every, lambda c: c.update(MetricAlarms=[]))
    found = of(engine, tmp_path)
    assert found["status"] == "unknown"
    assert "answer one question in two ways" in whys(found) or "does not list" in whys(found)


def test_alarms_by_name_lack_what_a_composite_alarm_names(engine: Engine, tmp_path: Path) -> None:
    folder = by_hand(tmp_path)

    def narrow(content: Json) -> None:
        row = content["MetricAlarms"][0]
        arn = row["AlarmArn"].rpartition(":")[0]
        content["CompositeAlarms"] = [
            {
                **{name: row[name] for name in ("ActionsEnabled", "AlarmActions", "StateValue")},
                "AlarmArn": f"{arn}:all",
                "AlarmName": "all",
                "AlarmRule": f'ALARM("{row["AlarmName"]}")',
            }
        ]
        content["MetricAlarms"] = []

    changed(folder / "alarms-all-types.json", narrow)
    found = of(engine, tmp_path)
    assert (found["status"], [gap["reason"] for gap in found["gaps"]]) == ("unknown", ["truncated"])


def test_the_same_answers_twice_are_one(engine: Engine, tmp_path: Path) -> None:
    shutil.copytree(by_hand(tmp_path), tmp_path / "copy" / "us-east-1")
    assert of(engine, tmp_path)["status"] == "pass"


def test_a_list_of_trails_without_one_that_answered_is_no_proof_that_there_is_none(engine: Engine, tmp_path: Path) -> None:
    folder = by_hand(tmp_path)
    changed(folder / "trails.json", lambda c: c.update(trailList=[]))
    found = of(engine, tmp_path)
    assert (found["status"], [gap["call"] for gap in found["gaps"]]) == ("unknown", ["cloudtrail:DescribeTrails"])
    assert "does not list arn:aws:cloudtrail:us-east-1:111122223333:trail/org" in whys(found)


def test_filters_by_prefix_are_fewer_than_are_counted(engine: Engine, tmp_path: Path) -> None:
    folder = by_hand(tmp_path)
    changed(folder / "groups.json", lambda c: c["logGroups"][0].update(metricFilterCount=3))
    changed(folder / "filters.json", lambda c: c["metricFilters"][0].update(filterPattern='{ $.eventName = "X" }'))
    found = of(engine, tmp_path)
    assert found["status"] == "unknown"
    assert "lists 1 metric filters on org-trail, and" in whys(found)
    changed(folder / "groups.json", lambda c: c["logGroups"][0].update(metricFilterCount=1))
    assert of(engine, tmp_path)["status"] == "fail"


def test_counts_that_are_wrong_of_one_group_prove_nothing_of_another(engine: Engine, tmp_path: Path) -> None:
    """Simulators of AWS count no filter on any group."""
    folder = by_hand(tmp_path)

    def move(content: Json) -> None:
        content["metricFilters"][0]["logGroupName"] = "another"

    changed(folder / "filters.json", move)
    groups = json.loads((folder / "groups.json").read_text())["logGroups"]
    other = json.loads(json.dumps(groups[0]).replace("org-trail", "another"))
    (folder / "groups.json").write_text(json.dumps({"logGroups": [*groups, other]}))
    assert of(engine, tmp_path)["status"] == "unknown"
    rows = [{**row, "metricFilterCount": int(row["logGroupName"] == "another")} for row in (*groups, other)]
    (folder / "groups.json").write_text(json.dumps({"logGroups": rows}))
    assert of(engine, tmp_path)["status"] == "fail"


def test_a_log_group_that_is_delivered_to_is_there_though_a_list_lacks_it(engine: Engine, tmp_path: Path) -> None:
    folder = dump(snapshot_of(PASSING), tmp_path / "export")
    listed = next(folder.rglob("describe-log-groups*"))
    groups = json.loads(listed.read_text())["logGroups"]
    others = [json.loads(json.dumps(groups[0]).replace("org-trail", name)) for name in ("app", "web")]
    listed.write_text(json.dumps({"logGroups": others}))
    found = of(engine, folder)
    assert found["status"] == "unknown"  # whether its events are masked, only the list tells
    for filters in folder.rglob("describe-metric-filters*"):
        filters.unlink()
    found = of(engine, folder)
    assert found["status"] == "unknown"
    assert "does not list org-trail, which" in whys(found)


@pytest.mark.parametrize("count", ["0", "1"])
def test_no_subscription_where_the_topic_counts_one_is_no_proof(engine: Engine, tmp_path: Path, count: str) -> None:
    folder = by_hand(tmp_path)
    changed(folder / "subscriptions-by-topic.json", lambda c: c.update(Subscriptions=[]))
    changed(folder / "topic.json", lambda c: c["Attributes"].update(SubscriptionsConfirmed=count))
    assert of(engine, tmp_path)["status"] == ("fail" if count == "0" else "unknown")


def test_a_manifests_word_for_what_was_asked_is_taken(engine: Engine, tmp_path: Path) -> None:
    """Alarms that were asked for by name are those of that name, and no proof that there are no others."""
    folder = by_hand(tmp_path)
    changed(folder / "alarms-all-types.json", lambda c: c["MetricAlarms"][0].update(AlarmActions=[]))
    assert of(engine, tmp_path)["status"] == "fail"
    entry = {"file": "alarms-all-types.json", "service": "cloudwatch", "operation": "DescribeAlarms", "region": "us-east-1"}
    for request, status in (({"AlarmNames": ["x"]}, "unknown"), ({"AlarmTypes": ["MetricAlarm", "CompositeAlarm"]}, "fail")):
        (folder / "manifest.json").write_text(json.dumps([entry | {"request": request}]))
        assert of(engine, tmp_path)["status"] == status
    (folder / "manifest.json").write_text(json.dumps([entry]))  # it does not say what was asked: the file's name does
    assert of(engine, tmp_path)["status"] == "fail"


@pytest.mark.parametrize("how", ["lost", "cut"])
def test_an_answer_that_a_manifest_names_is_missed(engine: Engine, tmp_path: Path, how: str) -> None:
    """Of two answers that differ one may be lost: the manifest tells that there were two."""
    folder = by_hand(tmp_path)
    second = changed(folder / "status-of-org.json", OTHERWISE["status-of-org.json"], folder / "again.json")
    trail = json.loads((folder / "trails.json").read_text())["trailList"][0]["TrailARN"]
    entry = {"service": "cloudtrail", "operation": "GetTrailStatus", "region": "us-east-1", "request": {"Name": trail}}
    entries = [entry | {"file": name} for name in ("status-of-org.json", "again.json")]
    (folder / "manifest.json").write_text(json.dumps(entries))
    assert of(engine, tmp_path)["status"] == "unknown"
    if how == "lost":
        second.unlink()
    else:
        second.write_text('{"IsLogging": ')
    found = of(engine, tmp_path)
    assert found["status"] == "unknown"
    assert "names" in whys(found)


def test_answers_of_other_days_were_never_seen_together(engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "script"
    shutil.copytree(SAMPLES / "aws_cli_script_pass", folder)
    assert "snapshots_apart" not in weaknesses(of(engine, folder))
    entries = json.loads((folder / "manifest.json").read_text())
    for entry in entries:
        if entry["operation"] == "DescribeAlarms":
            entry["at"] = "2026-01-01T00:00:00Z"
    (folder / "manifest.json").write_text(json.dumps(entries))
    found = of(engine, folder)
    assert (found["status"], found["effective"]) == ("pass", "unknown")
    assert "snapshots_apart" in weaknesses(found)


def weaknesses(result: Json) -> set[str]:
    return {weak["code"] for chain in result["chains"] for weak in chain["weaknesses"]}


def test_what_an_old_command_line_drops_of_an_alarm_is_no_yes(engine: Engine, tmp_path: Path) -> None:
    folder = by_hand(tmp_path)
    assert "alarm_not_evaluated" not in weaknesses(of(engine, tmp_path))
    (folder / "aws-version.txt").write_text(VERSION.replace("2.37.4", "2.31.4"))  # it keeps all of filters, and less of alarms
    found = of(engine, tmp_path)
    assert (found["status"], found["effective"]) == ("pass", "unknown")
    assert "alarm_not_evaluated" in weaknesses(found)


EVERY = {
    "script_pass": ("aws_cli_script_pass",),
    "script_fail": ("aws_cli_script_fail",),
    "by_hand_pass": ("aws_cli_by_hand_pass",),
    "by_hand_fail": ("aws_cli_by_hand_fail",),
    "scoutsuite": ("scoutsuite/passing", "current"),
    "cloudsploit": ("cloudsploit/passing.json", "current"),
    "aws_config": ("aws_config/passing", "current"),
    "cloudquery": ("cloudquery/passing", "scoutsuite/passing", "current"),
    "steampipe": ("steampipe/broken", "cloudsploit/broken.json"),
}


@pytest.mark.parametrize("name", EVERY)
def test_whichever_file_of_a_sample_is_lost_no_verdict_gets_better(engine: Engine, tmp_path: Path, name: str) -> None:
    """A pass stays one or is lost, and `effective` yes never comes by a loss; a fail stays one or cannot be told."""
    folder = tmp_path / "us-east-1" if name.startswith("by_hand") else tmp_path
    folder.mkdir(exist_ok=True)
    for part in EVERY[name]:
        if part == "current":
            current_answers("passing", folder / "aws")
        else:
            copied(SAMPLES / part, folder / part.replace("/", "-"))
    if name == "by_hand_pass":  # moto counts no filter on any group
        changed(next(folder.rglob("groups.json")), lambda c: c["logGroups"][0].update(metricFilterCount=1))
    controls = SOME if name in {"steampipe", "cloudquery"} else ONE
    whole = verdicts(engine, tmp_path, controls=controls)
    for file in sorted(one for one in tmp_path.rglob("*") if one.is_file()):
        kept = (file.read_bytes(), file.stat())
        file.unlink()
        told = judged_if_any(engine, tmp_path, controls)
        file.write_bytes(kept[0])
        os.utime(file, (kept[1].st_mtime, kept[1].st_mtime))
        for control, found in told.items():
            before = whole[control]
            assert found["status"] != "pass" or before["status"] == "pass", file.name
            assert found["status"] != "fail" or before["status"] == "fail", file.name
            assert found["effective"] != "yes" or before["effective"] == "yes", file.name


def judged_if_any(engine: Engine, path: Path, controls: tuple[str, ...]) -> Json:
    """The results; none where no account is told any more."""
    try:
        return verdicts(engine, path, controls=controls)
    except AssertionError:
        return {}


def test_the_collectors_own_snapshot_is_held_against_nothing(engine: Engine) -> None:
    """What AWS told the collector within one run stands as it is."""
    assert of(engine, collected("passing"))["status"] == "pass"
