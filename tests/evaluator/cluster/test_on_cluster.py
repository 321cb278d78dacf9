"""A cluster's workers make the bytes that one machine makes, whichever of them dies, and are told apart from other programs."""

from __future__ import annotations

import gzip
import http.server
import json
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.evaluator.cluster import dying
from tests.evaluator.cluster.serving import ROOT, Served, another_worker, served
from tests.evaluator.trace.test_tallies import records, write
from trailgate_evaluator.cli import streaming
from trailgate_evaluator.cli.app import main
from trailgate_evaluator.evaluation import on_cluster
from trailgate_evaluator.trace import on_cluster as counting
from trailgate_evaluator.trace import shares

SNAPSHOTS = ROOT / "fixtures" / "snapshots"
WHOLE = SNAPSHOTS / "pass_needs_more_records" / "snapshot.json"
LOSING = SNAPSHOTS / "fail_one_event_missing" / "snapshot.json"
NAMES = ("pass_whole_chain", "fail_one_event_missing", "unknown_alarms_refused")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(2, tmp_path_factory.mktemp("scratch")) as running_one:
        yield running_one


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Forty inputs below the folder that we are in, one of them broken."""
    monkeypatch.chdir(tmp_path)
    path = Path("snapshots")
    path.mkdir()
    for number in range(39):
        shutil.copy(SNAPSHOTS / NAMES[number % 3] / "snapshot.json", path / f"{number:02}.json")
    (path / "20-broken.json").write_text("{")
    return path


@pytest.fixture
def trail(tmp_path: Path) -> Path:
    """Records in files of every shape, some of them damaged, and half of them there twice."""
    for number in range(3):
        path = tmp_path / "trail" / str(number)
        path.mkdir(parents=True)
        write(path, records(number, 150), number)
    shutil.copytree(tmp_path / "trail" / "1", tmp_path / "trail" / "4")
    (tmp_path / "trail" / "readme.txt").touch()
    return tmp_path / "trail"


@pytest.fixture
def web(tmp_path: Path) -> Iterator[str]:
    """The folder at an address."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_reports_are_those_of_one_machine_in_each_format(
    cluster: Served, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("settings.yaml").write_text("version: 1\n")
    told = []
    for place, options in (("here", []), ("there", ["--scheduler", cluster.address])):
        Path(place).mkdir()
        outputs = [part for name in ("r.jsonl", "r.parquet", "r.json", "r.html") for part in ("-o", f"{place}/{name}")]
        assert main(["evaluate", str(folder), "--settings", "settings.yaml", *outputs, *options]) == 4
        told.append((capsys.readouterr(), {one.name: one.read_bytes() for one in Path(place).iterdir()}))
    assert told[0] == told[1]


