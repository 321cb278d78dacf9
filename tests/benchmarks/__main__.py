"""Measures on this machine, prints the tables, and writes them into this folder's README."""

from __future__ import annotations

import platform
import tempfile
from pathlib import Path

from tests.benchmarks import (
    aims,
    bench_estates,
    bench_many,
    bench_patterns,
    bench_plans,
    bench_sources,
    bench_trace,
    cold,
    growth,
    throughput,
)
from trailgate_evaluator.engine.opa_command import OPA_VERSION

README = Path(__file__).with_name("README.md")
_PARTS = (cold, bench_plans, bench_sources, bench_trace, growth, bench_estates, bench_many, throughput, bench_patterns)
BEGIN, END = "<!-- measured: written by make bench -->", "<!-- end of measured -->"


def main() -> None:
    """Each part takes its own measurements, all in this one run.

    The parts that only start commands go first: a command's memory cannot be measured below that of this process.
    """
    with tempfile.TemporaryDirectory() as name:
        tables = [part.table(Path(name)) for part in _PARTS]
    machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}, OPA {OPA_VERSION}"
    text = "\n\n".join([f"Measured on {machine}.", aims.table("\n\n".join(tables)), *tables])
    before, _, rest = README.read_text().partition(BEGIN)
    README.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.partition(END)[2]}")
    print(text)


if __name__ == "__main__":
    main()
