"""An export of saved answers is judged as the snapshot of the same account is, or is unknown by a named gap."""

from __future__ import annotations

import json
import shutil
from itertools import combinations
from pathlib import Path

import jsonschema
import pytest

from tests.asking import of_one
from tests.evaluator.exports.dumps import FIXTURES, VERSION, Json, dump, judged, made, snapshot_of
from trailgate_evaluator.engine import Engine
from trailgate_evaluator.evaluation.run import judge
from trailgate_evaluator.exports import read
from trailgate_evaluator.inputs import Source, Unreadable

RANK = {"pass": 2, "unknown": 1, "fail": 0}
PASSING = "pass_whole_chain"
LESS = {
    "pass_filters_together": ("pass", "unknown"),
    "pass_log_groups_refused": ("pass", "unknown"),
    "pass_on_several_pages": ("pass", "unknown"),
    "pass_transformed_without_transformer": ("pass", "unknown"),
    "unknown_filters_refused": ("unknown", "fail"),
}
"""What saved answers do not tell without a manifest: filters asked for by their metric, which group has no transformer, and
whether a group that is not listed has its events masked.

Moto counts no filter on any group, which of an export proves that there is none.
"""


def of_snapshot(fixture: str, engine: Engine) -> Json:
    path = f"fixtures/snapshots/{fixture}/snapshot.json"
    return judge(read([path]), engine, of_one(), lambda _: None).results[0]


def test_the_verdict_of_every_fixture_is_that_of_its_snapshot_or_unknown(
    tmp_path: Path, engine: Engine, request: pytest.FixtureRequest
) -> None:
    other = {}
    every = sorted(FIXTURES.glob("*/snapshot.json"))
    named = [path for path in every if path.parent.name in LESS]
    for path in every if request.config.getoption("--whole") else [*every[::16], *named]:
        fixture = path.parent.name
        expected = of_snapshot(fixture, engine)
        folder = dump(snapshot_of(fixture), tmp_path / fixture)
        sources = made(folder)
        if len(sources) != 1 or not isinstance(sources[0], Source):
            other[fixture] = (expected["status"], str(sources)[:500])
            continue
        found = judged(folder, engine)
        if found["status"] != expected["status"]:
            other[fixture] = (expected["status"], found["status"])
        elif found["status"] != "unknown":
            assert {one["code"] for one in found["breaks"]} == {one["code"] for one in expected["breaks"]}, fixture
    assert other == LESS


def test_no_file_is_there_whose_loss_improves_the_verdict(tmp_path: Path, engine: Engine) -> None:
    whole = dump(snapshot_of(PASSING), tmp_path / "export")
    assert judged(whole, engine)["status"] == "pass"
    files = sorted(path for path in whole.rglob("*") if path.is_file())
    lost = set()
    for path in files:
        kept = path.read_bytes()
        path.unlink()
        for one in made(whole):
            if isinstance(one, Source):
                status = judged(whole, engine)["status"]
                assert RANK[status] <= RANK["pass"]
                assert status != "fail", path
                lost |= {path.name} if status == "unknown" else set()
        path.write_bytes(kept)
    needed = (
        "describe-trails",
        "get-trail-status",
        "get-event-selectors",
        "describe-alarms",
        "list-subscr",
    )
    assert all(any(name.startswith(one) for name in lost) for one in (*needed, "aws-version"))


def test_of_a_failing_account_no_file_is_there_whose_loss_makes_it_pass(tmp_path: Path, engine: Engine) -> None:
    snapshot = snapshot_of(PASSING)
    status = next(call for call in snapshot["calls"] if call["operation"] == "GetTrailStatus")
    status["pages"][0]["IsLogging"] = False
    whole = dump(snapshot, tmp_path / "export")
    assert judged(whole, engine)["status"] == "fail"
    for path in sorted(path for path in whole.rglob("*") if path.is_file()):
        kept = path.read_bytes()
        path.unlink()
        if any(isinstance(one, Source) for one in made(whole)):
            assert judged(whole, engine)["status"] != "pass", path
        path.write_bytes(kept)


