"""Patterns decided in a second over the suite's patterns found in public code and made to be hard: cold and cached."""

from __future__ import annotations

import json
import time
from pathlib import Path

from tests.evaluator.languages.filter_pattern.nasty import NASTY, REQUIRED
from tests.evaluator.languages.filter_pattern.required import IDS, every_record, newest_texts
from tests.records import control
from trailgate_evaluator.languages.filter_pattern import describe
from trailgate_evaluator.languages.filter_pattern.answers.caches import clear_caches
from trailgate_evaluator.languages.filter_pattern.answers.requirements import Requirements, requirements

SUITE = Path(__file__).parents[2] / "fixtures" / "patterns"
ROUNDS = 3


def table(folder: Path | None = None) -> str:
    """Two rates and the slowest pattern, as a table in Markdown."""
    del folder
    sets = [json.loads((SUITE / f"{name}.json").read_text(encoding="utf-8")) for name in ("public", "designed")]
    patterns = [(case["pattern"], control(one["model"])) for one in sets for case in one["cases"]]
    cold = min(_seconds(patterns, cold=True) for _ in range(ROUNDS))
    cached = min(_seconds(patterns, cold=False) for _ in range(ROUNDS))
    slowest = max(_seconds([pattern], cold=True) for pattern in patterns)
    nasty = max(_seconds([(text, REQUIRED)], cold=True) for text in NASTY.values())
    count = len(patterns)
    every = requirements(every_record())
    fifteen = [(newest_texts(number)[0], every) for number in IDS]
    account = min(_seconds(fifteen, cold=True) for _ in range(ROUNDS))
    return "\n".join(
        [
            f"| {count} filter patterns, 16 records each | patterns a second of the processor |",
            "| --- | ---: |",
            f"| cold | {count / cold:,.0f} |",
            f"| cached | {count / cached:,.0f} |",
            "",
            f"The fifteen filters of an account, each against the records of every control, take {account * 1000:.0f} ms, cold.",
            f"The slowest one takes {slowest * 1000:.0f} ms; of {len(NASTY)} patterns built to be nasty {nasty * 1000:.0f} ms.",
        ]
    )


def _seconds(patterns: list[tuple[str, Requirements]], *, cold: bool) -> float:
    if cold:
        clear_caches()
    started = time.process_time()
    for text, required in patterns:
        describe(text, required)
    return time.process_time() - started


if __name__ == "__main__":
    print(table())
