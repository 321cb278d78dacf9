"""`python -m trailgate_evaluator.precompile`: for whoever installs the program where each run is a first one, such as an image.

The law is compiled to machine code once and laid beside the program, so that no run has to: 1 s less for each.
"""

from __future__ import annotations

import sys

from trailgate_evaluator.engine.bundle import packaged_bundle
from trailgate_evaluator.engine.machine_code import precompile
from trailgate_evaluator.errors import StalePoliciesError

_NOT_WRITTEN = 1


def main() -> int:
    """Lays it, says where, and returns the exit code: 0, 1 where it cannot be written, 5 where there is no law."""
    try:
        path = precompile(packaged_bundle())
    except OSError as problem:
        where, found = problem.filename, problem.strerror or type(problem).__name__
        sys.stderr.write(
            f"trailgate: {where}: expected a folder that may be written, found {found}. Run this as who installed it.\n"
        )
        return _NOT_WRITTEN
    except StalePoliciesError as error:
        sys.stderr.write(f"trailgate: {error}\n")
        return error.exit_code
    sys.stdout.write(f"{path}: the law as machine code for this kind of machine, {path.stat().st_size / 1e6:.1f} MB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
