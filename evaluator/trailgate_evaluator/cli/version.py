"""`trailgate version`: which program, which policies, which engine."""

from __future__ import annotations

import sys


def version() -> int:
    """Print the versions of trailgate, of OPA that compiled the policies, and the policies' digest.

    \b
    Examples:
      trailgate version
      trailgate version | sed -n 's/^policies  *//p'
    """  # noqa: D301 - \b tells the help page to keep these lines as they are
    from trailgate_evaluator import __version__

    sys.stdout.write(f"trailgate  {__version__}\n")
    return 0
