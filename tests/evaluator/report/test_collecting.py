"""Who collected a snapshot, in the report: as the snapshot tells it, and nothing where it does not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.asking import of_one
from trailgate_evaluator.engine import open_engine
from trailgate_evaluator.evaluation.collected import collected_of
from trailgate_evaluator.evaluation.run import judge
from trailgate_evaluator.formats import html, markdown, text
from trailgate_evaluator.formats.page import Page
from trailgate_evaluator.inputs import Source, read
from trailgate_evaluator.report.build import build
from trailgate_evaluator.report.collecting import collected_by

Json = dict[str, Any]

FIXTURE = Path("fixtures/snapshots/unknown_role_not_assumed/snapshot.json")
AUDITOR = "arn:aws:iam::777788889999:user/auditor"
ROLE = "arn:aws:sts::111122223333:assumed-role/trailgate/trailgate-collect"
AS_OF = 1793610000


def entry(**told: Any) -> Json:
    usual = {"by": ROLE, "caller": AUDITOR, "endpoint": "https://sts.us-east-1.amazonaws.com", "tool": "trailgate 0.1.0"}
    return {"as_of": AS_OF, "collected": {**usual, **told}}


def test_who_collected_is_said_with_the_role_that_they_assumed() -> None:
    said = f"Collected as of 2026-11-02 09:00 UTC by {AUDITOR} through {ROLE} with trailgate 0.1.0."
    assert collected_by(entry()) == said
    alone = entry(by=AUDITOR, caller=None, tool=None, endpoint=None)
    assert collected_by(alone) == f"Collected as of 2026-11-02 09:00 UTC by {AUDITOR}."


def test_nothing_is_said_where_nobody_says_who_collected() -> None:
    assert collected_by(entry(by=None)) is None
    assert collected_by({"as_of": AS_OF}) is None


@pytest.mark.parametrize(
    "endpoint",
    ["http://127.0.0.1:5000", "https://sts.amazonaws.com.evil.example", "http://sts.us-east-1.amazonaws.com", "x", "http://[x"],
)
def test_an_address_that_is_not_of_aws_is_named(endpoint: str) -> None:
    said = collected_by(entry(endpoint=endpoint))
    assert said is not None
    assert said.endswith(f", from {endpoint}, which is no address of AWS.")


@pytest.mark.parametrize(
    "host",
    [
        "sts.us-east-1.amazonaws.com",
        "sts.cn-north-1.amazonaws.com.cn",
        "vpce-1-2.sts.us-east-1.vpce.amazonaws.com",
        "sts.us-iso-east-1.c2s.ic.gov",
    ],
)
def test_an_address_of_any_partition_of_aws_is_not(host: str) -> None:
    assert "address" not in str(collected_by(entry(endpoint=f"https://{host}")))


@pytest.mark.parametrize(
    ("collected", "told"),
    [
        ({"by": ROLE, "tool": "t", "from": {"caller": AUDITOR, "endpoint": "e"}}, (ROLE, "t", AUDITOR, "e")),
        ({"by": ROLE, "tool": "t"}, (ROLE, "t", None, None)),
        ({"by": ["x"], "tool": 1, "from": {"caller": {}, "endpoint": None}}, (None, None, None, None)),
        ({"by": ROLE, "tool": "t", "from": "x"}, (ROLE, "t", None, None)),
    ],
)
def test_what_a_snapshot_says_is_taken_where_it_is_text(collected: Json, told: tuple[str | None, ...]) -> None:
    source = Source(name="x", kind="aws_snapshot", digest="", content={"collected": collected})
    assert collected_of(source) == {"collected": dict(zip(("by", "tool", "caller", "endpoint"), told, strict=True))}


def test_a_plan_was_collected_by_nobody() -> None:
    assert collected_of(Source(name="x", kind="terraform_plan", digest="", content={"collected": {"by": ROLE}})) == {}
    assert collected_of(Source(name="x", kind="aws_snapshot", digest="", content={"collected": "x"})) == {}


def test_it_stands_in_every_report_that_people_read() -> None:
    choices = of_one()
    with open_engine("wasm") as engine:
        judged = judge(read([str(FIXTURE)], choices.plan_files), engine, choices, lambda _: None)
    facts: Json = {"policies": judged.policies, "engine": judged.engine, "controls": judged.controls}
    report = build(version="0.1.0", inputs=judged.inputs, results=judged.results, **facts)
    told = json.loads(FIXTURE.read_text("utf-8"))["collected"]
    assert report["inputs"][0]["collected"] == {
        "by": told["by"],
        "caller": None,
        "endpoint": "https://sts.us-east-1.amazonaws.com",
        "tool": "trailgate 0.1.0",
    }
    said = f"Collected as of 2026-11-02 09:00 UTC by {AUDITOR} with trailgate 0.1.0."
    assert said in text.render(report, Page(width=200))
    assert said in markdown.render(report, Page())
    whence = f"{said[:-1]}, from https://sts.us-east-1.amazonaws.com."
    assert whence in html.render(report, Page()).replace("<wbr>", "")


def test_where_whence_is_asked_an_address_of_aws_is_told_too() -> None:
    said = collected_by(entry(), whence=True)
    assert said is not None
    assert said.endswith("with trailgate 0.1.0, from https://sts.us-east-1.amazonaws.com.")
    assert str(collected_by(entry(endpoint="http://[x"), whence=True)).endswith("which is no address of AWS.")
    assert collected_by(entry(endpoint=None), whence=True) == collected_by(entry(endpoint=None))
