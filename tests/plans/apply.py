"""Apply is the judge: configurations by a seed are planned and judged, applied, collected and judged again.

    python -m tests.plans.apply [COUNT] [--from SEED] [--keep FOLDER]

A plan's verdict is that of the account after its apply, or unknown. Exit 1 where some plan's was another.
"""

from __future__ import annotations

import argparse
import collections
import json
import shutil
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.plans.configurations import configuration
from tests.plans.judging import judged
from tests.plans.providers import providers
from tests.plans.warm import PROVIDERS, Bench, RefusedError, bench
from trailgate_evaluator.engine import open_engine

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from trailgate_evaluator.engine import Engine

Verdict = tuple[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What came of one configuration: the plan's verdicts by how it was judged, and the account's after apply."""

    planned: Mapping[str, Verdict]
    applied: Verdict | None
    refused: str | None = None

    @property
    def wrong(self) -> list[str]:
        """Where the plan said pass or fail, and the account is otherwise; or an input that cannot be read."""
        if self.applied is None:
            return []
        status, effective = self.applied
        found = []
        for way, (said, effect) in self.planned.items():
            if said not in {status, "unknown"}:
                found.append(f"{way}: {said}, and the account is {status}")
            elif said == status == "pass" and {effect, effective} == {"yes", "no"}:
                found.append(f"{way}: effective {effect}, and the account's is {effective}")
        return found


def trial(
    steps: tuple[Mapping[str, str], ...],
    on: Bench,
    engine: Engine,
    folder: Path,
    *,
    arguments: tuple[str, ...] = (),
    blocks: tuple[str, ...] = PROVIDERS,
) -> Trial:
    """Plans, judges, applies, collects and judges again; `folder` keeps what was judged last.

    `arguments` are those of the last plan, `blocks` what the provider blocks say.
    """
    on.begin()
    planned: dict[str, Verdict] = {}
    try:
        for step in steps[:-1]:
            on.write(step, blocks)
            on.plan()
            on.apply()
        on.write(steps[-1], blocks)
        plan = on.plan(*arguments)
    except RefusedError as refused:
        return Trial(planned={}, applied=None, refused=str(refused))
    planned["plan"] = judged(engine, folder / "plan.json", plan)
    graph = folder / "plan.dot"
    graph.write_text(on.graph())
    planned["plan and graph"] = judged(engine, folder / "plan.json", plan, graph=str(graph))
    try:
        on.apply()
    except RefusedError as refused:
        return Trial(planned=planned, applied=None, refused=str(refused))
    return Trial(planned=planned, applied=judged(engine, folder / "snapshot.json", on.snapshot()))


def trials(seeds: Iterator[int], on: Bench, engine: Engine, folder: Path) -> Iterator[tuple[int, Trial]]:
    """Each seed's configuration, tried."""
    for seed in seeds:
        yield seed, trial(configuration(seed), on, engine, folder)


def main(arguments: list[str] | None = None) -> int:
    """Tries so many configurations and says what came of them."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("count", nargs="?", type=int, default=1000)
    parser.add_argument("--from", dest="first", type=int, default=0, metavar="SEED")
    parser.add_argument("--keep", type=Path, default=Path("out/apply"), metavar="FOLDER", help="where wrong ones are kept")
    options = parser.parse_args(arguments)
    usable = [one for one in providers() if one.is_quick]
    if shutil.which("terraform") is None or not usable:
        print("skipped: terraform or the quick provider is not at hand (`python -m tests.plans.make_plans` fetches it)")
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the provider ends as well
    counts: collections.Counter[str] = collections.Counter()
    wrong: list[str] = []
    started = time.monotonic()
    with bench(usable[0]) as on, open_engine() as engine, tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        for seed, tried in trials(iter(range(options.first, options.first + options.count)), on, engine, here):
            _count(counts, tried)
            if tried.wrong:
                wrong.append(f"{seed}: {'; '.join(tried.wrong)}")
                print(f"WRONG {wrong[-1]}", flush=True)
                _keep(options.keep / str(seed), on, here, tried)
            if (counts["applied"] + counts["refused"]) % 25 == 0:
                print(f"seed {seed}, {time.monotonic() - started:.0f} s: {_told(counts)}", flush=True)
    print(f"{_told(counts)}, {len(wrong)} wrong, {time.monotonic() - started:.0f} s")
    return 1 if wrong else 0


def _count(counts: collections.Counter[str], tried: Trial) -> None:
    if tried.applied is None:
        counts["refused"] += 1
        counts["refused while planning" if not tried.planned else "refused by apply"] += 1
        return
    counts["applied"] += 1
    counts[f"account {tried.applied[0]}"] += 1
    for way, (status, _) in tried.planned.items():
        counts[f"{way} {status}"] += 1


def _told(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))


def _keep(place: Path, on: Bench, here: Path, tried: Trial) -> None:
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(on.work, place / "work", ignore=shutil.ignore_patterns(".terraform*", "provider_rig.tf", "tfplan"))
    for file in here.iterdir():
        shutil.copy(file, place / file.name)
    told: dict[str, Any] = {"wrong": tried.wrong, "planned": tried.planned, "applied": tried.applied}
    (place / "verdicts.json").write_text(json.dumps(told, indent=1))


if __name__ == "__main__":
    sys.exit(main())
