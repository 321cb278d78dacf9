"""What each pattern costs to decide, in the steps of work that the bounds count: the same on every machine.

A search that forgets what it has seen gives the same answers more slowly, until a bound cuts them off: here it shows at once.
`make golden` writes the numbers anew; read the difference.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.evaluator.languages.filter_pattern.nasty import NASTY, REQUIRED
from tests.evaluator.languages.filter_pattern.required import IDS, every_record, newest_texts
from tests.records import control
from trailgate_evaluator.languages.filter_pattern import describe
from trailgate_evaluator.languages.filter_pattern.answers.caches import clear_caches
from trailgate_evaluator.languages.filter_pattern.answers.requirements import Requirements, requirements
from trailgate_evaluator.languages.filter_pattern.decision.decide import STEPS
from trailgate_evaluator.languages.filter_pattern.decision.work import Work

SUITE = Path(__file__).parents[4] / "fixtures" / "patterns"
GOLDEN = Path(__file__).parent / "work.json"


Asked = tuple[str, list[str], Requirements]
"""A name, the patterns that are decided one after the other, and what they are decided against."""


def _asked() -> Iterator[Asked]:
    for name in ("decision", "designed", "public", "slowest"):
        read = json.loads((SUITE / f"{name}.json").read_text(encoding="utf-8"))
        for case in read["cases"]:
            yield f"{name}: {case.get('name', case['pattern'])}", [case["pattern"]], control(read["model"])
    for name, text in NASTY.items():
        yield f"nasty: {name}", [text], REQUIRED
    yield from _of_every_control()


def _of_every_control() -> Iterator[Asked]:
    """The newest texts of the controls, each against the records of all of them, and all together as one account has them."""
    every = requirements(every_record())
    texts = {number: newest_texts(number) for number in IDS}
    for number, ones in texts.items():
        yield f"every control: {number}", ones, every
    yield "every control: all", [ones[0] for ones in texts.values()], every


def test_each_pattern_costs_the_work_that_was_reviewed(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    spent = 0
    spend = Work.spend

    def counted(self: Work, steps: int = 1) -> None:
        nonlocal spent
        spent += steps
        spend(self, steps)

    monkeypatch.setattr(Work, "spend", counted)
    found: dict[str, int] = {}
    for name, texts, required in _asked():
        clear_caches()
        spent = 0
        for text in texts:
            describe(text, required)
        found[name] = spent
    if request.config.getoption("--golden"):
        GOLDEN.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert found == json.loads(GOLDEN.read_text(encoding="utf-8"))
    # All records of a pattern in use cost less than a single decision may, and so do those of an account's fifteen.
    in_use = [steps for name, steps in found.items() if name.startswith(("designed: ", "public: ", "every control: "))]
    assert max(in_use) < STEPS
