"""Several processes make the same report as one, and fail as one does."""

from __future__ import annotations

import pickle
import shutil
from pathlib import Path

import pytest

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.evaluation import Choices, evaluate_inputs

SNAPSHOTS = Path("fixtures/snapshots")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Thirty-six inputs, some of them broken."""
    for number in range(12):
        for name in ("pass_whole_chain", "fail_one_event_missing", "unknown_alarms_refused"):
            shutil.copy(SNAPSHOTS / name / "snapshot.json", tmp_path / f"{number:02}-{name}.json")
    (tmp_path / "05-broken.json").write_text("{")
    return tmp_path


def test_the_report_is_the_same_however_many_processes_made_it(folder: Path) -> None:
    paths = [str(folder), "nowhere.json"]
    heard: list[str] = []
    together = evaluate_inputs(paths, Choices(), heard.append, many=1)
    assert together == evaluate_inputs(paths, Choices())
    assert together["summary"] == {"pass": 12, "fail": 12, "unknown": 12, "waived": 0, "attested": 0, "unreadable": 2}
    assert [entry["index"] for entry in together["inputs"]] == list(range(38))
    assert heard


def test_an_error_in_a_process_is_the_error_of_the_run(folder: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        evaluate_inputs([str(folder)], Choices(settings="nowhere.yaml"), many=1)


def test_an_error_survives_the_way_between_processes() -> None:
    error = InputError(expected="a", found="b", where="w", what_to_do="Do.")
    copied = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert (type(copied), str(copied)) == (InputError, str(error))
