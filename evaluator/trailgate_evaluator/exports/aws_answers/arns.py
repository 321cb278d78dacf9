"""What ARNs in an answer tell of where it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

_PARTS: Final = 6
_PARTITION: Final = 1
REGION: Final = 3
ACCOUNT: Final = 4


def part(arn: object, index: int) -> str | None:
    """One of an ARN's six parts; None where it is empty or the value is no ARN."""
    parts = arn.split(":", _PARTS - 1) if isinstance(arn, str) else []
    return parts[index] or None if len(parts) == _PARTS and parts[0] == "arn" else None


def name(arn: object) -> str | None:
    """The name behind the kind in an ARN: of a trail, a log group."""
    resource = part(arn, _PARTS - 1)
    return (
        None
        if resource is None
        else resource.removesuffix(":*").partition("/" if "/" in resource.partition(":")[0] else ":")[2] or None
    )


def one(arns: Iterable[Any], index: int) -> str | None:
    """What all of the ARNs have there; None where there are none, or they differ."""
    found = {part(arn, index) for arn in arns}
    return found.pop() if len(found) == 1 else None


def partition(arns: Iterable[Any]) -> str | None:
    """The partition of all the ARNs."""
    return one(arns, _PARTITION)
