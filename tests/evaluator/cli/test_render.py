"""`trailgate render`: a stored report in any format, the same as it would have been, or a clear refusal."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest

from tests.evaluator.report import samples
from trailgate_evaluator.cli.app import main
from trailgate_evaluator.formats.table import FORMATS

FAIL = Path("fixtures/snapshots/fail_one_event_missing/snapshot.json")


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    path = tmp_path / "report.json"
    assert main(["evaluate", str(FAIL), "-o", str(path)]) == 1
    return path


@pytest.mark.parametrize("name", FORMATS)
def test_a_stored_report_renders_as_the_fresh_one(name: str, stored: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["evaluate", str(FAIL), "-f", name]) == 1
    fresh = capsysbinary.readouterr().out
    assert main(["render", str(stored), "-f", name]) == 1
    assert capsysbinary.readouterr().out == fresh


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "nothing"),
        (b"{", "trailgate: "),
        (b'{"format": "trailgate/snapshot/v1"}', "found format 'trailgate/snapshot/v1'"),
        (b'{"format": "trailgate/report/v2"}', "found format 'trailgate/report/v2'"),
        (b'{"format": "trailgate/report/v1"}', "something else (required)"),
        (b'{"planned_values": {}}', "found another kind of JSON"),
    ],
)
def test_what_is_no_report_is_refused(content: bytes, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(content)
    assert main(["render", str(path)]) == 4
    assert said in capsys.readouterr().err


def damaged(value: Any, order: random.Random) -> Any:
    """The value with one place in it made something else."""
    if isinstance(value, dict) and value and order.random() < 0.8:
        key = order.choice(sorted(value))
        return {**value, key: damaged(value[key], order)}
    if isinstance(value, list) and value and order.random() < 0.8:
        place = order.randrange(len(value))
        return [*value[:place], damaged(value[place], order), *value[place + 1 :]]
    return order.choice([None, "x", 7, -1, [], {}, True, 1e300, {"unknown": {}}, [None]])


@pytest.mark.parametrize("seed", range(150))
def test_a_damaged_report_is_refused_or_rendered_never_an_internal_error(
    seed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    order = random.Random(seed)  # noqa: S311 - places to damage, no secret
    path = tmp_path / "x.json"
    path.write_text(json.dumps(damaged(copy.deepcopy(samples.every_outcome()), order)))
    for name in ("text", "html", "sarif", "asff", "ocsf", "csv", "markdown", "junit", "gitlab", "github"):
        assert main(["render", str(path), "-f", name]) in {0, 1, 3, 4}, capsys.readouterr().err
