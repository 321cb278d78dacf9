"""Records that an organisation accepts that nobody hears of: what is left of a control, and what a report says of it."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.judging import rows
from tests.evaluator.formats.showing import shown
from trailgate_evaluator.cli.app import main
from trailgate_evaluator.errors import InputError
from trailgate_evaluator.evaluation.choices import Choices
from trailgate_evaluator.evaluation.evaluating import evaluate_inputs
from trailgate_evaluator.formats.page import Page
from trailgate_evaluator.formats.table import FORMATS

Json = dict[str, Any]
FIXTURES = Path(__file__).parents[3] / "fixtures"
PASSES = FIXTURES / "snapshots" / "pass_whole_chain" / "snapshot.json"
DEPLOY = "arn:aws:iam::111122223333:user/deploy"
SPARED = f'($.userIdentity.arn NOT EXISTS) || ($.userIdentity.arn != "{DEPLOY}")'
EXCLUSION = f"""
exclusions:
  - id: pipeline
    control: iam-policy-change-alarm
    fields:
      userIdentity.arn: {{is: "{DEPLOY}"}}
    owner: Platform Team
    reason: It changes policies all day.
    expires: 2027-01-31
"""


def judged(tmp_path: Path, clause: str | None, settings: str | None, **choices: Any) -> Json:
    """The result of 4.4 on the account with everything right, but for a clause more in its filter, and of the report."""
    snapshot = json.loads(PASSES.read_bytes())
    for found in rows(snapshot, "DescribeMetricFilters", "metricFilters") if clause is not None else ():
        found["filterPattern"] = f"{{ ({found['filterPattern'].strip()[1:-1]}) && ({clause}) }}"
    path = tmp_path / "snapshot.json"
    path.write_text(json.dumps(snapshot), "utf-8")
    file = None
    if settings is not None:
        (tmp_path / "settings.yaml").write_text(settings, "utf-8")
        file = str(tmp_path / "settings.yaml")
    usual: Json = {"controls": ("iam-policy-change-alarm",), "settings": file}
    report = evaluate_inputs([str(path)], Choices(**{**usual, **choices}))
    return {"result": report["results"][0], "report": report}


def status(tmp_path: Path, clause: str | None, settings: str | None, **choices: Any) -> str:
    told: str = judged(tmp_path, clause, settings, **choices)["result"]["status"]
    return told


def test_a_filter_that_spares_just_what_is_excluded_passes(tmp_path: Path) -> None:
    assert status(tmp_path, SPARED, None) == "fail"
    assert status(tmp_path, SPARED, EXCLUSION) == "pass"
    assert status(tmp_path, SPARED, EXCLUSION, engine="both") == "pass"
    assert status(tmp_path, None, EXCLUSION) == "pass"


def test_a_bare_inequality_still_loses_records_without_the_field(tmp_path: Path) -> None:
    result = judged(tmp_path, f'$.userIdentity.arn != "{DEPLOY}"', EXCLUSION)["result"]
    assert result["status"] == "fail"
    assert "arn" not in result["breaks"][0]["detail"]["counterexample"].get("userIdentity", {})


@pytest.mark.parametrize(
    "clause",
    [
        '($.userIdentity.arn NOT EXISTS) || ($.userIdentity.arn != "arn:aws:iam::111122223333:user/*")',
        f'($.userIdentity.arn NOT EXISTS) || ($.userIdentity.arn != "{DEPLOY}" && $.userIdentity.arn != "other")',
        f"({SPARED}) && ($.errorCode NOT EXISTS)",
    ],
)
def test_a_wider_hole_fails(tmp_path: Path, clause: str) -> None:
    assert status(tmp_path, clause, EXCLUSION) == "fail"


def test_a_language_of_texts_may_be_excluded(tmp_path: Path) -> None:
    settings = EXCLUSION.replace(f'{{is: "{DEPLOY}"}}', '{like: "arn:aws:sts::.*:assumed-role/deploy/.*"}')
    clause = '($.userIdentity.arn NOT EXISTS) || ($.userIdentity.arn != "arn:aws:sts::*:assumed-role/deploy/*")'
    assert status(tmp_path, clause, settings) == "pass"
    assert status(tmp_path, clause, settings.replace("::.*:", "::[0-9]{12}:")) == "fail"


def test_two_fields_are_excluded_only_together(tmp_path: Path) -> None:
    both = EXCLUSION.replace("    owner:", '      sourceIPAddress: {is: "192.0.2.1"}\n    owner:')
    assert status(tmp_path, SPARED, both) == "fail"
    assert status(tmp_path, f'({SPARED}) || ($.sourceIPAddress != "192.0.2.1")', both) == "pass"


def test_an_excluded_call_is_not_required(tmp_path: Path) -> None:
    settings = EXCLUSION.replace("userIdentity.arn", "eventName").replace(DEPLOY, "PutUserPolicy")
    result = judged(tmp_path, '$.eventName != "PutUserPolicy"', settings)["result"]
    assert (result["status"], len(result["records"]["carried"])) == ("pass", 15)
    assert (result["exclusions"][0]["records"], result["exclusions"][0]["whole"]) == (["PutUserPolicy"], ["PutUserPolicy"])


@pytest.mark.parametrize(
    ("change", "state"),
    [
        (("expires: 2027-01-31", "expires: 2026-01-31"), "expired"),
        (("expires: 2027-01-31", "from: 2027-01-01\n    expires: 2027-01-31"), "future"),
        (("    fields:", '    accounts: ["444455556666"]\n    fields:'), "unmatched"),
        ((f'userIdentity.arn: {{is: "{DEPLOY}"}}', "eventName: {is: RunInstances}"), "no_record"),
        ((f'userIdentity.arn: {{is: "{DEPLOY}"}}', "eventSource: {is: iam.amazonaws.com}"), "leaves_nothing"),
    ],
)
def test_what_does_not_count_changes_nothing_and_is_said(tmp_path: Path, change: tuple[str, str], state: str) -> None:
    told = judged(tmp_path, SPARED, EXCLUSION.replace(*change))
    assert told["result"]["status"] == "fail"
    assert [one["state"] for one in told["result"]["exclusions"]] == [state]
    assert "Exclusion pipeline" in FORMATS["text"].load()(told["report"], Page())


def test_failed_calls_may_be_accepted(tmp_path: Path) -> None:
    clause = "$.errorCode NOT EXISTS"
    missed = judged(tmp_path, clause, None)["result"]
    assert [one["code"] for one in missed["breaks"]] == ["filter_misses_failed_calls"]
    assert status(tmp_path, clause, "failed_calls: required") == "fail"
    assert status(tmp_path, clause, "failed_calls: accepted") == "pass"
    assert status(tmp_path, '$.errorCode = "x"', "failed_calls: accepted") == "fail"


def test_controls_that_ask_for_failed_calls_do_so_still(tmp_path: Path) -> None:
    (tmp_path / "settings.yaml").write_text("failed_calls: accepted", "utf-8")
    choices = Choices(settings=str(tmp_path / "settings.yaml"))
    report = evaluate_inputs([str(FIXTURES / "controls" / "pass_all" / "snapshot.json")], choices)
    excluded = {one["control"] for one in report["results"] if any(found["records"] for found in one["exclusions"])}
    assert {one["status"] for one in report["results"]} == {"pass"}
    assert "iam-policy-change-alarm" in excluded
    assert not excluded & {"unauthorized-api-call-alarm", "console-authentication-failure-alarm"}


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_format_says_whose_word_a_pass_rests_on(tmp_path: Path, name: str) -> None:
    report = judged(tmp_path, SPARED, EXCLUSION)["report"]
    told = " ".join(shown(name, report).split())
    assert "Platform Team" in told
    assert "2027-01-31" in told or "1801353600" in told


def test_formats_that_list_findings_have_a_note_of_a_pass_by_an_exclusion(tmp_path: Path) -> None:
    report = judged(tmp_path, SPARED, EXCLUSION)["report"]
    told = "Not asked for by Platform Team until 2027-01-31"
    (sarif,) = json.loads(FORMATS["sarif"].load()(report, Page()))["runs"][0]["results"]
    assert (sarif["kind"], sarif["level"], sarif["ruleId"]) == ("informational", "none", "iam-policy-change-alarm/excluded")
    assert told in sarif["message"]["text"]
    (issue,) = json.loads(FORMATS["gitlab"].load()(report, Page()))
    assert (issue["severity"], issue["check_name"], told in issue["description"]) == (
        "info", "iam-policy-change-alarm/excluded", True,
    )  # fmt: skip
    (notice, _) = str(FORMATS["github"].load()(report, Page())).splitlines()
    assert notice.startswith("::notice title=trailgate")
    assert told in notice


def test_a_pass_by_accepted_failed_calls_is_told_in_those_formats_too(tmp_path: Path) -> None:
    report = judged(tmp_path, "$.errorCode NOT EXISTS", "failed_calls: accepted")["report"]
    for name in ("sarif", "gitlab", "github"):
        shown = str(FORMATS[name].load()(report, Page()))
        told, _, advice = shown.partition("Leave `failed_calls` out")
        assert ("calls that failed" in told, bool(advice)) == (True, True), name


def test_those_formats_tell_no_exclusion_that_does_not_count_nor_of_a_fail(tmp_path: Path) -> None:
    late = judged(tmp_path, None, EXCLUSION.replace("2027-01-31", "2026-01-31"))["report"]
    wide = judged(tmp_path, f'$.userIdentity.arn != "{DEPLOY}"', EXCLUSION)["report"]
    for report, name in product((late, wide), ("sarif", "gitlab", "github")):
        assert "Platform Team" not in str(FORMATS[name].load()(report, Page())), name


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("{}", "1 to 16 fields"),
        ("{userIdentity.arn: {}}", "spec"),
        ('{userIdentity.arn: {like: "("}}', "regular expression"),
        ("{a b: {is: x}}", "dotted path"),
        (
            '{eventName: {kinds: [absent, string, number, boolean, object, array, "null"]}}',
            "some record does not have",
        ),
    ],
)
def test_fields_that_are_none_are_refused_with_their_place(tmp_path: Path, fields: str, expected: str) -> None:
    block = EXCLUSION.split("    fields:", maxsplit=1)[0] + f"    fields: {fields}\n" + EXCLUSION[EXCLUSION.index("    owner:") :]
    with pytest.raises(InputError) as refused:
        judged(tmp_path, None, block)
    assert "#/exclusions/0/fields" in refused.value.where
    assert expected in f"{refused.value.expected} {refused.value.found}" or expected == "spec"


def test_the_fix_spares_what_is_excluded_and_no_more(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert status(tmp_path, f'$.userIdentity.arn != "{DEPLOY}"', EXCLUSION) == "fail"
    assert main(["fix", str(tmp_path / "snapshot.json"), "--control", "4.4"]) == 0
    assert "put-metric-filter" in capfd.readouterr().out
