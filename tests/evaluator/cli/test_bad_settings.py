"""Settings with mistakes in what they exclude: what cannot be meant is refused with its place, what takes nothing is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from trailgate_evaluator.cli.app import main

SNAPSHOT = "fixtures/snapshots/pass_whole_chain/snapshot.json"
GOOD = """\
exclusions:
  - id: pipeline
    control: iam-policy-change-alarm
    fields:
      userIdentity.arn: {is: x}
    owner: Platform
    reason: It changes policies all day.
    expires: 2027-01-31
"""
AGAIN = GOOD.partition("\n")[2]


def said(tmp_path: Path, capfd: pytest.CaptureFixture[str], text: str) -> tuple[int, str]:
    (tmp_path / "settings.yaml").write_text(text, "utf-8")
    code = main(["evaluate", SNAPSHOT, "--control", "4.4", "--settings", str(tmp_path / "settings.yaml")])
    shown = capfd.readouterr()
    return code, " ".join(f"{shown.out} {shown.err}".split())


@pytest.mark.parametrize(
    ("old", "new", "place", "expected", "found"),
    [
        ("reason: It changes policies all day.", 'reason: ""', "0/reason", "1 to 2000 characters", "one of 0"),
        ("    owner: Platform\n", "", "0", "owner", "none"),
        ("    expires: 2027-01-31\n", "", "0", "expires", "none"),
        ("2027-01-31", '"2027-01-31"', "0/expires", "without quotes", "a text"),
        ("2027-01-31", "2027-01-31\n    from: 2027-02-01", "0/expires", "a time after `from`", "one that is not"),
        ("control: iam-policy-change-alarm", "control: 4.4", "0/control", "a text", "a number"),
        ("{is: x}", "x", "0/fields/userIdentity.arn", "{is: TEXT}", "a text"),
        ("{is: x}", "{equals: x}", "0/fields/userIdentity.arn", "is, one_of, like, not, kinds", "'equals'"),
        ("{is: x}", "{is: x, like: y}", "0/fields/userIdentity.arn", "one of is", "is and like"),
        ("{is: x}", "{absent: true}", "0/fields/userIdentity.arn", "like with not", "none of them"),
        ("{is: x}", "{is: 2027-01-31}", "0/fields/userIdentity.arn/is", "in quotes, where it looks like a date", "a date"),
        ("{is: x}", "{one_of: []}", "0/fields/userIdentity.arn", "a list", "[]"),
        ("{is: x}", "{one_of: x}", "0/fields/userIdentity.arn/one_of", "a list", "a text"),
        ("{is: x}", '{like: "(x"}', "0/fields/userIdentity.arn", "a regular expression", "(x"),
        ("{is: x}", "{kinds: [text]}", "0/fields/userIdentity.arn", "kinds", "text"),
        ("userIdentity.arn", "userIdentity..arn", "0/fields/userIdentity..arn", "its dotted path", "userIdentity..arn"),
        ("userIdentity.arn", "userIdentity[0]", "0/fields/userIdentity[0]", "its dotted path", "userIdentity[0]"),
        ("fields:\n      userIdentity.arn: {is: x}", "fields: [userIdentity.arn]", "0/fields", "1 to 16 fields", "a list"),
        ("id: pipeline", "id: failed_calls", "0/id", "an id of its own", "failed_calls"),
        ("id: pipeline", "name: pipeline", "0", "only the keys", "'name'"),
        (GOOD, GOOD + AGAIN, "", "every id once", "'pipeline' twice"),
        (GOOD, "exclusions: {a: b}\n", "", "a list", "keys with values"),
        (GOOD, "exclusions:\n  - pipeline\n", "0", "keys with values", "a text"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_place(  # noqa: PLR0917 - the parts of an error
    tmp_path: Path, capfd: pytest.CaptureFixture[str], old: str, new: str, place: str, expected: str, found: str
) -> None:
    assert old in GOOD
    code, shown = said(tmp_path, capfd, GOOD.replace(old, new))
    assert code == 4
    where, _, told = shown.partition(": expected ")
    assert where.endswith(f"settings.yaml#/exclusions{'/' if place else ''}{place}")
    wanted, _, got = told.partition(", found ")
    assert expected in wanted
    assert found in got
    assert "docs/settings.md has an example" in got


@pytest.mark.parametrize("value", ["maybe", "true", "[accepted]", "Accepted"])
def test_failed_calls_are_required_or_accepted(tmp_path: Path, capfd: pytest.CaptureFixture[str], value: str) -> None:
    code, shown = said(tmp_path, capfd, f"failed_calls: {value}\n")
    assert code == 4
    assert "settings.yaml#/failed_calls: expected required or accepted, found " in shown


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("iam-policy-change-alarm", "iam-policy-change-alrm", "names a control that is not here: it wants the id"),
        ("iam-policy-change-alarm", '"4.4"', "names a control that is not here: it wants the id"),
        ("userIdentity.arn: {is: x}", "eventName: {is: PutUserPolciy}", "no record of the control holds such fields"),
        ("userIdentity.arn: {is: x}", 'readOnly: {is: "false"}', "no record of the control holds such fields"),
        ("userIdentity.arn: {is: x}", "eventSource: {like: iam.*}", "nothing would be left of the control"),
        ("2027-01-31", "2026-01-31", "has expired"),
        ("2027-01-31", "2027-01-31\n    from: 2027-01-01", "is not in force yet"),
        ("    owner", '    accounts: ["444455556666"]\n    owner', "is about no account or control here"),
    ],
)
def test_what_takes_nothing_changes_nothing_and_is_told(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], old: str, new: str, sentence: str
) -> None:
    assert old in GOOD
    code, shown = said(tmp_path, capfd, GOOD.replace(old, new))
    assert code == 0
    assert f"Exclusion pipeline {sentence}" in shown.replace("excludes nothing: ", "").replace("does not count, because ", "")
    assert "Not asked for" not in shown


def test_exclusions_that_overlap_are_each_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    wider = AGAIN.replace("pipeline", "all").replace("{is: x}", "{like: x.*}").replace("Platform", "Security")
    code, shown = said(tmp_path, capfd, GOOD + wider)
    assert code == 0
    assert "Not asked for by Platform until 2027-01-31: records whose userIdentity.arn is x" in shown
    assert "Not asked for by Security until 2027-01-31: records whose userIdentity.arn is any text like x.*" in shown
