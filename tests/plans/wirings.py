"""Apply is the judge of the wirings: each of `fixtures/sources` is planned, judged, applied, collected and judged again.

    python -m tests.plans.wirings [NAME...]

By the newest provider at hand; minutes for all. Exit 1 where an account after apply is not what the folder's name claims, or its
plan said otherwise. What the simulated AWS refuses is printed and proves nothing.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.aws.server import ACCOUNT
from tests.aws.wire import access_key_of
from tests.plans.configurations import Configuration
from tests.plans.make_sources import CASES
from tests.plans.providers import providers
from tests.plans.trials import Trial, trials
from tests.plans.warm import BUCKET, Bench, bench
from trailgate_evaluator.engine import open_engine

if TYPE_CHECKING:
    from trailgate_evaluator.engine import Engine

RIG = "provider_rig_override.tf"
"""Terraform merges a file of this ending over the provider block that the wiring has."""
_ACCOUNT = re.compile(r"(?<=arn:aws:iam::)\d{12}(?=:role)")
_BUCKET = re.compile(r'(s3_bucket_name"?\s*[=:]\s*)"[^"]+"')


def main(names: list[str]) -> int:
    """Tries the named wirings, or all."""
    usable = [one for one in providers() if not one.is_quick]
    if shutil.which("terraform") is None or not usable:
        print("skipped: terraform or a provider from version 4 on is not at hand")
        return 0
    mistaken = 0
    with bench(usable[-1]) as on, open_engine() as engine, tempfile.TemporaryDirectory() as folder:
        for case in [CASES / name for name in names] or sorted(path.parent for path in CASES.glob("*/src")):
            tried = _tried(case, on, engine, Path(folder) / "tried")
            claim = case.name.partition("_")[0]
            said = ", ".join(f"{way} {status}" for way, (status, _) in tried.planned.items())
            if tried.applied is None:
                print(f"{case.name}: {said}; refused: {' '.join((tried.refused or '').split())[-400:]}", flush=True)
                continue
            right = tried.applied[0] == claim == tried.planned["plan and sources"][0] and not tried.wrong
            mistaken += not right
            print(f"{case.name}: {'' if right else 'WRONG, '}{said}; after apply {tried.applied[0]}", flush=True)
    return 1 if mistaken else 0


def _tried(case: Path, on: Bench, engine: Engine, folder: Path) -> Trial:
    files = {
        str(path.relative_to(case / "src")): path.read_text() for path in sorted((case / "src").rglob("*")) if path.is_file()
    }
    # The account and the bucket are the simulator's, which knows no others; nothing that is judged hangs on either.
    files = {name: _BUCKET.sub(rf'\1"{BUCKET}"', _ACCOUNT.sub(ACCOUNT, text)) for name, text in files.items()}
    rig = on.provider.block(on.aws.url, "", access_key_of(ACCOUNT))
    return next(trials(Configuration(steps=({**files, RIG: rig},), providers=()), on, engine, folder))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
