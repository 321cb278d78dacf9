"""What new resources are called: a prefix and a word, in a name that AWS takes for a resource of that kind.

Sources: API references (CreateTrail, CreateLogGroup, PutMetricFilter, PutMetricAlarm, CreateTopic, CreateRole, CreateAlias) and
the bucket naming rules of the S3 user guide.
"""

from __future__ import annotations

import re
from typing import Final

TRAIL: Final = "management-events"
_GROUPS: Final = "/aws/cloudtrail/"
_ROLE: Final = "cloudtrail-to-cloudwatch-logs"
_LONGEST_BUCKET: Final = 63
_LONGEST_PREFIX: Final = 64 - len(_ROLE)
"""A role has the shortest name (64) that holds the whole prefix; what holds for it fits all others."""
_TAKEN_BUCKETS: Final = ("amzn-s3-demo-", "sthree-", "xn--")


def refused(prefix: str) -> tuple[str, str] | None:
    """What a prefix has to be and what this one is instead, where some kind of resource could not be called so; else None."""
    if re.search(r"[^A-Za-z0-9_-]", prefix, re.ASCII):
        return "letters, digits, hyphens and underscores, all that an SNS topic may be called", repr(prefix)[:200]
    if len(prefix) > _LONGEST_PREFIX:
        return f"at most {_LONGEST_PREFIX} characters, so that the IAM role is called by 64", f"{len(prefix)} characters"
    if prefix[:1] in ("-", "_"):
        return "a letter or a digit at its beginning, as of every trail", repr(prefix)
    if re.search(r"[_-]{2}", prefix):
        return "no two hyphens or underscores side by side, which no trail may have", repr(prefix)
    if _in_bucket(prefix).startswith(_TAKEN_BUCKETS):
        return f"none of the beginnings that S3 keeps for itself ({', '.join(_TAKEN_BUCKETS)})", repr(prefix)
    return None


def group_for(prefix: str, trail: str) -> str:
    """The log group of a trail. The prefix stands behind the folder: `aws/` at the beginning is AWS's own."""
    return f"{_GROUPS}{prefix}{trail}"


def role(prefix: str) -> str:
    """The role by which CloudTrail writes to the log group."""
    return prefix + _ROLE


def alias(prefix: str, word: str) -> str:
    """The alias of a key, which has no other name."""
    return f"alias/{prefix}{word}"


def bucket(prefix: str, account: str | None, region: str | None, organization: str | None = None) -> str:
    """A bucket's name, where the prefix is cut if it must be: the account's number makes it this account's own."""
    rest = "-".join(("cloudtrail", *(part for part in (organization, account, region) if part is not None)))
    return _in_bucket(prefix)[: _LONGEST_BUCKET - len(rest)] + rest


def _in_bucket(prefix: str) -> str:
    return re.sub(r"[^a-z0-9-]+", "-", prefix.lower())
