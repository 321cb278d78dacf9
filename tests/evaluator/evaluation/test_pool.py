"""Several processes make the same report as one, and fail as one does."""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.asking import of_one
from tests.evaluator.evaluation import dying
from trailgate_evaluator.errors import EngineError, InputError
from trailgate_evaluator.evaluation import evaluate_inputs

SNAPSHOTS = Path("fixtures/snapshots")
PATIENCE = 60.0


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
    together = evaluate_inputs(paths, of_one(), heard.append, many=1)
    assert together == evaluate_inputs(paths, of_one())
    assert together["summary"] == {"pass": 12, "fail": 12, "unknown": 12, "waived": 0, "attested": 0, "unreadable": 2}
    assert [entry["index"] for entry in together["inputs"]] == list(range(38))
    assert heard == [entry["name"] for entry in together["inputs"]]
    assert together == evaluate_inputs(paths, of_one(), jobs=3)


def test_an_error_in_a_process_is_the_error_of_the_run(folder: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        evaluate_inputs([str(folder)], of_one(settings="nowhere.yaml"), many=1)


def test_an_error_survives_the_way_between_processes() -> None:
    error = InputError(expected="a", found="b", where="w", what_to_do="Do.")
    copied = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert (type(copied), str(copied)) == (InputError, str(error))


def test_an_input_whose_process_is_killed_costs_only_itself(folder: Path) -> None:
    for name in ("07-deadly", "08-unlucky", "11-unlucky"):
        shutil.copy(SNAPSHOTS / "pass_whole_chain" / "snapshot.json", folder / f"{name}.json")
    parts = dying.judged(str(folder), dying.deadly)
    errors = {Path(part.entry["name"]).name: part.entry["error"]["found"] for part in parts if part.entry["error"] is not None}
    assert errors.keys() == {"05-broken.json", "07-deadly.json"}
    assert "killed, twice" in errors["07-deadly.json"]
    assert len(list(folder.glob("*.was-killed"))) == 3
    assert [len(part.results) for part in parts] == [part.entry["error"] is None for part in parts]
    assert [part.entry["index"] for part in parts] == list(range(40))


def test_processes_that_cannot_begin_are_told_as_that(folder: Path) -> None:
    with pytest.raises(EngineError, match="ended before it begins"):
        dying.judged(str(folder), dying.failing)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_the_processes_of_a_pool_end_with_their_parent_however_it_is_killed(
    number: signal.Signals, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    running = tmp_path_factory.mktemp("running")
    command = [sys.executable, "-m", "tests.evaluator.evaluation.dying", str(running), str(folder)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as parent:
        try:
            assert _comes_true(lambda: any(running.iterdir()))
            parent.send_signal(number)
            parent.wait(PATIENCE)
            assert _comes_true(lambda: not any(_lives(int(path.name)) for path in running.iterdir()))
        finally:
            parent.kill()


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{process}/stat")
    return not (state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z")


def _comes_true(reached: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not reached():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
