"""The texts that the benchmark prescribes, each judged by what it means: for its own version, and for the newest."""

from __future__ import annotations

from typing import Any

import pytest

from tests.evaluator.languages.filter_pattern.oracle import belongs, verdict
from tests.evaluator.languages.filter_pattern.required import IDS, NEWEST, PRESCRIBED, records_of, required_of, told_apart
from tests.records import coverage
from trailgate_evaluator.cli.app import main
from trailgate_evaluator.languages.filter_pattern import describe, matches, parse
from trailgate_evaluator.languages.filter_pattern.answers.answer import answer

TEXTS = [
    pytest.param(one["number"], text, id=f"{one['number']}-{at}")
    for one in PRESCRIBED.values()
    for at, text in enumerate(one["texts"])
]
SINCE_5 = {"ModifySecurityGroupRules": "never"}
"""What the texts of 4.10 until 4.0.1 miss of what is asked since."""
BROAD = '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") }'
NARROW = BROAD.replace(" }", ' && ($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }')
SIX_GROUPS = next(one["text"] for one in PRESCRIBED[IDS["4.10"]]["texts"] if "cis_aws_4.0.1" in one["benchmarks"])


def _covered(number: str, text: str, benchmark: str | None) -> tuple[str, dict[str, str]]:
    """What `pattern` and a document say, which is one."""
    found = answer(text, required_of(number, benchmark))["controls"][IDS[number]]
    matched = {name: one["matched"] for name, one in found["records"].items()}
    described = coverage(text, required_of(number, benchmark))[IDS[number]]
    assert matched == {name: one["matched"] for name, one in described.items()}
    for name, one in found["records"].items():
        if one["counterexample"] is not None:
            assert belongs(one["counterexample"], records_of(number, benchmark)[name])
            assert not matches(parse(text), one["counterexample"])
    return found["covers"], matched


@pytest.mark.parametrize(("number", "text"), TEXTS)
def test_a_prescribed_text_is_valid_or_not_as_cloudwatch_logs_says(number: str, text: dict[str, Any]) -> None:
    found = answer(text["text"], required_of(number))
    assert found["valid"] is describe(text["text"], required_of(number))["valid"] is text["valid"]


@pytest.mark.parametrize(("number", "text"), TEXTS)
def test_a_prescribed_text_has_its_verdict_by_what_it_means(number: str, text: dict[str, Any]) -> None:
    for benchmark in told_apart(number, [*text["benchmarks"], NEWEST]):
        meant = {name: verdict(text["text"], specs) for name, specs in records_of(number, benchmark).items()}
        covers, matched = _covered(number, text["text"], benchmark)
        assert matched == meant, benchmark
        assert (covers == "yes") == (set(meant.values()) == {"always"})


@pytest.mark.parametrize(("number", "text"), TEXTS)
def test_a_valid_text_covers_what_its_version_asks_and_an_invalid_one_nothing(number: str, text: dict[str, Any]) -> None:
    for benchmark in told_apart(number, text["benchmarks"]):
        covers, matched = _covered(number, text["text"], benchmark)
        assert covers == ("yes" if text["valid"] else "no")
        assert set(matched.values()) == {"always" if text["valid"] else "never"}
    missed = {name: one for name, one in _covered(number, text["text"], NEWEST)[1].items() if one != "always"}
    if text["valid"]:
        assert missed == (SINCE_5 if number == "4.10" and text["benchmarks"][-1] < "cis_aws_5" else {})


@pytest.mark.parametrize(
    ("case", "code"),
    [
        ((SIX_GROUPS, "4.10", "cis_aws_4.0.1"), 0),
        ((SIX_GROUPS, "4.10", "cis_aws_5.0.0"), 1),
        ((SIX_GROUPS, "4.10", NEWEST), 1),
        ((NARROW, "4.2", "cis_aws_1.3.0"), 1),
        ((NARROW, "4.2", "cis_aws_1.4.0"), 0),
        ((BROAD, "4.2", NEWEST), 0),
    ],
)
def test_the_version_that_is_asked_for_decides(
    case: tuple[str, str, str | None], code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("TRAILGATE_CONTROL", raising=False)
    text, number, benchmark = case
    chosen = [] if benchmark is None else ["--benchmark", benchmark]
    assert main(["pattern", text, "--require", IDS[number], *chosen]) == code
    assert capsys.readouterr().out
