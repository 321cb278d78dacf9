"""Fuzzes filter patterns for some seconds on a copy of the corpus, where the fuzzer can be had: `python -m tests.fuzz 60`."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"


def main() -> int:
    """The fuzzer's exit code; 0 with a word where atheris has no wheel for this platform."""
    if importlib.util.find_spec("atheris") is None:
        print("fuzzing skipped: atheris has no wheel for this platform", file=sys.stderr)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        corpus = shutil.copytree(CORPUS, Path(folder) / "corpus")
        command = [sys.executable, "-m", "tests.fuzz.fuzz_patterns", f"-max_total_time={int(sys.argv[1])}", str(corpus)]
        done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=Path(__file__).resolve().parents[2])
    print("\n".join(done.stderr.splitlines()[-3 if done.returncode == 0 else -40 :]))
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
