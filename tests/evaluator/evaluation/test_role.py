"""The role of an account in its organization: what the input tells of it counts, and what was given is said."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from trailgate_evaluator.cli.app import main

PASSING = Path(__file__).parents[3] / "fixtures/controls/pass_all/snapshot.json"
ACCOUNT = "111122223333"


def told(tmp_path: Path, manager: str | None) -> str:
    """A snapshot whose account is told to be in the organization of that manager; None where nobody tells."""
    snapshot = json.loads(PASSING.read_text("utf-8"))
    snapshot["calls"] = [call for call in snapshot["calls"] if call["operation"] != "DescribeOrganization"]
    snapshot["organization"] = None if manager is None else {"id": "o-a1b2c3d4e5", "management_account": manager}
    path = tmp_path / "snapshot.json"
    path.write_text(json.dumps(snapshot))
    return str(path)


@pytest.mark.parametrize(
    ("manager", "role"),
    [(ACCOUNT, "member"), (ACCOUNT, "outside"), (ACCOUNT, "delegated_administrator"), ("444455556666", "management")],
)
def test_another_role_than_the_input_tells_is_refused(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], manager: str, role: str
) -> None:
    for command in ("evaluate", "fix", "show"):
        assert main([command, told(tmp_path, manager), "--role", role, "--control", "4.15"]) == 2, command
        said = capfd.readouterr().err
        assert f"'{role}'" in said
        assert ("a member" if manager != ACCOUNT else "the management account") in said


@pytest.mark.parametrize(("manager", "role"), [(ACCOUNT, "management"), ("444455556666", "member")])
def test_the_role_that_the_input_tells_may_be_given_and_changes_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], manager: str, role: str
) -> None:
    """That a member is no more than that no snapshot of its own tells: it is the word of whoever says so."""
    path = told(tmp_path, manager)
    assert main(["evaluate", path, "--role", role, "--control", "4.15", "--format", "json"]) in {0, 1}
    given = json.loads(capfd.readouterr().out)["results"][0].get("role_given")
    assert given == (role if role == "member" else None)


def test_of_a_role_that_nobody_tells_reports_say_whose_word_it_is(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = told(tmp_path, None)

    def reported(*options: str) -> str:
        assert main(["evaluate", path, "--role", "management", "--format", *options]) in {0, 1}
        return capfd.readouterr().out

    results = {one["control"]: one for one in json.loads(reported("json", "--control", "*"))["results"]}
    assert {name for name, one in results.items() if "role_given" in one} == {"organizations-change-alarm"}
    for form in ("text", "markdown", "junit", "asff", "ocsf", "html"):
        for control in ("*", "4.15"):
            said = " ".join(reported(form, "--control", control).split())
            assert "Role as given by --role: management." in said, (form, control)


def broken(tmp_path: Path) -> str:
    """The same where no filter matches the calls of Organizations."""
    snapshot = told(tmp_path, None)
    text = Path(snapshot).read_text("utf-8").replace("organizations.amazonaws.com", "elsewhere.amazonaws.com")
    Path(snapshot).write_text(text, "utf-8")
    return snapshot


@pytest.mark.parametrize("form", ["csv", "sarif", "github", "gitlab"])
@pytest.mark.parametrize("fails", [False, True])
def test_formats_that_list_findings_say_whose_word_the_role_is(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], form: str, fails: bool
) -> None:
    path = broken(tmp_path) if fails else told(tmp_path, None)
    assert main(["evaluate", path, "--role", "member", "--format", form, "--control", "4.15"]) == int(fails)
    found = capfd.readouterr().out
    assert found.count("Role as given by --role: member.") == (0 if form == "csv" and fails else 1)
    if form == "csv":
        (row,) = csv.DictReader(io.StringIO(found))
        assert row["role_given"] == "member"
    assert main(["evaluate", path, "--role", "member", "--format", form, "--control", "4.4"]) == 0
    assert "--role" not in capfd.readouterr().out
