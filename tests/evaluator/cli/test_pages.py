"""HTML of more accounts than a page holds: an index, and a page for each account in a folder beside it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from tests.evaluator.report import samples
from trailgate_evaluator.cli.app import main
from trailgate_evaluator.cli.delivering import write_all
from trailgate_evaluator.cli.destinations import Destination
from trailgate_evaluator.errors import EngineError
from trailgate_evaluator.formats import html_pages
from trailgate_evaluator.formats.page import Page
from trailgate_evaluator.formats.table import FORMATS

Json = dict[str, Any]
KINDS = (samples.failing, samples.passing, samples.unknown, samples.weak)
PASS = "fixtures/snapshots/pass_whole_chain/snapshot.json"
ROW = re.compile(r"<tr class=.*?</tr>", re.DOTALL)
HREF = re.compile(r'href="([^"#]+)"')


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_pages, "MOST_ON_A_PAGE", 7)


def report(count: int) -> Json:
    return samples.report(*((f"{number:012}", KINDS[number % 4]()) for number in range(count)))


def write(told: Json, path: str) -> None:
    write_all(told, [Destination(format=FORMATS["html"], path=path)], Page())


def test_the_index_leads_to_a_page_of_each_account_and_each_leads_back(tmp_path: Path) -> None:
    target = tmp_path / "audit 50%.html"
    write(report(8), str(target))
    pages = tmp_path / "audit 50%_files"
    assert sorted(path.name for path in pages.iterdir()) == [f"{number:012}.html" for number in range(8)]
    links = {unquote(one) for one in HREF.findall(target.read_text())}
    assert links == {f"audit 50%_files/{path.name}" for path in pages.iterdir()}
    for path in pages.iterdir():
        told = path.read_text()
        assert {(pages / unquote(one)).resolve() for one in HREF.findall(told)} == {target.resolve()}
        assert f"Account {path.stem}" in told
        assert told.count("<article") == 1
    assert "<article" not in target.read_text()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["audit 50%.html", "audit 50%_files"]


def test_an_account_has_the_evidence_on_its_page_that_it_has_on_the_one_page(tmp_path: Path) -> None:
    write(report(8), str(tmp_path / "r.html"))
    whole = FORMATS["html"].load()(report(8), Page())
    for path in (tmp_path / "r_files").iterdir():
        (own,) = (one for one in whole.split("<article")[1:] if f"Account {path.stem}" in one)
        (there,) = path.read_text().split("<article")[1:]
        assert [ROW.findall(one.partition("</article>")[0]) for one in (own, there)] == [ROW.findall(own)] * 2


def test_fewer_are_one_page_and_so_is_standard_output(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    write(report(7), str(tmp_path / "r.html"))
    assert not (tmp_path / "r_files").exists()
    assert (tmp_path / "r.html").read_text().count("<article") == 7
    write(report(8), "-")
    assert capfd.readouterr().out.count("<article") == 8


def test_a_later_report_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    for count in (9, 8):
        write(report(count), str(tmp_path / "r.html"))
        assert len(list((tmp_path / "r_files").iterdir())) == count


def test_a_folder_with_anything_else_is_refused_before_anything_is_judged(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    inputs = [shutil.copy(PASS, tmp_path / f"{number}.json") for number in range(8)]
    (tmp_path / "r_files").mkdir()
    (tmp_path / "r_files" / "notes.txt").write_text("mine")
    assert main(["evaluate", *map(str, inputs), "-o", str(tmp_path / "r.html")]) == 2
    assert "r_files of pages of an earlier report" in capfd.readouterr().err
    assert not (tmp_path / "r.html").exists()
    (tmp_path / "r_files" / "notes.txt").unlink()
    assert main(["evaluate", *map(str, inputs), "-o", str(tmp_path / "r.html")]) == 0
    assert len(list((tmp_path / "r_files").iterdir())) == 8


def test_a_report_that_cannot_be_written_whole_leaves_the_earlier_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = str(tmp_path / "r.html")
    write(report(9), target)
    before = {path.name: path.read_bytes() for path in tmp_path.rglob("*.html")}
    real = html_pages.pages

    def cut(*given: Any) -> Any:
        yield next(iter(real(*given)))
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(html_pages, "pages", cut)
    with pytest.raises(EngineError, match="No space left on device"):
        write(report(8), target)
    assert {path.name: path.read_bytes() for path in tmp_path.rglob("*.html")} == before
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_two_looks_at_one_account_have_two_pages_and_a_page_says_nothing_of_the_others(tmp_path: Path) -> None:
    told = samples.report(*(("000000000001", KINDS[number % 4]()) for number in range(8)))
    told["results"][0]["exceptions"] = [{"kind": "waiver", "id": "w-of-nobody", "state": "unmatched"}]
    write(told, str(tmp_path / "r.html"))
    pages = list((tmp_path / "r_files").iterdir())
    assert len(pages) == 8
    assert {path.name.rpartition("-")[0] for path in pages} == {"000000000001-input"}
