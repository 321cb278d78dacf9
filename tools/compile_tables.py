"""Compiles the tables of the snapshot reader (YAML, for people) into one JSON file, which every start reads.

Run by `make tables` after an edit of one of them, and commit what it wrote. `--check` compares instead.
"""

from __future__ import annotations

import sys
from pathlib import Path

import orjson
import yaml

from trailgate_evaluator.readers.snapshot.tables import COMPILED, HERE

ROOT = Path(__file__).resolve().parents[1]


def main(*arguments: str) -> int:
    """`make tables`, and with `--check` what `make lint` asks."""
    target = HERE / COMPILED
    made = compiled()
    if arguments == ("--check",):
        if not target.is_file() or target.read_bytes() != made:
            print(f"{target.relative_to(ROOT)} is not of the tables beside it: run `make tables` and commit it", file=sys.stderr)
            return 1
    else:
        target.write_bytes(made)
    print(f"{target.relative_to(ROOT)}: of {', '.join(_files())}")
    return 0


def compiled() -> bytes:
    """Every table by its file's name, as JSON: the same bytes for the same tables."""
    tables = {name: yaml.safe_load((HERE / name).read_text(encoding="utf-8")) for name in _files()}
    return orjson.dumps(tables, option=orjson.OPT_APPEND_NEWLINE)


def _files() -> list[str]:
    return sorted(path.name for path in HERE.glob("*.yaml"))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
