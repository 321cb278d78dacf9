"""ARNs, taken apart once."""

from __future__ import annotations

from typing import Final, NamedTuple

from trailgate_evaluator.errors import InputError

_PARTS: Final = 6
_REGION: Final = 3


class Arn(NamedTuple):
    """`arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`; the resource may hold colons."""

    partition: str
    service: str
    region: str
    account: str
    resource: str


def parse_arn(text: str) -> Arn | None:
    """The parts of an ARN, or None where the text is none."""
    parts = text.split(":", _PARTS - 1) if text.startswith("arn:") else ()
    return Arn._make(parts[1:]) if len(parts) == _PARTS else None


def region_of(text: str) -> str | None:
    """The region that an ARN names, or None where the text is none; sooner than all of its parts."""
    parts = text.split(":", _PARTS - 1)
    return parts[_REGION] if len(parts) == _PARTS and parts[0] == "arn" else None


def name_in(resource: str) -> str:
    """What a thing is called by itself, from the last part of its ARN: what stands behind its kind."""
    ends = [end for end in (resource.find(":"), resource.find("/")) if end >= 0]
    return resource[min(ends) + 1 :] if ends else resource


def require_arn(text: str, service: str, at: str) -> Arn:
    """The parts of an ARN of `service` with account and region; raises `InputError` with `at`."""
    arn = parse_arn(text)
    if arn is None or arn.service != service or not arn.account or not arn.region:
        raise InputError(
            expected=f"an ARN of {service} with account and region",
            found=repr(text)[:80],
            where=at,
            what_to_do="Collect the account again; this is not what AWS answers.",
        )
    return arn


def log_group_id(arn: str) -> str:
    """The id of a log group: its ARN without the `:*` that some calls put at its end."""
    return arn.removesuffix(":*")
