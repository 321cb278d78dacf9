"""What holds of every format: pure, lazy, and not to be broken by a value from an input."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import unicodedata
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.calls import calls_of
from tests.evaluator.formats import hostile
from tests.evaluator.formats.showing import shown
from tests.evaluator.report import samples
from trailgate_evaluator.formats.page import Page
from trailgate_evaluator.formats.table import FORMATS, by_extension

DATA = {"json", "jsonl"}
"""The report itself: a steering character in them is escaped as JSON has it, not replaced."""
BY_VALUE = {"parquet"}
"""No text that anybody prints: each value stands there as it is."""


STEERING = {"Cc", "Cf", "Cs", "Zl", "Zp"}


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_changes_nothing_and_says_the_same_again(name: str) -> None:
    report = samples.every_outcome()
    before = deepcopy(report)
    written = FORMATS[name].written
    assert written(report, Page()) == written(report, Page())
    assert report == before


@pytest.mark.parametrize("name", FORMATS)
def test_a_report_of_nothing_can_be_shown(name: str) -> None:
    assert shown(name, samples.report()).endswith("\n") or name in {"jsonl", "parquet"}


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in DATA | BY_VALUE])
@pytest.mark.parametrize("text", hostile.HOSTILE, ids=lambda text: repr(text[:12]))
def test_a_hostile_value_leaves_no_steering_character(name: str, text: str) -> None:
    told = shown(name, hostile.report(text))
    told.encode("utf-8")
    control = {character for character in set(told) if unicodedata.category(character) in STEERING}
    assert control <= {"\n", "\r"} | ({"\t"} if name == "html" else set())
    if name != "csv":
        assert "\r" not in told
    assert len(told) < 2_000_000


@pytest.mark.parametrize("name", sorted(DATA))
def test_data_says_a_hostile_value_as_it_is_and_moves_nothing(name: str) -> None:
    text = "\x7f\x9b31m\u202e\u2028::error::\u00ad\U000e0041"
    told = shown(name, hostile.report(text))
    assert {character for character in set(told) if unicodedata.category(character) in STEERING} == {"\n"}
    assert text in {result["breaks"][0]["detail"]["clause"]["text"] for result in results_of(told)}


def results_of(text: str) -> list[dict[str, Any]]:
    told = [json.loads(line) for line in text.splitlines()]
    return [one["result"] for one in told if one.get("result")] or told[0]["results"]


def test_the_table_names_every_module_and_every_module_is_in_the_table() -> None:
    folder = Path("evaluator/trailgate_evaluator/formats")
    modules = {path.stem for path in folder.glob("*.py") if re.search(r"^def render\(", path.read_text(), re.MULTILINE)}
    assert modules == set(FORMATS)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("a.json", "json"),
        ("a.JSONL", "jsonl"),
        ("x/y.csv", "csv"),
        ("r.xlsx", "xlsx"),
        ("r.md", "markdown"),
        ("r.html", "html"),
        ("r.sarif", "sarif"),
        ("r.sarif.json", "sarif"),
        ("junit.xml", "junit"),
        ("gl.gitlab.json", "gitlab"),
        ("f.asff.json", "asff"),
        ("f.ocsf.json", "ocsf"),
        ("a.txt", "text"),
        ("a.exe", None),
        ("json", None),
    ],
)
def test_a_file_name_asks_for_a_format(path: str, name: str | None) -> None:
    found = by_extension(path)
    assert (found.name if found else None) == name


def test_a_format_is_imported_only_when_it_is_asked_for() -> None:
    program = (
        "import sys; from trailgate_evaluator.formats.table import FORMATS; FORMATS['text'].load();"
        "print(*[name for name in ('jinja2', 'csv', 'xml.etree.ElementTree', 'rich', 'xlsxwriter',"
        " 'trailgate_evaluator.formats.html', 'trailgate_evaluator.formats.sarif') if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=30)
    assert found.stdout.strip() == ""


@pytest.mark.parametrize("name", FORMATS)
def test_the_work_of_a_format_grows_with_the_accounts_and_no_faster(name: str) -> None:
    render = FORMATS[name].written
    few, many = (samples.report(*((f"{number:012}", samples.failing()) for number in range(accounts))) for accounts in (10, 100))
    render(few, Page())
    assert calls_of(lambda: render(many, Page())) < 12 * calls_of(lambda: render(few, Page()))
