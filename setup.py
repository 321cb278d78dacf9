"""Only what a pip older than 19 runs, to say one sentence: the build is described in pyproject.toml, and hatchling makes it."""

import sys

TOLD = "trailgate needs Python 3.11 or newer and pip 20 or newer; this is Python %d.%d (%s)."
sys.exit(TOLD % (sys.version_info[0], sys.version_info[1], sys.executable))
