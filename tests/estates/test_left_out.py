"""With `--no-join` a snapshot that was given and does not count is not called missing: the option is named, and what to do."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.estates.judging import judged
from tests.estates.make_fixtures import FOLDER
from trailgate_evaluator.formats.page import Page
from trailgate_evaluator.formats.table import FORMATS

Json = dict[str, Any]
MANAGEMENT, MEMBER, ARCHIVE = "777788889999", "444455556666", "222233334444"


_FAILS: Json = {"status": "fail", "outcome": "fail", "gaps": [], "effective": None}


def report(*, join: bool, without: str = "none") -> Json:
    folder = FOLDER / "log_archive" / "snapshots"
    return judged([str(path) for path in sorted(folder.iterdir()) if without not in path.name], join=join)


def text_of(found: Json, name: str = "text") -> str:
    shown = FORMATS[name].written(found, Page(details=True)).decode()
    return " ".join(re.sub(r'<span class="option">(.*?)</span>', r"\1", shown).split())


def test_the_accounts_that_were_given_and_do_not_count_are_told() -> None:
    found = {one["subject"]["account"]: one.get("not_joined") for one in report(join=False)["results"]}
    assert found == {MANAGEMENT: [ARCHIVE], MEMBER: [ARCHIVE, MANAGEMENT], ARCHIVE: [MANAGEMENT]}
    assert not any("not_joined" in one for one in report(join=True)["results"])


@pytest.mark.parametrize("name", ["text", "markdown", "html", "csv", "sarif"])
def test_the_option_is_the_cause_and_nobody_is_told_to_supply_what_was_given(name: str) -> None:
    told = re.sub(r"\\(?=[-.!])", "", text_of(report(join=False), name))
    assert f"The snapshot of account {ARCHIVE} was given, and --no-join leaves out what it says of log group org-trail." in told
    assert f"Leave out --no-join: by it each is judged alone, though the snapshot of account {ARCHIVE} was given." in told
    assert "Supply the snapshot" not in told
    assert "not supplied" not in re.sub(r'"(shortDescription|fullDescription)": \{ "text": "[^"]*" \}', "", told)


def test_no_command_that_joins_is_named_and_the_rule_is_called_by_the_option() -> None:
    found = report(join=False)
    folder = str(FOLDER / "log_archive" / "snapshots")
    failing = {**found, "results": [{**found["results"][0], **_FAILS}, *found["results"][1:]]}
    for name in ("text", "markdown", "html"):
        assert f"trailgate fix {folder}" not in text_of(failing, name)
    rules = json.loads(FORMATS["sarif"].written(found, Page()))["runs"][0]["tool"]["driver"]["rules"]
    (rule,) = (rule for rule in rules if rule["id"].endswith("/not_supplied"))
    assert rule["shortDescription"]["text"] == "Another account's snapshot left out by --no-join"
    assert rule["help"]["text"].startswith("Leave out --no-join")
    assert "not supplied" not in text_of(found, "github")
    rules = json.loads(FORMATS["sarif"].written(report(join=True, without=ARCHIVE), Page()))["runs"][0]["tool"]["driver"]["rules"]
    assert "Another account's data not supplied" in {rule["shortDescription"]["text"] for rule in rules}


def test_what_was_not_given_is_to_be_supplied_with_and_without_it() -> None:
    for join in (True, False):
        told = text_of(report(join=join, without=ARCHIVE))
        assert f"Supply the snapshot of account {ARCHIVE} together with this one" in told
