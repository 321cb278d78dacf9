"""Judges snapshots and Terraform plans by the policies, offline, and reports what it finds."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - run from a checkout, nothing has compared `requires-python`
    told = "trailgate needs Python 3.11 or newer; this is Python %d.%d (%s)."
    sys.exit(told % (sys.version_info[0], sys.version_info[1], sys.executable))

__version__ = "0.1.0"
