"""The only code of trailgate that talks to AWS: it writes one account's snapshot, and interprets nothing."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - run from a checkout, nothing has compared `requires-python`
    told = "trailgate needs Python 3.11 or newer; this is Python %d.%d (%s)."
    sys.exit(told % (sys.version_info[0], sys.version_info[1], sys.executable))
