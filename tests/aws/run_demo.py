"""`make run`: two small accounts in a simulated AWS, collected and judged by the real program.

The first passes and reaches a person; the second lacks one event and fails. Exit 0 only if both verdicts are these.
With `--serve` the second one alone stands there, as a client's account, until Ctrl-C: the tutorial works on it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.aws.builder import Account, good_chain
from tests.aws.events import EVENTS, any_of
from tests.aws.server import Aws, aws_server

GOOD, LACKING = "111122223333", "444455556666"
LEFT_OUT = EVENTS[-1]
PORT = 5055


def trailgate(*arguments: str, environment: dict[str, str]) -> int:
    """Runs the program as a person would; its output goes where ours goes."""
    print(f"\n$ trailgate {' '.join(arguments)}", flush=True)
    program = str(Path(sys.executable).with_name("trailgate"))
    return subprocess.run([program, *arguments], env=os.environ | environment, check=False, timeout=120).returncode


def lacking(aws: Aws) -> None:
    """Builds the account whose filter lacks one event."""
    without = any_of(event for event in EVENTS if event != LEFT_OUT)
    good_chain(Account(aws=aws, id=LACKING), metric_filter={"pattern": without})


def serve() -> int:
    """The lacking account on a port that is always the same, until Ctrl-C; says how a shell gets there."""
    with aws_server(port=PORT) as aws:
        lacking(aws)
        print(exports(aws), flush=True)
        with suppress(KeyboardInterrupt):
            threading.Event().wait()
    return 0


def exports(aws: Aws) -> str:
    """Lines for a shell: the variables with which any client of AWS's asks the simulator for the lacking account."""
    return "\n".join(f"export {name}={value}" for name, value in aws.environment(LACKING).items())


def demonstrate(aws: Aws, folder: Path) -> list[str]:
    """Collects and judges both accounts; returns what was not as it should be."""
    good_chain(Account(aws=aws, id=GOOD))
    lacking(aws)
    wrong = []
    for account, code, status, effective, missing in (
        (GOOD, 0, "pass", "yes", []),
        (LACKING, 1, "fail", None, [LEFT_OUT]),
    ):
        snapshot, report = str(folder / f"{account}.json"), folder / f"{account}-report.json"
        environment = aws.environment(account)
        if trailgate("collect", "--output", snapshot, environment=environment) != 0:
            wrong.append(f"{account}: not collected")
            continue
        if trailgate("evaluate", snapshot, "--control", "4.4", environment={}) != code:
            wrong.append(f"{account}: expected exit code {code}")
        trailgate("evaluate", "--control", "4.4", "--format", "json", "--output", str(report), snapshot, environment={})
        if not report.exists():
            wrong.append(f"{account}: no report")
            continue
        result: dict[str, Any] = json.loads(report.read_text("utf-8"))["results"][0]
        if (result["status"], result["effective"], result["records"]["missing"]) != (status, effective, missing):
            wrong.append(f"{account}: expected {status}, effective {effective}, missing {missing}")
    return wrong


def main() -> int:
    """Runs the demonstration, or serves; 0 if the verdicts are the expected ones."""
    if sys.argv[1:] == ["--serve"]:
        return serve()
    with aws_server() as aws, tempfile.TemporaryDirectory() as folder:
        wrong = demonstrate(aws, Path(folder))
    for line in wrong:
        print(f"not as expected: {line}", file=sys.stderr)
    print("\nboth verdicts are as expected" if not wrong else "", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
