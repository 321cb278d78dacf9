"""ARNs, and the places that they name: an account and a region, either of which may be a symbol."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from trailgate_evaluator.regular import regex

ACCOUNT: Final = "tf:account"
PARTITION: Final = "tf:partition"
_ARN: Final = regex(r"arn:(aws[a-z-]*):([a-z0-9-]+):([a-z0-9-]*):([0-9]{12}):(.+)", re.DOTALL)


class Arn(NamedTuple):
    """The parts of an ARN that names an account."""

    partition: str
    service: str
    region: str
    account: str
    resource: str


def parse_arn(value: object) -> Arn | None:
    """The parts of an ARN; None for any other value."""
    match = _ARN.fullmatch(value) if isinstance(value, str) else None
    return None if match is None else Arn(*match.groups())


def bare(arn: str) -> str:
    """An ARN without the `:*` that providers and modules put behind a log group's, some of them twice."""
    while arn.endswith(":*"):
        arn = arn[:-2]
    return arn


def is_symbol(value: str) -> bool:
    """Whether an account, region or partition is one that nothing tells."""
    return value.startswith("tf:")


class Place(NamedTuple):
    """An account and a region, either of which may be a symbol."""

    account: str
    region: str
