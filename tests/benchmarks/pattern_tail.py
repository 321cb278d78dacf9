"""How long the slowest of many filter patterns take: `make patterns`, `python -m tests.benchmarks.pattern_tail COUNT [SEED]`.

Each is decided against the records of every control, as if it were the first of its account. It prints the times of the processor
by rank, how many were undecided for a bound and which, and the ten that took longest: of all so far after every 10,000, so that a
run of a million that is broken off has told what it measured. Its memory is the same however many there are.
"""

from __future__ import annotations

import gc
import heapq
import sys
import time
from array import array
from collections.abc import Iterator
from typing import Final, NamedTuple

from tests.benchmarks.made_patterns import made
from tests.evaluator.languages.filter_pattern.required import every_record
from trailgate_evaluator.languages.filter_pattern import describe
from trailgate_evaluator.languages.filter_pattern.answers.caches import clear_caches
from trailgate_evaluator.languages.filter_pattern.answers.requirements import requirements

_RANKS: Final = (0.5, 0.99, 0.9999)
_WORST: Final = 10
_TOLD: Final = 10_000
"""After so many the tail so far is told."""
_KEPT: Final = 2_000
"""So many patterns share what is kept; a run has a few accounts' patterns, never all of a million."""


class Tail(NamedTuple):
    """Seconds of the processor of each pattern, sorted; `bounded` are those that met a bound, with it; `worst` the slowest."""

    seconds: array[float]
    bounded: list[tuple[str, str]]
    worst: list[tuple[float, str]]

    def rank(self, share: float) -> float:
        """The seconds that this share of the patterns stay under."""
        return self.seconds[min(len(self.seconds) - 1, int(share * len(self.seconds)))]


def measured(count: int, seed: int = 0) -> Tail:
    """The tail of so many patterns."""
    *_, tail = tails(count, seed)
    return tail


def tails(count: int, seed: int = 0, told: int = _TOLD) -> Iterator[Tail]:
    """The tail so far after every `told` of so many patterns, and of all in the end."""
    records = every_record()
    required = requirements(records)
    seconds = array("d")
    bounded: list[tuple[str, str]] = []
    worst: list[tuple[float, str]] = []
    gc.disable()
    for number, text in enumerate(made(count, records, seed)):
        if number % _KEPT == 0:
            clear_caches()
            gc.collect()
        if number and number % told == 0:
            yield Tail(array("d", sorted(seconds)), [*bounded], sorted(worst, reverse=True))
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
    yield Tail(array("d", sorted(seconds)), bounded, sorted(worst, reverse=True))


def main(count: int, seed: int) -> None:
    """Prints the tail, and on the way what it is so far."""
    for tail in tails(count, seed):
        _tell(tail, seed)


def _tell(tail: Tail, seed: int) -> None:
    print(f"{len(tail.seconds):,} patterns, seed {seed}: {sum(tail.seconds):,.0f} s of the processor")
    for share in _RANKS:
        print(f"{share:.2%} take at most {tail.rank(share) * 1000:.1f} ms")
    print(f"the slowest takes {tail.seconds[-1] * 1000:.1f} ms; {len({text for text, _ in tail.bounded})} met a bound")
    for text, why in tail.bounded:
        print(f"{why}: {text}")
    for spent, text in tail.worst:
        print(f"{spent * 1000:8.1f} ms {text}")
    print(flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
