"""A title and a client's logo: what is taken, and what is refused before anything is judged."""

from __future__ import annotations

import base64
import struct
from pathlib import Path

import pytest

from trailgate_evaluator.cli.app import main

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", 64, 32) + b"rest"
JPEG = b"\xff\xd8\xff\xe0rest"


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    path = tmp_path / "report.json"
    assert main(["evaluate", "fixtures/snapshots/fail_one_event_missing/snapshot.json", "-o", str(path)]) == 1
    return path


@pytest.mark.parametrize(("data", "kind"), [(PNG, "png"), (JPEG, "jpeg")])
def test_a_logo_is_put_into_the_page(stored: Path, data: bytes, kind: str) -> None:
    logo, page = stored.with_name("logo"), stored.with_name("report.html")
    logo.write_bytes(data)
    assert main(["render", str(stored), "-o", str(page), "--title", "Acme & Co", "--client-logo", str(logo)]) == 1
    told = page.read_text()
    assert f"data:image/{kind};base64,{base64.b64encode(data).decode()}" in told
    assert "<title>Acme &amp; Co</title>" in told


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "can hold scripts"),
        (b"GIF89a", "another kind of file"),
        (b"", "another kind of file"),
        (PNG + b"\0" * (512 * 1024), "a larger one"),
        (PNG[:16] + struct.pack(">II", 100_000, 1), "another one"),
        (PNG[:16] + struct.pack(">II", 0, 1), "another one"),
        (PNG[:20], "another one"),
        (None, "No such file"),
    ],
)
def test_what_is_no_fit_picture_is_refused(
    stored: Path, data: bytes | None, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    logo = stored.with_name("logo")
    if data is not None:
        logo.write_bytes(data)
    assert main(["render", str(stored), "-o", str(stored.with_name("r.html")), "--client-logo", str(logo)]) == 2
    assert said in capsys.readouterr().err
    assert not stored.with_name("r.html").exists()


def test_a_logo_that_no_report_shows_is_refused(stored: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["render", str(stored), "--client-logo", "logo.png"]) == 2
    assert "Add -o report.html" in capsys.readouterr().err
