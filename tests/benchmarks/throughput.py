"""Many documents: what the engines do in a second, and where the time of raw snapshots goes."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import orjson

from tests.asking import of_one
from tests.benchmarks.accounts import ROOT, account_with_alarms, write_fleet
from tests.benchmarks.measuring import command, repeated
from trailgate_evaluator.engine import Engine, open_engine
from trailgate_evaluator.engine.opa_command import find_opa
from trailgate_evaluator.evaluation import evaluate_inputs
from trailgate_evaluator.evaluation.choices import Choices
from trailgate_evaluator.evaluation.documents import DocumentMaker
from trailgate_evaluator.inputs import Source, read

ALARMS = 40
"""So many make a document of about 50 kB."""
COPIES = 300
FLEET = 200
STAGED = 50
"""So many are followed through the stages one by one."""
_Done = TypeVar("_Done")


def table(folder: Path) -> str:
    """Three tables in Markdown."""
    snapshots = folder / "many"
    snapshots.mkdir()
    for number in range(COPIES):
        (snapshots / f"{number:04}.json").write_text(json.dumps(account_with_alarms(ALARMS)))
    fleet = folder / "fleet"
    fleet.mkdir()
    with open_engine() as engine:
        document = _document(engine, snapshots / "0000.json")
    title = "accounts of one filter, one control, one process"
    fifteen = f"{FLEET:,} accounts of fifteen filters, every control, one process"
    return "\n\n".join(
        [
            _ready(folder, document),
            _raw(f"{COPIES} {title}", [str(path) for path in sorted(snapshots.iterdir())], of_one()),
            _raw(fifteen, write_fleet(fleet, FLEET), Choices()),
        ]
    )


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


def _raw(title: str, paths: list[str], choices: Choices) -> str:
    spent: dict[str, float] = {}
    with open_engine() as engine:
        maker = DocumentMaker(engine, choices)
        for source in read(paths[-1:]):
            assert isinstance(source, Source)
            engine.decide(maker.documents(source).after)
        for source in _timed(spent, "reading and parsing", lambda: list(read(paths[:STAGED]))):
            assert isinstance(source, Source)
            document = _timed(spent, "making the document", lambda source=source: maker.documents(source).after)  # type: ignore[misc]
            _timed(spent, "deciding", lambda document=document: engine.decide(document))  # type: ignore[misc]
    each = {name: seconds / STAGED for name, seconds in spent.items()}
    whole: dict[str, float] = {}
    _timed(whole, "all", lambda: evaluate_inputs(paths, choices, many=len(paths) + 1))
    every = whole["all"] / len(paths)
    each["reports, and starting"] = max(every - sum(each.values()), 0.0)
    lines = [f"| {name} | {seconds * 1000:.2f} | {seconds / every:.0%} | |" for name, seconds in each.items()]
    total = f"| all | {every * 1000:.2f} | 100% | {1 / every:,.0f} |"
    heading = f"| {title} | ms of the processor each | share | a second of it |"
    return "\n".join([heading, "| --- | ---: | ---: | ---: |", *lines, total])


def _timed(spent: dict[str, float], name: str, work: Callable[[], _Done]) -> _Done:
    start = time.process_time()
    done = work()
    spent[name] = spent.get(name, 0.0) + time.process_time() - start
    return done


def _document(engine: Engine, path: Path) -> dict[str, Any]:
    (source,) = read([str(path)])
    assert isinstance(source, Source)
    return DocumentMaker(engine, of_one()).documents(source).after
