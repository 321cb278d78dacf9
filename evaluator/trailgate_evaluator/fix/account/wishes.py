"""What the person who asks for a fix wishes of it."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

WAITS: Final = "subscription_needs_confirmation"
"""The one weakness that only the recipient ends: a planned subscription waits for its confirmation, whatever is changed."""


class Wishes(Struct, frozen=True, kw_only=True):
    """Each default is the command line's.

    `additive`: nothing that exists may be edited, since the tool that will make the changes does not manage it.
    `accounts` are others whose resources may be changed, too. `effective`: the first real change must reach a person, too.
    `literal`: by a filter that has the benchmark's own text. `organization_trail`: a new trail of a management account is one
    of its organization.
    """

    topic_arn: str | None = None
    email: str | None = None
    namespace: str | None = None
    name_prefix: str = ""
    effective: bool = False
    additive: bool = False
    accounts: frozenset[str] = frozenset()
    literal: bool = False
    organization_trail: bool = False


class Obstacle(Struct, frozen=True, kw_only=True):
    """Why a change cannot be made from here, and what to do instead; `missing` where an answer from the person would do.

    `apart`: it stands in the way of no other control. `address`: what is missing is whom to tell. `full`: a
    log group takes no other filter.
    """

    says: str
    missing: bool = False
    apart: bool = False
    address: bool = False
    full: bool = False
