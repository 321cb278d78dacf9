"""`trailgate explain --walk`: the rules of the law on the way of one record, as both engines give them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.asking import of_one
from trailgate_evaluator.cli.app import main
from trailgate_evaluator.engine import open_engine
from trailgate_evaluator.engine.bundle import packaged_bundle
from trailgate_evaluator.evaluation.documents import DocumentMaker
from trailgate_evaluator.explain.walk import walk
from trailgate_evaluator.inputs import read_one
from trailgate_evaluator.report.links import CHAIN

ROOT = Path(__file__).parents[3]
SNAPSHOTS = ROOT / "fixtures" / "snapshots"
WHOLE = SNAPSHOTS / "pass_whole_chain" / "snapshot.json"
CONTROL = "iam-policy-change-alarm"


def walked(capfd: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    assert main(["explain", "--walk", *arguments, "--format", "json"]) == 0
    entries: list[dict[str, Any]] = json.loads(capfd.readouterr().out)["controls"][CONTROL]
    return entries


def test_the_walk_goes_along_the_chain_and_every_file_it_names_is_there(capfd: pytest.CaptureFixture[str]) -> None:
    entries = walked(capfd, "CreatePolicy", str(WHOLE))
    assert list(dict.fromkeys(entry["link"] for entry in entries)) == list(CHAIN)
    for entry in entries:
        package = entry["rule"].rpartition(".")[0].removeprefix("data.")
        assert f"package {package}\n" in (ROOT / entry["file"]).read_text()


def test_a_walk_ends_where_the_record_is_lost(capfd: pytest.CaptureFixture[str]) -> None:
    lost = str(SNAPSHOTS / "fail_one_event_missing" / "snapshot.json")
    entries = walked(capfd, "PutUserPolicy", lost)
    assert entries[-1]["link"] == "metric_filter"
    assert entries[-1]["value"]["break"] == "filter_matches_never"
    assert walked(capfd, "CreatePolicy", lost)[-1]["value"]["value"] == "holds"


@pytest.mark.parametrize(
    "name", ["pass_composite_or", "pass_metric_math", "pass_muted", "fail_no_trail", "unknown_everything_refused"]
)
def test_both_engines_walk_alike(name: str) -> None:
    with open_engine("both") as engine:
        document = DocumentMaker(engine, of_one()).documents(read_one(str(SNAPSHOTS / name / "snapshot.json"))).after
        told = walk(engine, packaged_bundle(), document, "CreatePolicy")
        decided = engine.decide(document)[CONTROL]
    (best,) = [entry for entry in told["controls"][CONTROL] if entry["rule"] == "data.trailgate.chain.calculus.best"]
    assert best["value"]["value"] == {"pass": "holds", "unknown": "may", "fail": "not"}[decided["status"]]
    if decided["effective"] is not None:
        assert best["value"]["effect"] == decided["effective"]


def test_the_text_says_where_a_plan_stops_being_known(capfd: pytest.CaptureFixture[str]) -> None:
    plan = str(ROOT / "fixtures" / "plans" / "04a_topic_arn_root_variable" / "plan.json")
    assert main(["explain", "--walk", "CreatePolicy", plan]) == 0
    text = capfd.readouterr().out
    assert "topics.route = may, run 0, effective unknown, gaps outside_plan" in text
    assert "subscriptions.routes" not in text


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--walk", "CreatePolici", str(WHOLE)], "Did you mean 'CreatePolicy'?"),
        (["--walk", "Xyz", str(WHOLE)], "Give one of AcceptHandshake"),
        (["--walk", "CreatePolicy"], "expected an input to follow the record in"),
        (["--walk", "CreatePolicy", str(WHOLE), "--baseline", str(WHOLE)], "does nothing for a snapshot"),
        (["--baseline", str(WHOLE)], "--baseline with --walk"),
        (["4.2", str(WHOLE)], "Leave it out: an explanation of the law reads no input."),
        (["4.2", "--walk", "CreatePolicy", str(WHOLE)], "'CreatePolicy', which 4.4 iam-policy-change-alarm asks for. Ask for"),
        (["4.99", "--walk", "CreatePolicy", str(WHOLE)], "4.99"),
    ],
)
def test_wrong_usage_is_told(arguments: list[str], word: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", *arguments]) == 2
    assert word in capfd.readouterr().err


def test_a_record_that_controls_share_is_followed_for_each_and_for_one_that_is_named(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TRAILGATE_CONTROL")
    passing = str(ROOT / "fixtures" / "controls" / "pass_all" / "snapshot.json")
    assert main(["explain", "--walk", "ConsoleLogin", passing]) == 0
    text = " ".join(capfd.readouterr().out.split())
    first, second = "4.2 (console-sign-in-without-mfa-alarm)", "4.6 (console-authentication-failure-alarm)"
    assert text.startswith(f"2 controls require a record ConsoleLogin, and each is followed in turn: {first} and {second}.")
    assert text.index(f"on its way through {first}") < text.index(f"on its way through {second}")
    assert main(["explain", "4.2", "--walk", "ConsoleLogin", passing]) == 0
    text = capfd.readouterr().out
    assert text.startswith(f"ConsoleLogin of account 111122223333, on its way through {first}")
    assert second not in text
