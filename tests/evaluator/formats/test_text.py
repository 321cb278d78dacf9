"""The text for people: a line a control, the chain, what to do; nothing a terminal cannot show."""

from __future__ import annotations

import re

import pytest

from tests.evaluator.formats import hostile
from tests.evaluator.formats.estates import estate, number
from tests.evaluator.report import samples
from trailgate_evaluator.formats.github import render as github
from trailgate_evaluator.formats.page import Page
from trailgate_evaluator.formats.text import render


def test_a_pass_shows_its_chain_and_says_that_it_would_reach_a_person() -> None:
    shown = render(samples.report(("111122223333", samples.passing())), Page())
    assert shown.splitlines()[0].startswith("✓ pass, effective yes  IAM policy changes raise an alarm  111122223333.json")
    assert [line[:3] for line in shown.splitlines() if line[:3] in {"  ✓", "  ✗", "  !", "  ?"}] == ["  ✓"] * 7
    assert "The first real change would reach a person." in " ".join(shown.split())
    assert "email:security@example.com" in shown
    assert "What to do" not in shown


def test_a_fail_shows_the_first_broken_link_its_reason_and_a_record_that_slips_through() -> None:
    shown = render(samples.report(("444455556666", samples.failing())), Page())
    lines = shown.splitlines()
    assert lines[0].startswith("✗ fail")
    assert "1 of 3 required records can go unnoticed: PutUserPolicy." in lines[1]
    broken = lines.index("  ✗ metric filter  iam-changes")
    assert "The clause to blame is $.errorCode NOT EXISTS." in " ".join(line.strip() for line in lines[broken + 1 : broken + 3])
    marked = [line.strip() for line in lines if line.strip().startswith("»")]
    assert marked == ['» "eventName": "PutUserPolicy"', '» "errorCode": "AccessDenied"']
    assert "  · topic" in lines


def test_an_unknown_says_what_was_refused_and_what_would_settle_it() -> None:
    shown = " ".join(render(samples.report(("777788889999", samples.unknown())), Page()).split())
    assert "AWS refused cloudwatch:DescribeAlarms in us-east-1" in shown
    assert "AccessDenied: not authorized" in shown
    assert "Grant the collector this permission" in shown


def test_quiet_is_one_line_for_each_control_of_an_input() -> None:
    report = samples.every_outcome()
    assert len(render(report, Page(quiet=True)).splitlines()) == len(report["results"]) + 1


def test_without_colour_there_is_no_escape_and_with_it_there_is() -> None:
    report = samples.every_outcome()
    assert "\x1b" not in render(report, Page())
    coloured = render(report, Page(colour=True))
    assert re.sub(r"\x1b\[\d*m", "", coloured) == render(report, Page())
    assert "\x1b[31m✗\x1b[0m fails: trail: No trail" in coloured
    assert "\x1b[31m✗ fail\x1b[0m" in render(report, Page(colour=True, details=True))


def test_where_only_ascii_fits_every_character_is_ascii() -> None:
    shown = render(samples.every_outcome(), Page(unicode=False))
    assert shown.isascii()
    assert "x fails" in shown
    assert "+ reaches a person" in shown


@pytest.mark.parametrize("width", [40, 80, 160])
def test_sentences_are_broken_at_the_width(width: int) -> None:
    lines = render(samples.report(("777788889999", samples.unknown())), Page(width=width)).splitlines()
    sentences = [line for line in lines[1:] if line.startswith("    ")]
    assert sentences
    assert all(len(line) <= width or " " not in line.strip() for line in sentences)


def test_many_accounts_stand_under_what_is_so_of_them_and_each_cause_is_told_once() -> None:
    shown = render(estate([0, 2, 0, 1, 5, 0]), Page(width=160))
    lines = shown.splitlines()
    head = lines.index("✗ fails: metric filter iam-changes: Filter misses some records (1 of 3 records: PutUserPolicy)")
    assert [line.split()[0] for line in lines[head + 1 : head + 4]] == [number(0), number(2), number(5)]
    assert lines[head + 1].split()[1] == "(team-0)"
    assert "~ waived: Waived by Ada until 2026-11-30: Moves next week." in lines
    assert shown.count("Widen the clause to blame") == 1
    assert "  1. ✗ 3 accounts: metric filter iam-changes: Filter misses some records (1 of 3 records: PutUserPolicy)" in lines
    assert "What to do" not in render(estate([2, 2]), Page())
    assert len(render(estate([0, 0]), Page(details=True)).splitlines()) > 2 * 15


def test_a_title_stands_over_many_accounts() -> None:
    assert render(estate([0, 2]), Page(title="Acme, Q4")).startswith("Acme, Q4\n")


def test_a_waiver_names_its_owner_and_its_end() -> None:
    shown = render(samples.report(("444455556666", samples.excepted())), Page())
    assert "~ waived (fail)" in shown
    assert "Waived by Ada until 2026-11-30: Moves next week." in shown


def test_statements_that_count_for_nothing_are_told() -> None:
    report = samples.report(("1", samples.failing("1")), ("2", samples.failing("2")))
    states = [("waiver", "move", "future"), ("waiver", "other", "unmatched"), ("attestation", "siem", "undated")]
    for result in report["results"]:
        result["exceptions"] = [{"kind": kind, "id": name, "state": state} for kind, name, state in states]
    report["results"][0]["exceptions"][1]["state"] = "expired"
    shown = render(report, Page(details=True))
    assert "2 accounts: 4.4: Waiver move is not in force yet." in render(report, Page())
    assert "account 1: 4.4: Waiver other has expired." in render(report, Page())
    assert shown.count("Waiver move is not in force yet.") == 2
    assert shown.count("Waiver other has expired.") == 1
    assert "is about no account or control here" not in shown
    report["results"][0]["exceptions"][1]["state"] = "unmatched"
    assert render(report, Page()).count("Waiver other is about no account or control here.") == 1


def test_an_input_that_cannot_be_read_says_why_and_what_to_do() -> None:
    shown = render(samples.report(unreadable=True), Page())
    assert "✗ cannot read  broken.json  Expected a JSON object, found nothing. Make it again." in shown


def is_command(line: str) -> bool:
    """Whether the runner of a CI service would obey the line: as actions/runner, blanks before `::` aside, and `##[` anywhere."""
    bare = re.sub(r"\x1b\[\d*m", "", line).lstrip()
    return bare.startswith("::") or re.search(r"##[A-Za-z]*\[", line) is not None


@pytest.mark.parametrize("text", [one for one in hostile.HOSTILE if "::" in one or "##" in one], ids=ascii)
def test_no_line_is_a_command_to_a_ci_service(text: str) -> None:
    report = hostile.report(text)
    for width in (20, 30, *range(40, 132)):
        for page in (
            Page(width=width),
            Page(width=width, unicode=False),
            Page(width=width, colour=True),
            Page(width=width, quiet=True),
        ):
            assert not [line for line in render(report, page).splitlines() if is_command(line)]


@pytest.mark.parametrize("text", hostile.HOSTILE, ids=lambda one: ascii(one[:30]))
def test_an_annotation_is_one_command_of_ours(text: str) -> None:
    for line in github(hostile.report(text), Page()).split("\n"):
        assert re.match(r"::(error|warning|notice) [^:]*::|trailgate: |$", line), line
        assert re.search(r"##[A-Za-z]*\[", line) is None