@pytest.mark.parametrize(
    "fixture",
    [
        "fail_alarm_other_region",
        "fail_alarm_composite_conditional",
        "fail_filter_misses_failed_calls",
        "fail_subscription_pending",
        "pass_advanced_selectors",
        "pass_composite_or",
        "pass_metric_math",
        "pass_beside_dead_trail",
        "unknown_member_of_organization",
    ],
)
def test_of_other_accounts_neither(fixture: str, tmp_path: Path, engine: Engine) -> None:
    """Nor does a loss turn a pass into a fail: what is not there is not known."""
    whole = dump(snapshot_of(fixture), tmp_path / "export")
    status = judged(whole, engine)["status"]
    for path in sorted(path for path in whole.rglob("*") if path.is_file()):
        kept = path.read_bytes()
        path.unlink()
        if any(isinstance(one, Source) for one in made(whole)):
            assert judged(whole, engine)["status"] in {status, "unknown"}, path
        path.write_bytes(kept)


def test_an_old_command_line_leaves_the_filters_scope_unknown(tmp_path: Path, engine: Engine) -> None:
    found = judged(dump(snapshot_of(PASSING), tmp_path / "export", current=False), engine)
    assert found["status"] == "unknown"
    assert {gap["attribute"] for gap in found["gaps"]} >= {"scope"}


def test_alarms_without_their_types_fail_nothing(tmp_path: Path, engine: Engine) -> None:
    snapshot = snapshot_of(PASSING)
    alarms = next(call for call in snapshot["calls"] if call["operation"] == "DescribeAlarms")
    alarms["pages"][0]["MetricAlarms"][0]["AlarmActions"] = []
    folder = dump(snapshot, tmp_path / "export")
    assert judged(folder, engine)["status"] == "fail"
    named = next(folder.rglob("describe-alarms*"))
    named.rename(named.with_name("alarms.json"))
    found = judged(folder, engine)
    assert found["status"] == "unknown"
    assert [gap["call"] for gap in found["gaps"]] == ["cloudwatch:DescribeAlarms"]


def test_one_question_answered_in_two_ways_never_passes(tmp_path: Path, engine: Engine) -> None:
    folder = dump(snapshot_of(PASSING), tmp_path / "export")
    first = next(folder.rglob("get-trail-status*"))
    other = json.loads(first.read_text()) | {"IsLogging": False}
    first.with_name("again-" + first.name).write_text(json.dumps(other))
    found = judged(folder, engine)
    assert found["status"] == "unknown"
    assert "answer one question in two ways" in next(
        gap["error"]["message"] for gap in found["gaps"] if gap["attribute"] == "logging"
    )


def test_a_refusal_that_was_saved_is_one(tmp_path: Path, engine: Engine) -> None:
    folder = dump(snapshot_of(PASSING), tmp_path / "export")
    trails = next(folder.rglob("describe-trails*"))
    trails.unlink()
    trails.with_suffix(".txt").write_text(
        "\nAn error occurred (AccessDeniedException) when calling the DescribeTrails operation: User: "
        "arn:aws:iam::111122223333:user/auditor is not authorized to perform: cloudtrail:DescribeTrails\n"
    )
    found = judged(folder, engine)
    assert (found["status"], found["gaps"][0]["reason"]) == ("unknown", "denied")


def test_a_token_left_in_an_answer_is_a_cut_off_one(tmp_path: Path, engine: Engine) -> None:
    folder = dump(snapshot_of(PASSING), tmp_path / "export")
    filters = next(folder.rglob("describe-metric-filters*"))
    filters.write_text(json.dumps({"metricFilters": [], "NextToken": "abc"}))
    for other in folder.rglob("describe-metric-filters*"):
        other.write_text(filters.read_text())
    found = judged(folder, engine)
    assert (found["status"], found["gaps"][0]["reason"]) == ("unknown", "truncated")


def test_evidence_leads_back_to_the_file(tmp_path: Path, engine: Engine) -> None:
    folder = dump(snapshot_of(PASSING), tmp_path / "export")
    found = judged(folder, engine)
    trail = found["chains"][0]["links"][0]
    name, pointer = trail["at"].removeprefix("0#").split("#")
    assert json.loads(Path(name).read_text())["trailList"][int(pointer.rsplit("/", 1)[1])]["TrailARN"] == trail["id"]


def test_answers_that_tell_no_region_are_not_guessed(tmp_path: Path, engine: Engine) -> None:
    folder = dump(snapshot_of(PASSING), tmp_path / "export", tree=False)
    assert judged(folder, engine)["status"] == "unknown"
    assert judged(folder, engine, region="us-east-1")["status"] == "pass"


