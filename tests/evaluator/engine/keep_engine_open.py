"""Opens the opa engine on the bundle in argv[1], prints its port, its folder and its watcher, and then does what argv[2] says.

The tests kill this program in every way they can think of.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from trailgate_evaluator.engine import server_process
from trailgate_evaluator.engine.bundle import packaged_bundle
from trailgate_evaluator.engine.opa import opa_engine
from trailgate_evaluator.engine.policy_set import packaged_policies


class Watched(server_process.ServerProcess):
    """Prints where it is."""

    def __init__(self, opa: Path, policies: Path) -> None:
        super().__init__(opa, policies)
        print(self.port, self._folder, self._watcher.pid, flush=True)
        if sys.argv[2] == "boot":
            time.sleep(600)


def main() -> None:
    """Waits to be killed."""
    sys.modules["trailgate_evaluator.engine.opa"].ServerProcess = Watched  # type: ignore[attr-defined]
    with opa_engine(packaged_policies(packaged_bundle(Path(sys.argv[1])))):
        print("ready", flush=True)
        match sys.argv[2]:
            case "fork":
                if os.fork() == 0:
                    print(os.getpid(), flush=True)
                time.sleep(600)
            case "raise":
                raise RuntimeError("a bug")
            case _:
                time.sleep(600)


main()
