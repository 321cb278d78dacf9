"""Work in shares, without a cluster: in order, little of it in hand, and what kills its workers costs itself alone."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from tests.asking import of_one
from tests.evaluator.cluster.serving import ROOT
from tests.evaluator.trace.test_tallies import records, write
from trailgate_evaluator.cluster import work
from trailgate_evaluator.cluster.cluster import Cluster, Killed
from trailgate_evaluator.cluster.failed import Failed
from trailgate_evaluator.cluster.identity import identity
from trailgate_evaluator.cluster.ordered import AHEAD, SHARE, in_order
from trailgate_evaluator.engine import Engine, open_engine
from trailgate_evaluator.errors import EngineError, InputError
from trailgate_evaluator.evaluation.documents import DocumentMaker
from trailgate_evaluator.evaluation.evaluating import running
from trailgate_evaluator.evaluation.parts import as_it_is
from trailgate_evaluator.inputs import read_one
from trailgate_evaluator.trace import on_cluster, shares
from trailgate_evaluator.trace.backtest import backtest
from trailgate_evaluator.trace.record_files import record_files
from trailgate_evaluator.trace.tracer import Tracer

SNAPSHOTS = ROOT / "fixtures" / "snapshots"
LOSING = SNAPSHOTS / "fail_one_event_missing" / "snapshot.json"


class Inline:
    """A cluster that does each share when it is asked for, and is killed over pieces that are `deadly`."""

    width = 2

    def __init__(self, deadly: Callable[[Any], bool] = lambda _: False) -> None:
        self.said: list[str] = []
        self.most, self.in_hand = 0, 0
        self._deadly = deadly

    def begin(self, begin: Any, given: Any) -> work.Begun:
        return work.begun(pickle.dumps((begin, given)))

    def give(self, begun: work.Begun, pieces: list[Any]) -> Any:
        self.in_hand += 1
        self.most = max(self.most, self.in_hand)
        if any(map(self._deadly, pieces)):
            return Killed()
        return self.submit(work.done, begun, identity(), pickle.dumps(pieces))

    def submit(self, function: Callable[..., Any], *given: Any) -> Any:
        killed = next((one for one in given if isinstance(one, Killed)), None)
        return pickle.loads(pickle.dumps(function(*given))) if killed is None else killed  # noqa: S301 - our own

    def take(self, told: Any) -> Any:
        self.in_hand -= 1
        if isinstance(told, Killed):
            raise told
        if isinstance(told, Failed):
            raise told.error
        return told

    def say(self, sentence: str) -> None:
        self.said.append(sentence)


def inline(deadly: Callable[[Any], bool] = lambda _: False) -> tuple[Inline, Cluster]:
    cluster = Inline(deadly)
    return cluster, cast("Cluster", cluster)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine() as opened:
        yield opened


def doubling() -> Callable[[int], int]:
    return lambda number: 2 * number


def failing() -> Callable[[int], int]:
    def fail(number: int) -> int:
        raise InputError(expected="none", found=str(number), where="here", what_to_do="Do.")

    return fail


def test_what_comes_back_is_in_order_and_little_of_it_waits() -> None:
    asked: list[int] = []

    def pieces() -> Iterator[int]:
        for number in range(1000):
            asked.append(number)
            yield number

    counted, cluster = inline()
    done = in_order(cluster, pieces(), doubling, (), killed=pytest.fail)
    assert next(done) == (0, 0)
    assert len(asked) == AHEAD * 2 * SHARE
    assert list(done) == [(number, 2 * number) for number in range(1, 1000)]
    assert counted.most == AHEAD * 2


def test_what_kills_its_workers_costs_itself_alone() -> None:
    _, cluster = inline(lambda number: number in {5, 40})
    told = dict(in_order(cluster, range(50), doubling, (), killed=lambda number: -number))
    assert told == {number: -number if number in {5, 40} else 2 * number for number in range(50)}


def test_an_error_of_a_worker_is_the_error_of_the_run() -> None:
    with pytest.raises(InputError, match="found 0"):
        next(in_order(inline()[1], range(3), failing, (), killed=pytest.fail))


def test_an_input_that_kills_its_workers_cannot_be_read() -> None:
    _, cluster = inline(lambda task: task.given == str(LOSING))
    paths = [str(SNAPSHOTS / "pass_whole_chain" / "snapshot.json"), str(LOSING)]
    with running(paths, of_one(), lambda _head, _count: as_it_is, cluster=cluster) as run:
        (whole, lost) = (part for _, part in run.parts())
    assert whole.entry["error"] is None
    assert lost.entry["error"]["found"] == "that each worker which judged it was killed"


def test_plans_and_templates_are_judged_as_they_are_here() -> None:
    templates = sorted(path for path in (ROOT / "fixtures" / "templates").rglob("template.*") if path.is_file())[:2]
    plans = sorted((ROOT / "fixtures" / "plans").rglob("plan.json"))[:1]
    paths = [str(path) for path in (*templates, *plans, LOSING)]
    assert len(paths) == 4
    told = []
    for cluster in (None, inline()[1]):
        with running(paths, of_one(), lambda _head, _count: as_it_is, cluster=cluster) as run:
            told.append([part for _, part in run.parts()])
    assert told[0] == told[1]


def test_an_input_that_is_gone_when_its_turn_comes_is_as_it_is_here(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(LOSING.read_bytes())
    with running([str(path)], of_one(), lambda _head, _count: as_it_is, cluster=inline()[1]) as run:
        path.unlink()
        ((_, part),) = run.parts()
    assert part.entry["error"]["found"] == "no such file"


@pytest.mark.parametrize(("files", "sent"), [(1, 30_000), (3, 1 << 20), (32, 30_000)])
def test_counts_of_shares_come_to_those_of_the_whole(
    files: int, sent: int, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        (tmp_path / str(number)).mkdir()
        write(tmp_path / str(number), records(number % 2, 60), number)
    monkeypatch.setattr(shares, "MOST_FILES", files)
    monkeypatch.setattr(shares, "MOST_SENT", sent)
    document = DocumentMaker(engine, of_one()).documents(read_one(str(LOSING))).after
    expected = backtest(Tracer(engine, document), record_files(str(tmp_path)))
    tracer = Tracer(engine, document)
    counted = on_cluster.backtest_on(inline()[1], document, tracer, record_files(str(tmp_path)), require_effective=False)
    assert counted == expected
    assert expected["duplicates"] > 50


def test_records_that_kill_their_workers_are_told_by_the_first_file(engine: Engine, tmp_path: Path) -> None:
    write(tmp_path, records(0, 30), 0)
    document = DocumentMaker(engine, of_one()).documents(read_one(str(LOSING))).after
    with pytest.raises(EngineError, match=r"1\.json\.gz: expected records that a worker has the memory for"):
        on_cluster.backtest_on(
            inline(lambda _: True)[1], document, Tracer(engine, document), record_files(str(tmp_path)), require_effective=False
        )
