"""What chains of other accounts reach in a snapshot's account: things that its own chains need not name."""

from __future__ import annotations

from msgspec import Struct


class Wanted(Struct, frozen=True, kw_only=True):
    """Log groups and SNS topics by ARN, and the regions in which other accounts' metrics may be watched from here.

    The topics are the account's own or such as it subscribes to. Each is judged for what the snapshot shows of it, or may hide.
    """

    groups: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()


NOTHING = Wanted()
"""Where the snapshot stands alone."""
