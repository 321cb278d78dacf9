"""Every failing fixture, its document changed as the fix says: it passes with the fewest changes, nothing else touched."""

from __future__ import annotations

import json
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest

from tests.evaluator.fix.judging import FIXTURES, HIDDEN, RESOURCES, after, decision, document_of, inputs, label, plan, source_of
from trailgate_evaluator.fix.account.wishes import WAITS

if TYPE_CHECKING:
    from pathlib import Path

    from trailgate_evaluator.engine import Engine

Json = dict[str, Any]
FAILING = inputs("fail")


@pytest.mark.parametrize("path", FAILING, ids=label)
@pytest.mark.parametrize("form", ["aws-cli", "cloudformation"])
def test_a_failing_input_passes_once_its_fix_is_made(engine: Engine, path: Path, form: str) -> None:
    document = document_of(engine, source_of(path))
    found = plan(engine, document, form if path.name == "snapshot.json" else "terraform")
    if label(path) in HIDDEN:
        assert found.obstacle is not None
        assert found.obstacle.missing
        assert "refused" in found.obstacle.says or "does not hold" in found.obstacle.says
        return
    assert found.obstacle is None
    assert decision(engine, found.document)["status"] == "pass"
    assert decision(engine, after(engine, document, found.changes))["status"] == "pass"
    for count in range(len(found.changes)):
        for fewer in combinations(found.changes, count):
            assert decision(engine, after(engine, document, fewer))["status"] != "pass"
    touched = {(kind, identity) for change in found.changes for kind, entries in change.patch.items() for identity in entries}
    for kind in RESOURCES:
        for identity, entry in document[kind].items():
            assert found.document[kind][identity] == entry or (kind, identity) in touched
    if form == "cloudformation" and path.name == "snapshot.json":
        assert not any(change.edits for change in found.changes)
        assert not any(identity in document[kind] for kind, identity in touched)


@pytest.mark.parametrize(
    ("name", "first"), [("fail_trail_not_logging", "start_logging"), ("fail_log_group_not_set", "send_to_log_group")]
)
@pytest.mark.parametrize("told", [(), ("StartLoggingTime",), ("LatestCloudWatchLogsDeliveryTime",)], ids=str)
def test_a_trail_that_begins_to_deliver_is_not_held_against_what_it_did_not(
    name: str, first: str, told: tuple[str, ...], engine: Engine, tmp_path: Path
) -> None:
    snapshot = json.loads((FIXTURES / "snapshots" / name / "snapshot.json").read_text("utf-8"))
    for call in snapshot["calls"]:
        if call["operation"] == "GetTrailStatus":
            call["pages"][0] = {"IsLogging": call["pages"][0]["IsLogging"], **dict.fromkeys(told, "2020-01-01T00:00:00Z")}
    path = tmp_path / "snapshot.json"
    path.write_text(json.dumps(snapshot), "utf-8")
    found = plan(engine, document_of(engine, source_of(path)), effective=True)
    assert found.changes[0].kind == first
    assert not any(change.kind == "create_trail" for change in found.changes)
    after_it = decision(engine, found.document)
    assert after_it["status"] == "pass"
    assert {weak["code"] for chain in after_it["chains"] for weak in chain["weaknesses"]} <= {WAITS}


def test_a_passing_input_needs_no_change(engine: Engine) -> None:
    for path in inputs("pass"):
        found = plan(engine, document_of(engine, source_of(path)))
        assert (found.changes, found.obstacle) == ((), None), path


MEANING = {
    "unknown_alarm_on_query",
    "unknown_pattern_unsupported",
    "unknown_pattern_wildcard_inside",
    "unknown_scope_of_another_field",
    "unknown_transformed_logs",
}
MEANING |= {"unknown_transformed_by_account_policy"}
"""Everything was seen, and something means nobody knows what: another resource beside it settles the matter."""


def test_of_an_input_that_cannot_be_judged_the_gap_is_told_or_made_good(engine: Engine) -> None:
    paths = inputs("unknown")
    assert len(paths) > 20
    for path in paths:
        found = plan(engine, document_of(engine, source_of(path)))
        if path.parent.name in MEANING:
            assert decision(engine, found.document)["status"] == "pass"
            assert not any(change.edits for change in found.changes)
        else:
            assert not found.changes, path
            assert found.obstacle is not None, path
            assert found.obstacle.missing, path
