"""What a reader of a report makes a link of: never a place that the name of an archive's member leads out to."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import pytest

from trailgate_evaluator.cli.app import main
from trailgate_evaluator.report.places import place_of

SNAPSHOT = Path(__file__).resolve().parents[3] / "fixtures" / "snapshots" / "fail_no_alarm" / "snapshot.json"


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("acme.zip/../../etc/x.json", "acme.zip"),
        ("in/acme.TGZ/deep/../../x.json", "in/acme.TGZ"),
        ("acme.tar.gz/..\\x.json", "acme.tar.gz"),
        ("acme.zip//abs/x.json", "acme.zip"),
        ("acme.zip/C:\\x.json", "acme.zip"),
        ("acme.zip/..", "acme.zip"),
        ("acme.zip/deep/a..json", "acme.zip/deep/a..json"),
        ("../acme.zip/deep/x.json", "../acme.zip/deep/x.json"),
        ("../x.json", "../x.json"),
        ("acme.zip", "acme.zip"),
    ],
)
def test_a_member_that_leads_out_stands_for_its_archive(name: str, place: str) -> None:
    assert place_of(name) == place


@pytest.mark.parametrize("form", ["sarif", "github", "gitlab"])
def test_no_format_links_to_what_lies_outside(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "acme.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../evil.json", "{}")
        archive.writestr("111122223333.json", SNAPSHOT.read_bytes())
    assert main(["evaluate", str(path), "--format", form]) == 4
    told = capsys.readouterr().out
    links = {
        "sarif": lambda: re.findall(r'"uri": ?"([^"]*)"', told),
        "github": lambda: re.findall(r"file=([^,:]*)", told),
        "gitlab": lambda: [issue["location"]["path"] for issue in json.loads(told)],
    }[form]()
    assert str(path) in links
    assert not any(".." in link for link in links)
