"""What is said of each kind of result, as it was last read by a person: tests/conformance/said.txt, made anew by `--golden`.

A kind is an origin, a status, what is weak, broken or unknown, and the outcome that options make of it. The file has one of
each that the fixtures give; only what holds, what is not reached, and records that slip through are left out of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.asking import of_one
from trailgate_evaluator import __version__
from trailgate_evaluator.engine import Engine, open_engine
from trailgate_evaluator.evaluation.run import judge
from trailgate_evaluator.formats import text
from trailgate_evaluator.formats.page import Page
from trailgate_evaluator.inputs import read
from trailgate_evaluator.report.build import build

Json = dict[str, Any]

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
SAID = Path(__file__).with_name("said.txt")
TITLE = re.compile(r"^## (?P<input>\S+)(?: (?P<options>\{.*\}))?$", re.MULTILINE)
LEFT_OUT = re.compile(r'^(  [✓·] .*|    [» ] ".*|    A record that slips through.*|\s*)$')
VARIANTS: dict[str, Json] = {
    "snapshots/pass_actions_disabled/snapshot.json": {"require_effective": True},
    "snapshots/pass_muted/snapshot.json": {"require_effective": True},
    "plans/08_destroy_filter/plan.json": {"fail_on": "regression"},
    "plans/25e_no_subscription/plan.json": {"fail_on": "regression"},
    "plans/11_no_chain/plan.json": {"fail_on": "regression"},
    "plans/04a_topic_arn_root_variable/plan.json": {"fail_on": "regression", "account": "111122223333"},
}


@dataclass(frozen=True)
class Case:
    """An input below the fixtures, with the options that it is judged with."""

    input: str
    options: Json = field(default_factory=dict)

    @property
    def title(self) -> str:
        told = f" {json.dumps(self.options, sort_keys=True)}" if self.options else ""
        return f"## {self.input}{told}"


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine("wasm") as opened:
        yield opened


def every_case() -> Iterator[Case]:
    for pattern in ("snapshots/*/snapshot.json", "found/*/*.json", "plans/*/plan.json", "sources/*/plan.json"):
        for path in sorted(FIXTURES.glob(pattern)):
            folder = path.parent / "src"
            options = {"source": str(folder.relative_to(FIXTURES))} if pattern.startswith("sources") else {}
            yield Case(str(path.relative_to(FIXTURES)), options)
    for trial in json.loads((FIXTURES / "plan_trials" / "cases.json").read_bytes()):
        if "exit" not in trial:
            beside = {key: f"plan_trials/{trial[key]}" for key in ("baseline", "graph") if key in trial}
            yield Case(f"plan_trials/{trial['input']}", beside)
    for name, options in VARIANTS.items():
        yield Case(name, options)


def report_of(engine: Engine, case: Case) -> Json:
    beside: Json = {
        key: str(FIXTURES / value) if key in {"source", "baseline", "graph"} else value for key, value in case.options.items()
    }
    choices = of_one(**beside)
    judged = judge(read([str(FIXTURES / case.input)], choices.plan_files), engine, choices, lambda _: None)
    told = {key: value for key, value in case.options.items() if key in {"source", "baseline", "graph"}}
    entries = [{**entry, "name": case.input, "options": told} for entry in judged.inputs]
    return build(
        version=__version__,
        policies=judged.policies,
        engine=judged.engine,
        controls=judged.controls,
        inputs=entries,
        results=judged.results,
    )


def kind_of(case: Case, result: Json) -> tuple[Any, ...]:
    weak = {(one["code"], one["effect"], "gap" in one["detail"]) for chain in result["chains"] for one in chain["weaknesses"]}
    options = sorted(name for name in case.options if name not in {"source", "baseline", "graph"})
    return (
        *(result["origin"], result["status"], result["effective"], result["outcome"], str(options)),
        *(result["subject"]["touches_chain"], result["subject"].get("account_by"), str(sorted(weak))),
        str(sorted({found["code"] for found in result["breaks"]})),
        str(sorted({(gap["reason"], gap["id"] is None) for gap in result["gaps"]})),
    )


def said(report: Json) -> str:
    told, _, _foot = text.render(report, Page(width=130)).rpartition("\n\n")
    lines = told.splitlines()
    return "\n".join(line for line in lines if not LEFT_OUT.match(line))


def written(engine: Engine) -> str:
    """One of each kind, in the order of the fixtures."""
    kinds: set[tuple[Any, ...]] = set()
    blocks = []
    for case in every_case():
        report = report_of(engine, case)
        (result,) = report["results"]
        if (kind := kind_of(case, result)) not in kinds:
            kinds.add(kind)
            blocks.append(f"{case.title}\n{said(report)}\n")
    return "\n".join(blocks)


def test_what_is_said_was_read_by_a_person(engine: Engine, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--golden"):
        SAID.write_text(written(engine), encoding="utf-8")
    reviewed = SAID.read_text("utf-8")
    cases = [Case(found["input"], json.loads(found["options"] or "{}")) for found in TITLE.finditer(reviewed)]
    assert len(cases) > 100
    assert "\n".join(f"{case.title}\n{said(report_of(engine, case))}\n" for case in cases) == reviewed


def test_nothing_that_is_said_contradicts_itself() -> None:
    """Pairs of sentences that cannot stand in one result."""
    for block in SAID.read_text("utf-8").split("\n\n"):
        told = " ".join(block.split())
        for one, other in (
            ("would reach a person.", "only after its recipient has confirmed"),
            ("would reach a person.", "cannot be told"),
            ("not every mute rule could be read", "Take the alarm out of the mute rule"),
            ("touches no resource of the chain", "No trail records this account"),
            ("never leaves ALARM", "let it return to OK"),
            ("is a FIFO topic: it delivers to queues only", "Subscribe a person (e-mail"),
            ("the input does not hold it", "State plainly in the key's policy"),
            ("✗ fail", "The control passes"),
            ("account not stated", "(assumed"),
        ):
            assert not (one in told and other in told), block
