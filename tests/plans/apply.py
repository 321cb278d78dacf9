"""Apply is the judge: configurations by a seed are planned and judged, applied, collected and judged again.

    python -m tests.plans.apply [COUNT] [--from SEED] [--new] [--keep FOLDER] [--all]
    python -m tests.plans.apply --again FOLDER

A plan's verdict is that of the account after its apply, or unknown. Exit 1 where some plan's was another. COUNT is of
configurations that were applied and judged; each step of one that changes counts. `--again` judges what was kept, anew.
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
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.plans.configurations import configuration
from tests.plans.judging import judged
from tests.plans.providers import providers
from tests.plans.trials import Trial, trials, verdicts
from tests.plans.warm import REGIONS, bench
from trailgate_evaluator.engine import open_engine

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.plans.providers import Provider
    from trailgate_evaluator.engine import Engine

TOLD_EVERY = 25


def main(arguments: list[str] | None = None) -> int:
    """Tries so many configurations and says what came of them."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("count", nargs="?", type=int, default=1000)
    parser.add_argument("--from", dest="first", type=int, default=0, metavar="SEED")
    parser.add_argument("--new", action="store_true", help="by the newest provider at hand, which takes half a minute for each")
    parser.add_argument("--keep", type=Path, default=Path("out/apply"), metavar="FOLDER", help="where wrong ones are kept")
    parser.add_argument("--all", action="store_true", help="keep all of them")
    parser.add_argument("--again", type=Path, metavar="FOLDER", help="judge anew what is kept there")
    options = parser.parse_args(arguments)
    if options.again is not None:
        return _told(_again(options.again), options)
    usable = [one for one in providers() if one.is_quick is not options.new]
    if shutil.which("terraform") is None or not usable:
        which = "a newer provider" if options.new else "the quick provider"
        print(f"skipped: terraform or {which} is not at hand (`python -m tests.plans.make_plans` fetches the quick one)")
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the provider ends as well
    return _told(_made(usable[-1], options.first), options)


def _made(provider: Provider, first: int) -> Iterator[tuple[str, Trial, Path]]:
    """Every configuration from a seed on: its name, what came of it, and where it is now."""
    with bench(provider) as on, open_engine() as engine, tempfile.TemporaryDirectory() as folder:
        here = Path(folder) / "tried"
        for seed in count(first):
            made = configuration(seed, new=not provider.is_quick)
            for number, tried in enumerate(trials(made, on, engine, here, REGIONS[:2])):
                yield f"{seed}.{number}", tried, here


def _again(kept: Path) -> Iterator[tuple[str, Trial, Path]]:
    with open_engine() as engine:
        for folder in sorted(kept.iterdir(), key=lambda path: [int(part) for part in path.name.split(".")]):
            if (folder / "snapshot.json").exists():
                yield folder.name, _judged_again(engine, folder), folder


def _judged_again(engine: Engine, folder: Path) -> Trial:
    return Trial(planned=verdicts(engine, folder), applied=judged(engine, folder / "snapshot.json"))


def _told(found: Iterator[tuple[str, Trial, Path]], options: argparse.Namespace) -> int:
    """Says what came of each, and in the end of all."""
    counts: collections.Counter[str] = collections.Counter()
    wrong = 0
    started = time.monotonic()
    for name, tried, folder in found:
        _count(counts, tried)
        if tried.wrong:
            wrong += 1
            print(f"WRONG {name}: {'; '.join(tried.wrong)}", flush=True)
        if options.again is None and (tried.wrong or (options.all and tried.applied is not None)):
            _keep(options.keep / name, folder, tried)
        if tried.applied is not None and counts["applied"] % TOLD_EVERY == 0:
            print(f"{name}, {time.monotonic() - started:.0f} s: {_shown(counts)}, {wrong} wrong", flush=True)
        if options.again is None and counts["applied"] == options.count:
            break
    print(f"{_shown(counts)}, {wrong} wrong, {time.monotonic() - started:.0f} s")
    return 1 if wrong else 0


def _count(counts: collections.Counter[str], tried: Trial) -> None:
    if tried.applied is None:
        counts["refused while planning" if not tried.planned else "refused by apply"] += 1
        return
    counts["applied"] += 1
    counts[f"account {tried.applied[0]}"] += 1
    for way in tried.planned:
        counts[f"by {way}"] += 1
    for way in tried.needless:
        counts[f"unknown by {way}"] += 1


def _shown(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))


def _keep(place: Path, here: Path, tried: Trial) -> None:
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(here, place)
    told: dict[str, Any] = {"wrong": tried.wrong, "planned": tried.planned, "applied": tried.applied}
    (place / "verdicts.json").write_text(json.dumps(told, indent=1))


if __name__ == "__main__":
    sys.exit(main())
