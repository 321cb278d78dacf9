"""`trailgate diff` names what changed, which way each verdict went, and the change of a resource behind it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.asking import of_one
from trailgate_evaluator.cli.app import main
from trailgate_evaluator.diff import compare
from trailgate_evaluator.diff.side import Side, side_of
from trailgate_evaluator.engine import Engine, open_engine

FIXTURES = Path(__file__).parents[3] / "fixtures"
SNAPSHOTS, PLANS = FIXTURES / "snapshots", FIXTURES / "plans"
Json = dict[str, Any]
Load = Callable[[str], Side]
FAILING = sorted(path.name for path in SNAPSHOTS.iterdir() if path.name.startswith("fail_"))


def snapshot(name: str) -> str:
    return str(SNAPSHOTS / name / "snapshot.json")


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine("wasm") as opened:
        yield opened


@pytest.fixture(scope="module")
def load(engine: Engine) -> Load:
    return lambda name: side_of(name, engine, of_one())


def differing(capfd: pytest.CaptureFixture[str], *args: str) -> tuple[int, Json]:
    code = main(["diff", *args, "--format", "json"])
    return code, json.loads(capfd.readouterr().out)


def test_a_removed_subscription_is_the_cause_of_the_lost_pass(capfd: pytest.CaptureFixture[str]) -> None:
    code, found = differing(capfd, snapshot("pass_whole_chain"), snapshot("fail_no_subscription"))
    (verdict,) = found["verdicts"]
    assert (code, verdict["direction"], len(verdict["records"]["lost"])) == (1, "worse", 16)
    (cause,) = verdict["causes"]
    assert (cause["kind"], cause["came"], cause["code"]) == ("break", "appeared", "subscription_none")
    assert [(change["change"], change["link"]) for change in cause["because"]] == [("removed", "subscription")]


def test_a_changed_pattern_is_told_by_its_text(capfd: pytest.CaptureFixture[str]) -> None:
    code, found = differing(capfd, snapshot("pass_whole_chain"), snapshot("fail_filter_misses_failed_calls"))
    ((cause,),) = (verdict["causes"] for verdict in found["verdicts"])
    ((field,),) = (change["fields"] for change in cause["because"])
    assert (code, cause["code"], field["field"]) == (1, "filter_misses_failed_calls", "pattern")
    assert "NOT EXISTS" in field["new"]
    assert "NOT EXISTS" not in field["old"]


def test_a_pass_that_would_no_longer_tell_anybody_got_worse(capfd: pytest.CaptureFixture[str]) -> None:
    code, found = differing(capfd, snapshot("pass_whole_chain"), snapshot("pass_actions_disabled"))
    (verdict,) = found["verdicts"]
    assert (code, verdict["old"]["status"], verdict["new"]["status"]) == (1, "pass", "pass")
    ((change,),) = (cause["because"] for cause in verdict["causes"])
    assert change["fields"] == [{"field": "actions_enabled", "old": True, "new": False}]


def test_what_the_new_side_was_not_allowed_to_read_is_not_called_removed(capfd: pytest.CaptureFixture[str]) -> None:
    code, found = differing(capfd, snapshot("pass_whole_chain"), snapshot("unknown_alarms_refused"))
    assert code == 1
    assert {change["change"] for change in found["resources"]} == {"hidden"}
    ((cause,),) = (verdict["causes"] for verdict in found["verdicts"])
    assert (cause["kind"], cause["code"]) == ("gap", "denied")
    assert [change["link"] for change in cause["because"]] == ["alarm"]


@pytest.mark.parametrize("name", FAILING)
def test_every_way_to_lose_a_pass_is_worse_and_every_way_back_better(name: str, load: Load) -> None:
    good, bad = load(snapshot("pass_whole_chain")), load(snapshot(name))
    (worse,), (better,) = compare(good, bad)["verdicts"], compare(bad, good)["verdicts"]
    assert (worse["direction"], better["direction"]) == ("worse", "better")
    assert worse["records"]["lost"] == better["records"]["won"] != []
    appeared = {(cause["code"], cause["id"]) for cause in worse["causes"] if cause["came"] == "appeared"}
    assert appeared == {(cause["code"], cause["id"]) for cause in better["causes"] if cause["came"] == "went"}
    assert {cause["kind"] for cause in worse["causes"]} >= {"break"}
    assert any(cause["because"] for cause in worse["causes"]), "no change of a resource explains it"


@pytest.mark.parametrize("name", ["pass_whole_chain", "unknown_alarms_refused", "fail_no_alarm"])
def test_nothing_differs_from_itself(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    code, found = differing(capfd, snapshot(name), snapshot(name))
    (verdict,) = found["verdicts"]
    assert (code, verdict["direction"], verdict["causes"], found["resources"]) == (0, "same", [], [])
    assert main(["diff", snapshot(name), snapshot(name)]) == 0
    assert "No resource changed." in capfd.readouterr().out


def test_a_later_delivery_is_no_change_by_itself(load: Load) -> None:
    old = load(snapshot("pass_whole_chain"))
    resources = copy.deepcopy(dict(old.resources))
    (trail,) = (one for one in resources.values() if one["link"] == "trail")
    trail["delivery"]["latest"] += 3600
    new = Side(
        name="later",
        kind=old.kind,
        digest=None,
        policies=old.policies,
        results=old.results,
        resources=resources,
        scopes=old.scopes,
        numbers=old.numbers,
    )
    assert compare(old, new)["resources"] == []


def test_reports_are_compared_as_their_inputs_are(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    names = ("pass_whole_chain", "fail_no_alarm")
    for name in names:
        main(["evaluate", snapshot(name), "-o", str(tmp_path / f"{name}.json")])
    capfd.readouterr()
    code, found = differing(capfd, *(str(tmp_path / f"{name}.json") for name in names))
    _, of_snapshots = differing(capfd, *(snapshot(name) for name in names))
    assert code == 1
    for verdict, other in zip(found["verdicts"], of_snapshots["verdicts"], strict=True):
        assert {key: verdict[key] for key in ("old", "new", "direction", "records")} == {
            key: other[key] for key in ("old", "new", "direction", "records")
        }
        assert [cause["code"] for cause in verdict["causes"]] == [cause["code"] for cause in other["causes"]]
    assert differing(capfd, str(tmp_path / "fail_no_alarm.json"), snapshot("pass_whole_chain"))[0] == 0


def test_an_account_whose_pass_is_gone_got_worse(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "snapshot.json"
    other.write_text(Path(snapshot("pass_whole_chain")).read_text("utf-8").replace("111122223333", "444455556666"), "utf-8")
    main(["evaluate", snapshot("pass_whole_chain"), str(other), "-o", str(tmp_path / "both.json")])
    main(["evaluate", snapshot("pass_whole_chain"), "-o", str(tmp_path / "one.json")])
    capfd.readouterr()
    code, found = differing(capfd, str(tmp_path / "both.json"), str(tmp_path / "one.json"))
    assert (code, [verdict["direction"] for verdict in found["verdicts"]]) == (1, ["same", "worse"])
    code, found = differing(capfd, str(tmp_path / "one.json"), str(tmp_path / "both.json"))
    assert (code, [verdict["direction"] for verdict in found["verdicts"]]) == (0, ["same", "new"])


def test_plans_are_compared_by_address(capfd: pytest.CaptureFixture[str]) -> None:
    plans = [str(PLANS / name / "plan.json") for name in ("01_root_pass", "06_missing_event")]
    code, found = differing(capfd, *plans)
    assert code == 1
    assert any(cause["because"] for verdict in found["verdicts"] for cause in verdict["causes"])


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": "trailgate/report/v1"}', '{"format": "trailgate/snapshot/v9"}'])
def test_what_cannot_be_read_is_exit_4(text: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "input.json"
    path.write_text(text)
    assert main(["diff", snapshot("pass_whole_chain"), str(path)]) == 4
    assert "internal error" not in capfd.readouterr().err


def test_two_accounts_are_no_two_looks_at_one(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", snapshot("pass_whole_chain"), str(PLANS / "01_root_pass" / "plan.json")]) == 4
    assert "two looks at one account" in capfd.readouterr().err
    assert main(["diff", "-", "-"]) == 2


WIRING = FIXTURES / "sources"


def wired(name: str) -> tuple[str, str]:
    """A plan that is unknown without its sources, and the folder of them."""
    return str(WIRING / name / "plan.json"), str(WIRING / name / "src")


def statuses(found: Json) -> tuple[Any, Any]:
    (verdict,) = found["verdicts"]
    return verdict["old"]["status"], verdict["new"]["status"]


def test_what_no_plan_tells_is_hidden_and_an_address_is_no_change(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    chain = tmp_path / "snapshot.json"
    chain.write_text(Path(snapshot("pass_whole_chain")).read_text("utf-8").replace("111122223333", "123456789012"), "utf-8")
    _, found = differing(capfd, str(chain), str(PLANS / "01_root_pass" / "plan.json"))
    changes = {change["link"]: change for change in found["resources"] if change["link"] in {"service", "trail"}}
    assert changes["service"]["change"] == "hidden"
    fields = {one["field"] for one in changes["trail"]["fields"]}
    assert "log_group" in fields
    assert not fields & {"address", "resolved_by", "delivery", "delivery_elsewhere"}


def test_what_a_plan_neither_has_nor_takes_away_it_tells_nothing_of(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """One root module is not all that stands in an account; a snapshot that is newer shows what it did not tell."""
    same = {"org-trail": "/aws/cloudtrail/org", "iam-policy-changes": "IAMPolicyChanges", "111122223333": "123456789012"}
    text = Path(snapshot("pass_whole_chain")).read_text("utf-8")
    for one, other in same.items():
        text = text.replace(one, other)
    account = tmp_path / "123456789012.json"
    account.write_text(text, "utf-8")
    plan = str(PLANS / "08_destroy_filter" / "plan.json")
    for given in (account, tmp_path):
        _, found = differing(capfd, str(given), plan)
        changes = {(change["link"], change["change"]) for change in found["resources"]}
        assert {("metric_filter", "removed"), ("topic", "hidden"), ("subscription", "hidden")} <= changes
        assert not {("topic", "removed"), ("subscription", "removed")} & changes
    _, back = differing(capfd, plan, str(account))
    seen = {change["name"]: change["change"] for change in back["resources"] if change["link"] == "topic"}
    assert seen["security-alarms"] == "seen"


def test_what_nobody_could_tell_before_is_not_lost(capfd: pytest.CaptureFixture[str]) -> None:
    _, found = differing(capfd, snapshot("unknown_alarms_refused"), snapshot("fail_no_alarm"))
    (verdict,) = found["verdicts"]
    assert (verdict["direction"], verdict["records"]["lost"], len(verdict["records"]["missing"])) == ("worse", [], 16)


def test_each_plan_is_read_with_the_sources_of_its_own_side(capfd: pytest.CaptureFixture[str]) -> None:
    (old, old_source), (new, new_source) = wired("pass_two_levels_of_modules"), wired("fail_two_levels_of_modules")
    _, alone = differing(capfd, old, new)
    assert statuses(alone) == ("unknown", "unknown")
    code, told = differing(capfd, old, new, "--old-source", old_source, "--source", new_source)
    assert (code, statuses(told)) == (1, ("pass", "fail"))


def test_the_region_and_the_account_are_those_of_both_plans(capfd: pytest.CaptureFixture[str]) -> None:
    plan = str(PLANS / "01_root_pass" / "plan.json")
    code = main(["diff", plan, plan, "--region", "nowhere"])
    assert (code, "--region" in capfd.readouterr().err) == (2, True)
    assert differing(capfd, plan, plan, "--region", "us-east-1", "--account", "123456789012")[0] == 0


def test_what_a_plan_is_read_with_stands_beside_a_snapshot_on_the_other_side(capfd: pytest.CaptureFixture[str]) -> None:
    chain, plan = snapshot("pass_whole_chain"), str(PLANS / "06_missing_event" / "plan.json")
    for old, new in ((chain, plan), (plan, chain)):
        _, found = differing(capfd, old, new, "--account", "111122223333", "--region", "us-east-1")
        assert [verdict["account"] for verdict in found["verdicts"]] == ["111122223333"]
    assert main(["diff", chain, chain, "--account", "111122223333"]) == 2
    assert "trailgate: --account: expected a plan" in capfd.readouterr().err


@pytest.mark.parametrize("option", ["--source", "--old-source", "--json", "--old-json"])
def test_what_a_plan_is_read_with_is_refused_where_its_side_is_none(option: str, capfd: pytest.CaptureFixture[str]) -> None:
    chain = snapshot("pass_whole_chain")
    assert main(["diff", chain, chain, option, str(WIRING / "pass_notify_module" / "src")]) == 2
    assert f"{option}:" in capfd.readouterr().err.replace(f"{option} ", f"{option}:")


def test_a_report_is_read_with_nothing(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    main(["evaluate", snapshot("pass_whole_chain"), "-o", str(report)])
    assert main(["diff", str(report), str(report), "--source", str(tmp_path)]) == 2
    assert "a report" in capfd.readouterr().err