def test_an_address_is_read_by_the_workers_and_one_that_hides_something_here(
    cluster: Served, tmp_path: Path, web: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(WHOLE, tmp_path / "a.json")
    (tmp_path / "b.json.gz").write_bytes(gzip.compress(WHOLE.read_bytes()))
    inputs = [f"{web}/a.json", f"{web}/b.json.gz?X-Amz-Signature=c0ffee", f"{web}/nowhere.json", str(tmp_path / "a.json")]
    told = []
    for options in ([], ["--scheduler", cluster.address]):
        assert main(["evaluate", *inputs, "-f", "jsonl", *options]) == 4
        told.append(capsys.readouterr())
    assert told[0] == told[1]
    assert "c0ffee" not in told[1].out + told[1].err


def test_what_a_worker_reads_otherwise_is_judged_here(
    cluster: Served, tmp_path: Path, web: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(WHOLE, tmp_path / "a.json")
    monkeypatch.setattr(on_cluster, "begun", dying.elsewhere)
    told = []
    for options in ([], ["--scheduler", cluster.address]):
        assert main(["evaluate", f"{web}/a.json", "-f", "jsonl", *options]) == 0
        told.append(capsys.readouterr())
    assert told[0].out == told[1].out
    assert f"a worker does not read {web}/a.json as it is read here (it found other bytes)" in told[1].err


def test_a_worker_that_is_killed_costs_nothing(
    cluster: Served, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(SNAPSHOTS / "pass_whole_chain" / "snapshot.json", folder / "07-unlucky.json")
    once = tmp_path / "killed"
    once.mkdir()
    monkeypatch.setattr(on_cluster, "begun", partial(dying.judging, once))
    for place, options in (("here", []), ("there", ["--scheduler", cluster.address])):
        assert main(["evaluate", str(folder), "-o", f"{place}.jsonl", *options]) == 4
    assert Path("here.jsonl").read_bytes() == Path("there.jsonl").read_bytes()
    assert [one.name for one in once.iterdir()] == ["07-unlucky.json"]


@pytest.mark.parametrize("size", [1, 32])
def test_records_are_counted_as_on_one_machine_wherever_they_lie_twice(
    size: int, cluster: Served, trail: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shares, "MOST_FILES", size)
    monkeypatch.setattr(shares, "MOST_SENT", 30_000)
    told = []
    for options in ([], ["--scheduler", cluster.address]):
        code = main(["trace", str(LOSING), "--record", str(trail), "-f", "json", *options])
        told.append((code, capsys.readouterr()))
    assert told[0] == told[1]
    counted = json.loads(told[0][1].out)
    assert counted["duplicates"] > 100
    assert counted["unreadable_files"] == 2
    assert counted["not_told"]


def test_files_of_records_at_addresses_are_read_by_the_workers(
    cluster: Served, trail: Path, web: str, capsys: pytest.CaptureFixture[str]
) -> None:
    del trail
    told = []
    for options in ([], ["--scheduler", cluster.address]):
        code = main(["trace", str(WHOLE), "--record", f"{web}/trail/0/2.jsonl", "-f", "json", *options])
        told.append((code, capsys.readouterr()))
    assert told[0] == told[1]


def test_a_worker_that_is_killed_costs_no_count(
    cluster: Served, trail: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (trail / "0" / "1.json.gz").rename(trail / "0" / "1-unlucky.json.gz")
    command = ["trace", str(WHOLE), "--record", str(trail), "-f", "json"]
    code = main(command)
    here = capsys.readouterr()
    once = tmp_path / "killed"
    once.mkdir()
    monkeypatch.setattr(counting, "begun", partial(dying.tracing, once))
    assert (main([*command, "--scheduler", cluster.address]), capsys.readouterr()) == (code, here)
    assert [one.name for one in once.iterdir()] == ["1-unlucky.json.gz"]


def test_another_program_is_refused_by_its_digest_before_any_work(
    cluster: Served, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package = tmp_path / "other" / "trailgate_evaluator"
    shutil.copytree(ROOT / "evaluator" / "trailgate_evaluator", package, ignore=shutil.ignore_patterns("__pycache__"))
    made = json.loads((package / "_bundle" / "policy.json").read_text())
    (package / "_bundle" / "policy.json").write_text(json.dumps({**made, "digest": "sha256:0"}))
    with another_worker(cluster, package.parent, tmp_path):
        assert main(["evaluate", str(folder), "-o", "r.jsonl", "--scheduler", cluster.address]) == 5
        err = capsys.readouterr().err
        assert err.startswith(
            f"trailgate: --scheduler {cluster.address}: expected workers with the law {made['digest']}, as here, found the worker tcp://"
        )
        assert "with the law sha256:0. Give the scheduler and the workers the same package" in err
    assert not list(tmp_path.glob("r.jsonl*"))


def test_a_scheduler_that_goes_away_leaves_valid_lines_and_the_command_that_goes_on(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with served(1, tmp_path) as other:
        real, judged = streaming._Tally.add, []

        def add(tally: Any, told: Any) -> None:
            real(tally, told)
            judged.append(told)
            if len(judged) == 20:
                other.kill()

        with monkeypatch.context() as patched:
            patched.setattr(streaming._Tally, "add", add)
            patched.setattr("sys.argv", ["trailgate", "evaluate", str(folder), "-o", "r.jsonl", "--scheduler", other.address])
            patched.setattr("trailgate_evaluator.cluster.ordered.SHARE", 4)
            patched.setattr("trailgate_evaluator.cluster.ordered.AHEAD", 1)
            assert main() == 5
    err = capsys.readouterr().err.splitlines()
    assert err[-1].startswith(
        f"trailgate: --scheduler {other.address}: expected a scheduler that stays until all is done, found that"
    )
    assert err[0].endswith(f"To go on: trailgate evaluate snapshots -o r.jsonl --scheduler {other.address} --resume")
    assert len(err) == 2
    assert main(["evaluate", str(folder), "-o", "r.jsonl", "--resume"]) == 4
    assert main(["evaluate", str(folder), "-o", "whole.jsonl"]) == 4
    assert Path("r.jsonl").read_bytes() == Path("whole.jsonl").read_bytes()
