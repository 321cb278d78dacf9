"""`pattern`, `fix` and `explain --walk` with an organisation's settings: what is excluded is asked for by none of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.aws.claims_exclusions import DEPLOY, FIXTURES, settings
from trailgate_evaluator.cli.app import main

PLACE = Path(__file__).parents[3] / "fixtures" / "exclusions"
OF_4_4 = ["--control", "4.4"]
SPARED = f'{{ ($.eventName = *) && (($.userIdentity.arn NOT EXISTS) || ($.userIdentity.arn != "{DEPLOY}*")) }}'
PIPELINE = str(PLACE / "pass_filter_spares_the_pipeline" / "settings.yaml")
IN_FORCE = ["--settings", PIPELINE, "--as-of", "2026-11-02T00:00:00Z"]


def answered(capfd: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    main(["pattern", *arguments, "--format", "json", *OF_4_4])
    told: dict[str, Any] = json.loads(capfd.readouterr().out)["controls"]["iam-policy-change-alarm"]
    return told


def test_a_pattern_that_spares_what_is_excluded_covers_the_control(capfd: pytest.CaptureFixture[str]) -> None:
    plain, spared = answered(capfd, SPARED), answered(capfd, SPARED, *IN_FORCE)
    assert (plain["covers"], "excluding" in plain) == ("no", False)
    assert (spared["covers"], spared["excluding"]) == ("yes", ["exclusions/0"])
    assert main(["pattern", SPARED, "--require", "4.4", *OF_4_4]) == 1
    assert main(["pattern", SPARED, "--require", "4.4", *OF_4_4, *IN_FORCE]) == 0
    assert "but what the settings exclude (exclusions/0)" in capfd.readouterr().out


def test_a_pattern_that_is_refused_says_whose_records_were_left_out(capfd: pytest.CaptureFixture[str]) -> None:
    assert answered(capfd, "{ $.eventName = ", *IN_FORCE)["excluding"] == ["exclusions/0"]


def test_an_exclusion_that_takes_nothing_of_a_pattern_s_records_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    late = ["--settings", PIPELINE, "--as-of", "2027-03-01T00:00:00Z"]
    assert answered(capfd, SPARED, *late)["covers"] == "no"
    assert main(["pattern", SPARED, *OF_4_4, *late]) == 0
    assert "exclusion exclusions/0 takes nothing here" in capfd.readouterr().err
    assert main(["pattern", SPARED, *OF_4_4, *IN_FORCE]) == 0
    assert "takes nothing" not in capfd.readouterr().err


def test_failed_calls_need_no_time(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "s.yaml").write_text("failed_calls: accepted\n")
    text = "{ ($.eventName = *) && ($.errorCode NOT EXISTS) }"
    told = answered(capfd, text, "--settings", str(tmp_path / "s.yaml"))
    assert (told["covers"], told["excluding"]) == ("yes", ["failed_calls"])


@pytest.mark.parametrize("fields", [("eventSource: {is: iam.amazonaws.com}",), ("eventName: {is: PutUserPolicy}",)])
def test_what_is_excluded_whole_is_counted_unless_nothing_would_be_left(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], fields: tuple[str, ...]
) -> None:
    (tmp_path / "s.yaml").write_text(settings("4.4", fields))
    told = answered(capfd, "{ $.eventName = * }", "--settings", str(tmp_path / "s.yaml"), "--as-of", "2026-11-02T00:00:00Z")
    assert ("excluding" in told) == (len(told["records"]) == 15)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--settings", PIPELINE], "--as-of TIME with --settings"),
        (["--as-of", "2026-11-02T00:00:00Z"], "--settings with --as-of"),
        (["--settings", PIPELINE, "--as-of", "yesterday"], "--as-of"),
    ],
)
def test_a_pattern_has_no_time_of_its_own(capfd: pytest.CaptureFixture[str], arguments: list[str], said: str) -> None:
    assert main(["pattern", SPARED, *arguments]) == 2
    assert said in capfd.readouterr().err


def test_a_fix_alarms_on_nothing_that_is_excluded(capfd: pytest.CaptureFixture[str]) -> None:
    folder = PLACE / "fail_filter_spares_records_without_the_field"
    given = [str(folder / "snapshot.json"), *OF_4_4, "--settings", str(folder / "settings.yaml")]
    assert main(["fix", *given]) == 0
    made = capfd.readouterr()
    (line,) = [line for line in made.out.splitlines() if line.strip().startswith('"filterPattern"')]
    text = json.loads("{" + line.strip().rstrip(",") + "}")["filterPattern"]
    assert f'($.userIdentity.arn NOT EXISTS) || ($.userIdentity.arn != "{DEPLOY}*")' in text
    assert made.err == ""
    assert main(["pattern", text, "--require", "4.4", *OF_4_4, *IN_FORCE]) == 0


def test_a_fix_says_what_it_cannot_leave_out(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "s.yaml").write_text(settings("4.4", ('userIdentity.arn: {like: "arn:[0-9]{12}:x"}',)))
    snapshot = str(PLACE / "fail_filter_spares_another_role" / "snapshot.json")
    assert main(["fix", snapshot, *OF_4_4, "--settings", str(tmp_path / "s.yaml")]) == 0
    assert (
        "trailgate: Metric filter iam-policy-changes also counts what the settings exclude (exclusions/0)"
        in capfd.readouterr().err
    )


def test_nothing_is_to_fix_where_the_settings_make_it_pass(capfd: pytest.CaptureFixture[str]) -> None:
    for fixture in FIXTURES:
        if fixture.name.startswith("pass_"):
            folder = PLACE / fixture.name
            control = fixture.expected["results"][0]["control"]
            assert (
                main(["fix", str(folder / "snapshot.json"), "--control", control, "--settings", str(folder / "settings.yaml")])
                == 0
            )
            assert "nothing to fix" in capfd.readouterr().err


def test_a_report_s_command_has_the_settings(capfd: pytest.CaptureFixture[str]) -> None:
    folder = PLACE / "fail_selector_leaves_out_another_role"
    given = [str(folder / "snapshot.json"), "--settings", str(folder / "settings.yaml"), "--as-of", "2026-11-02T00:00:00Z"]
    assert main(["evaluate", *given, *OF_4_4]) == 1
    command = f"trailgate fix {given[0]} --settings {given[2]} --as-of 2026-11-02T00:00:00Z"
    assert command in " ".join(capfd.readouterr().out.split())
    assert main(["evaluate", *given, "--control", "*"]) == 1
    assert f"trailgate evaluate {given[0]} --settings {given[2]}" in " ".join(capfd.readouterr().out.split())


def test_a_walk_is_that_of_what_is_left(capfd: pytest.CaptureFixture[str]) -> None:
    folder = PLACE / "pass_selector_leaves_out_the_pipeline"
    walk = ["explain", "--walk", "CreatePolicy", str(folder / "snapshot.json"), "--format", "json"]
    assert main(walk) == 0
    assert _best(capfd)["break"] == "trail_selector_conditional"
    assert main([*walk, "--settings", str(folder / "settings.yaml")]) == 0
    assert _best(capfd)["value"] == "holds"
    assert main([*walk, "--settings", str(folder / "settings.yaml"), "--as-of", "2027-03-01T00:00:00Z"]) == 0
    assert _best(capfd)["value"] == "not"


def _best(capfd: pytest.CaptureFixture[str]) -> dict[str, Any]:
    entries = json.loads(capfd.readouterr().out)["controls"]["iam-policy-change-alarm"]
    (found,) = [entry["value"] for entry in entries if entry["rule"].endswith("calculus.best")]
    told: dict[str, Any] = found
    return told


def test_a_record_that_is_excluded_whole_has_no_walk(capfd: pytest.CaptureFixture[str]) -> None:
    folder = PLACE / "pass_filter_without_an_excluded_call"
    given = [str(folder / "snapshot.json"), "--settings", str(folder / "settings.yaml")]
    assert main(["explain", "--walk", "PutUserPolicy", *given]) == 2
    assert "which they exclude whole" in capfd.readouterr().err


@pytest.mark.parametrize("option", ["--settings", "--as-of"])
def test_an_explanation_of_the_law_reads_no_settings(capfd: pytest.CaptureFixture[str], option: str) -> None:
    assert main(["explain", "4.4", option, "2026-11-02T00:00:00Z"]) == 2
    assert f"{option} with --walk" in capfd.readouterr().err
