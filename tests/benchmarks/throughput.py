"""Many documents: what the engines do in a second, and where the time of raw snapshots goes."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import orjson

from tests.asking import of_one
from tests.benchmarks.accounts import ROOT, account_with_alarms
from tests.benchmarks.measuring import command, repeated
from trailgate_evaluator.engine import Engine, open_engine
from trailgate_evaluator.engine.opa_command import find_opa
from trailgate_evaluator.evaluation import evaluate_inputs
from trailgate_evaluator.evaluation.documents import DocumentMaker
from trailgate_evaluator.inputs import Source, read

ALARMS = 40
"""So many make a document of about 50 kB."""
COPIES = 300
_Done = TypeVar("_Done")


def table(folder: Path) -> str:
    """Two tables in Markdown."""
    snapshots = folder / "many"
    snapshots.mkdir()
    for number in range(COPIES):
        (snapshots / f"{number:04}.json").write_text(json.dumps(account_with_alarms(ALARMS)))
    with open_engine() as engine:
        document = _document(engine, snapshots / "0000.json")
    return "\n\n".join([_ready(folder, document), _raw(snapshots)])


def _ready(folder: Path, document: dict[str, Any]) -> str:
    text = json.dumps(document)
    rates = {
        "`json.loads` alone": repeated(lambda: json.loads(text)),
        "`orjson.loads` alone": repeated(lambda: orjson.loads(text)),
    }
    for name in ("wasm", "opa"):
        with open_engine(name) as engine:
            rates[f"engine {name}"] = repeated(lambda engine=engine: engine.decide(json.loads(text)))  # type: ignore[misc]
    rates["`opa exec`"] = _opa_exec(folder, text)
    lines = [f"| {name} | {rate:,.0f} | {rate / rates['`opa exec`']:.1f} |" for name, rate in rates.items()]
    size = f"documents of {len(text) // 1000} kB"
    return "\n".join([f"| {size}, one process | a second | times `opa exec` |", "| --- | ---: | ---: |", *lines])


def _opa_exec(folder: Path, text: str) -> float:
    documents = folder / "documents"
    documents.mkdir()
    for number in range(COPIES):
        (documents / f"{number:04}.json").write_text(text)
    run = command([find_opa(), "exec", "--decision", "trailgate/decision", "-b", ROOT / "policies", documents], runs=2)
    return COPIES / run.seconds


def _raw(snapshots: Path) -> str:
    paths = [str(path) for path in sorted(snapshots.iterdir())]
    spent: dict[str, float] = {}
    with open_engine() as engine:
        maker = DocumentMaker(engine, of_one())
        for source in read(paths[:1]):
            assert isinstance(source, Source)
            engine.decide(maker.documents(source).after)
        for source in _timed(spent, "reading and parsing", lambda: list(read(paths))):
            assert isinstance(source, Source)
            document = _timed(spent, "making the document", lambda source=source: maker.documents(source).after)  # type: ignore[misc]
            _timed(spent, "deciding", lambda document=document: engine.decide(document))  # type: ignore[misc]
    whole: dict[str, float] = {}
    _timed(whole, "all", lambda: evaluate_inputs(paths, of_one()))
    spent["reports, and starting"] = max(whole["all"] - sum(spent.values()), 0.0)
    lines = [f"| {name} | {seconds / COPIES * 1000:.2f} | {seconds / whole['all']:.0%} |" for name, seconds in spent.items()]
    total = f"| all: {COPIES / whole['all']:,.0f} snapshots a second | {whole['all'] / COPIES * 1000:.2f} | 100% |"
    return "\n".join(["| raw snapshots, one process | ms each | share |", "| --- | ---: | ---: |", *lines, total])


def _timed(spent: dict[str, float], name: str, work: Callable[[], _Done]) -> _Done:
    start = time.perf_counter()
    done = work()
    spent[name] = spent.get(name, 0.0) + time.perf_counter() - start
    return done


def _document(engine: Engine, path: Path) -> dict[str, Any]:
    (source,) = read([str(path)])
    assert isinstance(source, Source)
    return DocumentMaker(engine, of_one()).documents(source).after
