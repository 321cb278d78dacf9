"""How long the slowest of many filter patterns take: `make patterns`, `python -m tests.benchmarks.pattern_tail COUNT [SEED]`.

Each is decided against the records of every control, as if it were the first of its account. It prints the times of the processor
by rank, how many were undecided for a bound, and the ten that took longest.
"""

from __future__ import annotations

import gc
import heapq
import sys
import time
from array import array
from typing import Final, NamedTuple

from tests.benchmarks.made_patterns import made
from tests.evaluator.languages.filter_pattern.required import every_record
from trailgate_evaluator.languages.filter_pattern import describe
from trailgate_evaluator.languages.filter_pattern.answers.caches import clear_caches
from trailgate_evaluator.languages.filter_pattern.answers.requirements import requirements

_RANKS: Final = (0.5, 0.99, 0.9999)
_WORST: Final = 10
_KEPT: Final = 2_000
"""So many patterns share what is kept; a run has a few accounts' patterns, never all of a million."""


class Tail(NamedTuple):
    """Seconds of the processor of each pattern, sorted; `bounded` are those that met a bound, with it; `worst` the slowest."""

    seconds: list[float]
    bounded: list[tuple[str, str]]
    worst: list[tuple[float, str]]

    def rank(self, share: float) -> float:
        """The seconds that this share of the patterns stay under."""
        return self.seconds[min(len(self.seconds) - 1, int(share * len(self.seconds)))]


def measured(count: int, seed: int = 0) -> Tail:
    """The tail of so many patterns."""
    records = every_record()
    required = requirements(records)
    seconds, bounded = array("d"), []
    worst: list[tuple[float, str]] = []
    gc.disable()
    for number, text in enumerate(made(count, records, seed)):
        if number % _KEPT == 0:
            clear_caches()
            gc.collect()
        started = time.process_time()
        described = describe(text, required)
        spent = time.process_time() - started
        seconds.append(spent)
        heapq.heappush(worst, (spent, text))
        if len(worst) > _WORST:
            heapq.heappop(worst)
        whys = {str(one.get("why")) for answers in described["coverage"].values() for one in answers.values()}
        bounded += [(text, why) for why in sorted(whys) if why.startswith("bound: ")]
    gc.enable()
    return Tail(sorted(seconds), bounded, sorted(worst, reverse=True))


def main(count: int, seed: int) -> None:
    """Prints the tail."""
    tail = measured(count, seed)
    print(f"{count:,} patterns, seed {seed}: {sum(tail.seconds):,.0f} s of the processor")
    for share in _RANKS:
        print(f"{share:.2%} take at most {tail.rank(share) * 1000:.1f} ms")
    print(f"the slowest takes {tail.seconds[-1] * 1000:.1f} ms; {len(tail.bounded)} met a bound")
    for text, why in tail.bounded[:_WORST]:
        print(f"{why}: {text}")
    for spent, text in tail.worst:
        print(f"{spent * 1000:8.1f} ms {text}")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
