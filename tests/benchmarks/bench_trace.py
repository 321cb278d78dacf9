"""Backtests: records a second beside what unpacking and parsing the same files takes, and the memory of many times as many.

By itself (`python -m tests.benchmarks.bench_trace MILLIONS`) it counts so many million records in one process.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from tests.benchmarks.accounts import ROOT
from tests.benchmarks.measuring import command
from tests.benchmarks.trail_files import copies, write_trail
from tests.benchmarks.trail_shapes import SHAPES, write_shape
from trailgate_evaluator.engine import open_engine
from trailgate_evaluator.evaluation.choices import Choices
from trailgate_evaluator.evaluation.documents import DocumentMaker
from trailgate_evaluator.inputs import read_one
from trailgate_evaluator.inputs.brought import brought
from trailgate_evaluator.trace.backtest import Backtest
from trailgate_evaluator.trace.record_files import RecordFile
from trailgate_evaluator.trace.tracer import Tracer

SNAPSHOT: Final = ROOT / "fixtures" / "snapshots" / "pass_needs_more_records" / "snapshot.json"
FEW: Final = 20_000
MANY: Final = 100_000
_SCRIPT: Final = """
import gzip, pathlib, sys, orjson
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.gz")):
    orjson.loads(gzip.decompress(path.read_bytes()))
"""


def table(folder: Path) -> str:
    """Two tables in Markdown: of CloudTrail's own files beside what parsing takes, and of the same records in each shape."""
    return f"{_own_files(folder)}\n\n{shapes_table(folder)}"


def shapes_table(folder: Path) -> str:
    """What each of the records takes in each shape, by the processor, as in the table of CloudTrail's own."""
    title = f"| {MANY:,} records of CloudTrail by shape | µs of the processor each | million a minute | times bare | MiB |"
    lines = [title, "| --- | ---: | ---: | ---: | ---: |"]
    program = Path(sys.executable).with_name("trailgate")
    for number, shape in enumerate(SHAPES):
        runs: dict[int, tuple[float, float, float]] = {}
        for records in (FEW, MANY):
            place = folder / f"shape{number}" / str(records)
            write_shape(shape, place, records)
            bare_read: list[str | Path] = [sys.executable, "-m", "tests.benchmarks.bare_shapes", shape, place]
            trace: list[str | Path] = [program, "trace", SNAPSHOT, "--record", place]
            bare_run, trace_run = (
                min((command(each, runs=1) for _ in range(3)), key=lambda run: run.processor) for each in (bare_read, trace)
            )
            runs[records] = (bare_run.processor, trace_run.processor, trace_run.mib)
        bare, traced = ((runs[MANY][way] - runs[FEW][way]) / (MANY - FEW) * 1e6 for way in (0, 1))
        lines.append(f"| {shape} | {traced:.1f} | {60 / traced:.1f} | {traced / bare:.1f} | {runs[MANY][2]:.0f} |")
    return "\n".join(lines)


def _own_files(folder: Path) -> str:
    """What each of the records of `MANY` takes beyond those of `FEW`, so that no start counts."""
    runs = {}
    for records in (FEW, MANY):
        write_trail(folder / str(records), records)
        program = Path(sys.executable).with_name("trailgate")
        trace: list[str | Path] = [program, "trace", SNAPSHOT, "--record", folder / str(records)]
        runs[records] = (
            command([sys.executable, "-c", _SCRIPT, folder / str(records)], runs=2),
            command(trace, runs=2),
        )
    bare, counted = ((runs[MANY][way].processor - runs[FEW][way].processor) / (MANY - FEW) * 1e6 for way in (0, 1))
    rows = (("gunzip and `orjson.loads`", bare, runs[MANY][0].mib), ("`trailgate trace`", counted, runs[MANY][1].mib))
    lines = [f"| {name} | {each:.1f} | {60 / each:.1f} | {each / bare:.1f} | {memory:.0f} |" for name, each, memory in rows]
    title = f"| {MANY:,} records of CloudTrail, every control | µs of the processor each | million a minute | times bare | MiB |"
    return "\n".join([title, "| --- | ---: | ---: | ---: | ---: |", *lines])


def long_run(millions: int) -> None:
    """Prints time and memory after each million records."""
    with tempfile.TemporaryDirectory() as name, open_engine("wasm") as engine:
        template = Path(name) / "template"
        write_trail(template, 100_000)
        document = DocumentMaker(engine, Choices()).documents(read_one(str(SNAPSHOT))).after
        counted = Backtest(Tracer(engine, document))
        spent = 0.0
        for file, text in copies(template, millions * 10):
            with brought({file: text}):
                start = time.process_time()
                counted.take_file(RecordFile(file))
                spent += time.process_time() - start
            if counted.records % 1_000_000 == 0:
                memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
                each = spent / counted.records * 1e6
                print(f"{counted.records:,} records, {each:.1f} µs each of the processor, at most {memory} MiB", flush=True)
        answer = counted.answer()
        print({one: answer[one] for one in ("records", "duplicates", "required")}, flush=True)
        counted.close()


if __name__ == "__main__":
    long_run(int(sys.argv[1]))
