"""A report read back: what was edited by hand contradicts itself, and is refused with the place named."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from trailgate_evaluator.cli.app import main
from trailgate_evaluator.errors import InputError
from trailgate_evaluator.report.consistency import contradictions
from trailgate_evaluator.report.stored import read_report

if TYPE_CHECKING:
    from collections.abc import Callable

Json = dict[str, Any]
FIXTURES = Path(__file__).parents[3] / "fixtures"
SNAPSHOTS = (
    "fail_one_event_missing",
    "pass_muted",
    "pass_whole_chain",
    "unknown_alarms_refused",
    "pass_actions_disabled_composites_not_asked",
)


def evaluated(folder: Path, *arguments: str) -> Json:
    """The report on these inputs."""
    main(["evaluate", *arguments, "-o", str(folder / "report.json"), "--quiet"])
    report: Json = json.loads((folder / "report.json").read_bytes())
    return report


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Json:
    folder = tmp_path_factory.mktemp("stored")
    broken = folder / "broken.json"
    broken.write_text("{")
    given = [FIXTURES / "snapshots" / name / "snapshot.json" for name in SNAPSHOTS]
    return evaluated(folder, *map(str, [*given, broken]))


@pytest.mark.parametrize("options", [(), ("--require", "effective"), ("--fail-on", "regression")])
def test_a_report_as_it_was_made_never_contradicts_itself(tmp_path: Path, options: tuple[str, ...]) -> None:
    given = sorted(map(str, (*FIXTURES.glob("snapshots/*/snapshot.json"), *FIXTURES.glob("plans/*/plan.json"))))
    made = evaluated(tmp_path, *given[len(options) :: 3], *options)
    assert len(made["results"]) > 40
    assert list(contradictions(made)) == []


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("doctored_report_pass.json", "results[0]: status pass where the records make it fail"),
        ("doctored_report_summary.json", "inputs[0]: read, and without a result"),
    ],
)
def test_a_doctored_report_is_refused_and_the_contradiction_named(
    name: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["render", str(FIXTURES / "attacks" / name), "-o", str(tmp_path / "report.html")]) == 4
    assert told in capsys.readouterr().err
    assert not (tmp_path / "report.html").exists()


def results(index: int, **changes: Any) -> Callable[[Json], None]:
    return lambda report: report["results"][index].update(changes)


def outcome(index: int, value: str, by: str) -> Callable[[Json], None]:
    def change(report: Json) -> None:
        result = report["results"][index]
        report["summary"][result["outcome"]] -= 1
        report["summary"][value] += 1
        result.update(outcome=value, outcome_by=by)

    return change


def passed(report: Json) -> None:
    outcome(0, "pass", "law")(report)
    report["results"][0].update(status="pass", effective="yes")


def moved(report: Json) -> None:
    passed(report)
    records = report["results"][0]["records"]
    records["carried"], records["missing"] = sorted([*records["carried"], *records["missing"]]), []


def unbroken(report: Json) -> None:
    moved(report)
    report["results"][0]["breaks"] = []


def weaker(report: Json) -> None:
    report["results"][1].update(effective="yes")
    for chain in report["results"][1]["chains"]:
        chain["effective"] = "yes"


def shorter(report: Json) -> None:
    del report["results"][2]["chains"][0]["links"][3]


def swapped(report: Json) -> None:
    report["results"][2]["input"] = 1
    report["results"][1]["input"] = 2


def of_the_broken(report: Json) -> None:
    report["results"][2]["input"] = 5


def hiding(report: Json) -> None:
    report["results"][2]["gaps"] = report["results"][4]["gaps"]


def renamed(report: Json) -> None:
    report["results"][0]["breaks"][0]["code"] = "filter_none"


def excused(report: Json) -> None:
    outcome(0, "waived", "exception")(report)


def expired(report: Json) -> None:
    excused(report)
    report["results"][0]["exception"] = {"kind": "waiver", "owner": "x", "reason": "y", "expires": 1, "expired": True}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda report: report["summary"].update({"pass": 4}), "summary: 4 pass where the results make 3"),
        (lambda report: report["summary"].update({"unreadable": 0}), "summary: 0 unreadable where the results make 1"),
        (passed, "results[0]: status pass where the records make it fail"),
        (moved, "results[0]: records carried that are not those of the chains that hold"),
        (unbroken, "results[0]: records carried that are not those of the chains that hold"),
        (results(3, gaps=[]), "results[3]: gaps that are not those of the unknown records"),
        (hiding, "results[2]: gaps that are not those of the unknown records"),
        (results(4, effective="no"), "results[4]: gaps that are not those of the unknown records"),
        (results(4, gaps=[]), "results[4]: effective unknown where the chains make it no"),
        (results(0, breaks=[]), "results[0]: breaks that are not those of the missing records"),
        (results(2, chains=[]), "results[2]: records carried that are not those of the chains that hold"),
        (results(2, effective=None), "results[2]: effective None where the chains make it yes"),
        (results(1, effective="yes"), "results[1]: effective yes where the chains make it unknown"),
        (weaker, "results[1]: chains[0]: effective yes where its weaknesses make it unknown"),
        (shorter, "results[2]: chains[0]: holds without every link"),
        (outcome(0, "pass", "law"), "results[0]: outcome pass by law, which status fail does not give"),
        (outcome(0, "pass", "regression"), "results[0]: outcome pass by regression, which status fail does not give"),
        (outcome(2, "fail", "effective"), "results[2]: outcome fail by effective, which status pass does not give"),
        (excused, "results[0]: outcome waived by exception, which status fail does not give"),
        (expired, "results[0]: outcome waived by exception, which status fail does not give"),
        (swapped, "results[1]: made of another input than inputs[2]"),
        (of_the_broken, "results[2]: of an input that is not there or could not be read"),
        (
            lambda report: report["results"].append(report["results"][2]),
            "results[5]: the second of one control, input and account",
        ),
        (lambda report: report["results"].pop(), "inputs[4]: read, and without a result"),
        (lambda report: report["controls"].clear(), "results[0]: of a control that the report does not have"),
        (lambda report: report["inputs"][0].update(index=1), "inputs: not numbered in order"),
        (renamed, "results[0]: fingerprint"),
        (results(0, subject={"account": "444455556666", "partition": "aws", "touches_chain": True}), "results[0]: fingerprint"),
    ],
)
def test_whatever_is_edited_contradicts_something(
    report: Json, tmp_path: Path, change: Callable[[Json], None], told: str
) -> None:
    doctored = copy.deepcopy(report)
    change(doctored)
    path = tmp_path / "doctored.json"
    path.write_text(json.dumps(doctored))
    with pytest.raises(InputError, match="agrees with itself") as raised:
        read_report(str(path))
    assert told in raised.value.found


def test_a_report_that_was_not_touched_is_read(report: Json, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text(json.dumps(report))
    assert read_report(str(path)) == report
