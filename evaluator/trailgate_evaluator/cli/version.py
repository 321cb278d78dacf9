"""`trailgate version`: which program, which policies, which engine."""

from __future__ import annotations

import sys


def version() -> int:
    """Print the versions of trailgate, its policies and its engines.

    \b
    Examples:
      trailgate version
      trailgate version | sed -n 's/^policies  *//p'
    """  # noqa: D301 - \b tells the help page to keep these lines as they are
    import platform
    from importlib.metadata import version as installed

    from trailgate_evaluator import __version__
    from trailgate_evaluator.engine.bundle import packaged_bundle

    bundle = packaged_bundle()
    facts = {
        "trailgate": __version__,
        "policies": bundle.digest,
        "opa": f"{bundle.opa_version} (compiled the policies)",
        "wasmtime": installed("wasmtime"),
        "python": platform.python_version(),
    }
    sys.stdout.write("".join(f"{name:<10} {value}\n" for name, value in facts.items()))
    return 0
