"""Writes fixtures/estates: `python -m tests.estates.make_fixtures [NAME…]`.

Each has a folder of snapshots, one file an account (gzipped as the collector writes them, where it wrote them), and
`expected.json`, which is what the fixture claims, never what an evaluator answered.
"""

from __future__ import annotations

import gzip
import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tests.estates.claims_by_hand import BY_HAND
from tests.estates.claims_collected import COLLECTED

if TYPE_CHECKING:
    from tests.estates.claim import EstateClaim

FOLDER: Final = Path(__file__).parents[2] / "fixtures" / "estates"
CLAIMS: Final = (*BY_HAND, *COLLECTED)


def write(claim: EstateClaim) -> None:
    """The fixture's folder, whole."""
    folder = FOLDER / claim.name
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "snapshots").mkdir(parents=True)
    made = claim.make()
    for name, snapshot in made.snapshots.items():
        content = json.dumps(snapshot, separators=(",", ":"), sort_keys=True).encode()
        packed = gzip.compress(content, mtime=0) if name.endswith(".gz") else content
        (folder / "snapshots" / name).write_bytes(packed)
    (folder / "expected.json").write_text(_text(claim.expected(made.names)), "utf-8")


def _text(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def main(names: list[str]) -> int:
    """Writes the named fixtures, else all; then removes folders that no claim names."""
    known = {claim.name: claim for claim in CLAIMS}
    if unknown := sorted(set(names) - set(known)):
        print(f"no such fixture: {', '.join(unknown)}", file=sys.stderr)
        return 2
    for name in names or known:
        write(known[name])
        print(name, flush=True)
    for folder in FOLDER.iterdir():
        if folder.name not in known:
            shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