def test_an_account_that_the_trails_belie_is_not_given_them(tmp_path: Path, engine: Engine) -> None:
    """Else it would fail by a trail that is another's."""
    folder = dump(snapshot_of(PASSING), tmp_path / "export", tree=False)
    chosen = of_one(account="444455556666", region="us-east-1")
    judged_ones = judge(read([str(folder)], chosen.plan_files), engine, chosen, lambda _: None).results
    told = {one["subject"]["account"]: one["status"] for one in judged_ones}
    assert told.keys() == {"111122223333", "444455556666"}
    assert told["444455556666"] == "unknown"
    assert "pass" not in told.values()


def test_an_archive_is_read_as_its_folder_is(tmp_path: Path, engine: Engine) -> None:
    folder = dump(snapshot_of(PASSING), tmp_path / "export")
    for kind, ending in (("zip", ".zip"), ("gztar", ".tar.gz")):
        shutil.make_archive(str(tmp_path / f"packed-{kind}"), kind, folder)
        assert judged(tmp_path / f"packed-{kind}{ending}", engine)["status"] == "pass"


def test_several_accounts_in_one_folder_are_several_snapshots(tmp_path: Path) -> None:
    one = snapshot_of(PASSING)
    other = json.loads(json.dumps(one).replace("111122223333", "444455556666"))
    for snapshot in (one, other):
        dump(snapshot, tmp_path / "export")
    found = made(tmp_path / "export")
    assert all(isinstance(each, Source) for each in found)
    assert [each.name.rpartition(":")[2] for each in found] == ["111122223333", "444455556666"]
    assert len({each.digest for each in found}) == 2


def test_files_given_one_by_one_are_one_export(tmp_path: Path) -> None:
    folder = dump(snapshot_of(PASSING), tmp_path / "export")
    found = made(*sorted(folder.rglob("*.json")))
    assert [isinstance(one, Source) for one in found] == [True]


def test_what_is_broken_is_listed_and_costs_nothing_else(tmp_path: Path, engine: Engine) -> None:
    folder = dump(snapshot_of(PASSING), tmp_path / "export")
    (folder / "cut.json").write_text('{"trailList": [')
    (folder / "other.json").write_text('{"Reservations": []}')
    found = made(folder)
    assert {type(one) for one in found} == {Unreadable, Source}
    source = next(one for one in found if isinstance(one, Source))
    assert judge([source], engine, of_one(), lambda _: None).results[0]["status"] == "pass"


def test_any_two_orders_of_files_make_the_same_snapshot(tmp_path: Path) -> None:
    folder = dump(snapshot_of(PASSING), tmp_path / "export")
    files = sorted(folder.rglob("*.json"))[:4]
    for one, other in combinations(files, 2):
        first, second = made(one, other), made(other, one)
        assert [each.content["calls"] for each in first if isinstance(each, Source)] == [
            each.content["calls"] for each in second if isinstance(each, Source)
        ]


def test_a_manifest_says_what_no_name_does(tmp_path: Path, engine: Engine) -> None:
    snapshot = snapshot_of(PASSING)
    entries = []
    for number, call in enumerate(snapshot["calls"]):
        entry = {key: call[key] for key in ("service", "operation", "region", "request", "at")}
        if "pages" in call:
            (tmp_path / f"{number}.dat.json").write_text(json.dumps(call["pages"][0]))
            entries.append({**entry, "account": "111122223333", "file": f"{number}.dat.json"})
        else:
            entries.append({**entry, "account": "111122223333", "error": call["error"]})
    (tmp_path / "manifest.json").write_text(json.dumps(entries))
    assert judged(tmp_path, engine)["status"] == "unknown"
    (tmp_path / "aws-version.txt").write_text(VERSION)
    (found,) = made(tmp_path)
    assert isinstance(found, Source)
    assert found.content["calls"] == snapshot["calls"]
    assert (judged(tmp_path, engine)["status"], judged(tmp_path, engine)["effective"]) == ("pass", "yes")


def test_every_entry_of_a_manifest_is_as_its_schema_says() -> None:
    schema = json.loads(Path("policies/schemas/manifest.schema.json").read_text("utf-8"))
    for path in Path("fixtures/exports").glob("*/manifest.json"):
        jsonschema.validate(json.loads(path.read_text("utf-8")), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate([{"service": "sns", "operation": "ListTopics"}], schema)
