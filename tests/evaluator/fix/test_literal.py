"""`fix --literal`: filters with the benchmark's own text, for those who are also judged by scanners that compare texts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.evaluator.fix.judging import CONTROL, FIXTURES, after, decision, document_of, plan, source_of
from trailgate_evaluator.engine import open_engine
from trailgate_evaluator.engine.bundle import packaged_bundle
from trailgate_evaluator.engine.requirements import requirements_of
from trailgate_evaluator.fix.account.literally import literal_text
from trailgate_evaluator.fix.account.wishes import Wishes
from trailgate_evaluator.fix.planning.choosing import plan_fix, written
from trailgate_evaluator.languages.filter_pattern import parse
from trailgate_evaluator.languages.filter_pattern.answers.coverage import coverage
from trailgate_evaluator.languages.filter_pattern.syntax.parser import LONGEST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.engine import Engine

PASSES = FIXTURES / "snapshots" / "pass_whole_chain" / "snapshot.json"
ALL = FIXTURES / "controls" / "pass_all" / "snapshot.json"
CONTROLS = packaged_bundle().controls
SUBJECT: dict[str, Any] = {"partition": "aws", "account": "111122223333", "enabled_regions": ["eu-west-1", "us-east-1"]}
HUB = "aws_security_hub"
PRINTED = [(name, benchmark) for name, about in CONTROLS.items() if "literal" in about for benchmark in about["benchmarks"]]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine() as opened:
        yield opened


def texts(snapshot_plan: Any) -> list[str]:
    return [text for change in snapshot_plan.changes for text in change.patterns]


def test_every_printed_text_carries_every_record_of_its_version(engine: Engine) -> None:
    assert {name for name, _ in PRINTED} == {name for name, about in CONTROLS.items() if engine_requires(engine, name)}
    for name, benchmark in [*PRINTED, *((name, None) for name in {one for one, _ in PRINTED})]:
        text = literal_text(CONTROLS[name], benchmark)
        assert text is not None
        assert len(text) <= LONGEST
        assert parse(text).doubts == frozenset(), (name, benchmark)
        required = requirements_of(engine, SUBJECT, {"controls": [name], "benchmark": benchmark, "role": "management"})
        said = {record: coverage(text, one.model).matched for record, one in required.controls[name].items()}
        assert set(said.values()) == {"always"}, (name, benchmark, said)


def engine_requires(engine: Engine, control: str) -> bool:
    return bool(engine.required_records({**SUBJECT, "asked": {"controls": [control]}}).get(control))


@pytest.mark.parametrize(
    ("control", "in_order"),
    [
        ("unauthorized-api-call-alarm", ["errorCode=*UnauthorizedOperation", "errorCode=AccessDenied*", "HeadBucket"]),
        ("console-sign-in-without-mfa-alarm", ["eventName=ConsoleLogin", "additionalEventData.MFAUsed!=Yes"]),
        ("root-usage-alarm", ["userIdentity.type=Root", "userIdentity.invokedByNOTEXISTS", "eventType!=AwsServiceEvent"]),
        ("console-authentication-failure-alarm", ["eventName=ConsoleLogin", "errorMessage=Failedauthentication"]),
        ("security-group-change-alarm", ["SecurityGroupIngress", "RevokeSecurityGroupEgress", "ModifySecurityGroupRules"]),
        ("route-table-change-alarm", ["eventSource=ec2.amazonaws.com", "eventName=CreateRoute", "DisassociateRouteTable"]),
    ],
)  # fmt: skip
def test_what_scanners_look_for_stands_in_their_order(control: str, in_order: list[str]) -> None:
    """Prowler and Powerpipe search for these parts one behind the other, blanks and quotes aside."""
    rest = re.sub(r'[\s"]', "", str(literal_text(CONTROLS[control], None)))
    for part in in_order:
        assert part in rest
        rest = rest.partition(part)[2]


def test_a_chain_that_passes_gets_the_text_beside_it_and_keeps_its_own(engine: Engine) -> None:
    document = document_of(engine, source_of(PASSES))
    assert plan(engine, document).changes == ()
    found = plan(engine, document, literal=True)
    (change,) = found.changes
    assert (change.kind, change.edits, texts(found)) == ("put_metric_filter", False, [literal_text(CONTROLS[CONTROL], None)])
    changed = after(engine, document, found.changes)
    assert changed["metric_filters"].items() >= document["metric_filters"].items()
    assert changed["alarms"] == document["alarms"]
    judged = decision(engine, changed)
    assert (judged["status"], judged["effective"]) == ("pass", "yes")
    assert plan(engine, changed, literal=True).changes == ()


def test_a_broken_filter_is_left_alone_and_the_text_put_beside_it(engine: Engine) -> None:
    document = document_of(engine, source_of(FIXTURES / "snapshots" / "fail_one_event_missing" / "snapshot.json"))
    found = plan(engine, document, literal=True)
    assert [change.edits for change in found.changes] == [False] * len(found.changes)
    assert texts(found) == [literal_text(CONTROLS[CONTROL], None)]
    assert decision(engine, after(engine, document, found.changes))["status"] == "pass"


def test_the_chosen_benchmark_chooses_the_text() -> None:
    control = CONTROLS["security-group-change-alarm"]
    older, newest = literal_text(control, "cis_aws_4.0.1"), literal_text(control, "cis_aws_5.0.0")
    assert older is not None
    assert "ModifySecurityGroupRules" not in older
    assert newest == literal_text(control, None) == literal_text(control, "cis_aws_7.0")
    assert "ModifySecurityGroupRules" in str(newest)
    assert literal_text(control, "aws_security_hub") != older
    assert literal_text({}, None) is None
    assert literal_text({}, "cis_aws_2.0.0") is None


def test_security_hub_has_texts_of_its_own_for_its_fourteen_controls() -> None:
    """As its user guide prints them: without a blank behind the brace, but for sign-ins, and with a source for some."""
    texts = {about["benchmarks"][HUB]: str(literal_text(about, HUB)) for about in CONTROLS.values() if HUB in about["benchmarks"]}
    assert set(texts) == {f"CloudWatch.{number}" for number in range(1, 15)}
    assert [name for name, text in texts.items() if text.startswith("{ ")] == ["CloudWatch.3"]
    guarded = {name for name, text in texts.items() if text.startswith("{($.eventSource=")}
    assert guarded == {f"CloudWatch.{number}" for number in (4, 7, 8, 9, 13)}
    assert '$.userIdentity.type = "IAMUser"' in texts["CloudWatch.3"]
    assert "ModifySecurityGroupRules" not in texts["CloudWatch.10"]
    assert all("literal" in about and HUB in about["literal"] for about in CONTROLS.values() if HUB in about["benchmarks"])


@pytest.mark.parametrize("form", ["terraform", "cloudformation"])
def test_the_text_stands_in_every_format(engine: Engine, form: Any) -> None:
    source = source_of(FIXTURES / "snapshots" / "fail_no_filter" / "snapshot.json")
    found, chosen = plan_fix(engine, document_of(engine, source), Wishes(literal=True, email="a@example.com"), form)
    assert str(literal_text(CONTROLS[CONTROL], None)) in written(found, chosen, source)


def test_all_controls_at_once(engine: Engine) -> None:
    document = document_of(engine, source_of(ALL), controls=())
    found = plan(engine, document, literal=True)
    there = {entry["text"] for entry in document["patterns"].values()}
    wanted = {str(literal_text(about, None)) for about in CONTROLS.values() if "literal" in about}
    assert set(texts(found)) == wanted - there
    assert {change.kind for change in found.changes} == {"put_metric_filter"}


def test_no_report_holds_the_texts(engine: Engine) -> None:
    from tests.asking import of_one
    from trailgate_evaluator.evaluation.evaluating import evaluate_inputs

    assert "literal" in engine.controls[CONTROL]
    assert "literal" not in evaluate_inputs([str(PASSES)], of_one())["controls"][CONTROL]
