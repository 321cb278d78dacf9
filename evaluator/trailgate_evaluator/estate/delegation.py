"""What an organization's management account lets members do in its place, as it was told itself: trails, and policies.

Sources: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-delegated-administrator.html (who may make a trail
of the organization); https://docs.aws.amazon.com/organizations/latest/userguide/orgs_delegate_policies.html (who may make its
policies: whom the organization's one resource policy lets in).
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from trailgate_evaluator.estate.raw import calls_of, objects, text
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

_CLOUDTRAIL: Final = "cloudtrail.amazonaws.com"
_READ: Final = regex(r"organizations:(?:describe|get|list)[*?\w]*", re.IGNORECASE | re.ASCII)
"""Actions, also with wildcards, that change nothing."""
_OTHER: Final = regex(r"(?!organizations:)[a-z0-9-]+:.*", re.IGNORECASE | re.ASCII)
"""Actions of another service."""
_NUMBER: Final = regex(r"(?:arn:[\w-]+:(?:iam|sts)::)?(\d{12})(?::.*)?", re.ASCII)


class Delegation(Struct, frozen=True, kw_only=True):
    """The members that may make trails of the organization, and those that may change its policies; None where nobody told."""

    trails: frozenset[str] | None = None
    policies: frozenset[str] | None = None


NOTHING: Final = Delegation()


def delegation_in(content: Json) -> Delegation:
    """What a snapshot tells of it."""
    return Delegation(trails=_administrators(content), policies=_policy_makers(content))


def _administrators(content: Json) -> frozenset[str] | None:
    for _, call in calls_of(content, "organizations", "ListDelegatedAdministrators"):
        request = call.get("request")
        if call.get("outcome") == "answered" and isinstance(request, dict) and request.get("ServicePrincipal") == _CLOUDTRAIL:
            rows = (row for page in objects(call.get("pages")) for row in objects(page.get("DelegatedAdministrators")))
            return frozenset(filter(None, (text(row.get("Id")) for row in rows)))
    return None


def _policy_makers(content: Json) -> frozenset[str] | None:
    for _, call in calls_of(content, "organizations", "DescribeResourcePolicy"):
        if call.get("outcome") == "absent":
            return frozenset()
        for page in objects(call.get("pages")):
            policy = page.get("ResourcePolicy")
            return _let_in(policy.get("Content") if isinstance(policy, dict) else None)
    return None


def _let_in(written: object) -> frozenset[str] | None:
    """The accounts that a resource policy may let make more than reads; None where it may be any.

    Conditions and denials take something away, and nobody tells how much: they count for nothing here.
    """
    try:
        policy = json.loads(written) if isinstance(written, str) else None
    except (ValueError, RecursionError):
        return None
    statements = policy.get("Statement") if isinstance(policy, dict) else None
    if not isinstance(statements, list | dict):
        return None
    found = set[str]()
    for one in statements if isinstance(statements, list) else [statements]:
        if not isinstance(one, dict) or one.get("Effect") not in {"Allow", "Deny"}:
            return None
        if one["Effect"] == "Allow" and _changes(one):
            named = list(_accounts(one.get("Principal")))
            if None in named:
                return None
            found.update(filter(None, named))
    return frozenset(found)


def _changes(statement: Json) -> bool:
    """Whether it may allow a call of Organizations that is no read."""
    actions = statement.get("Action")
    listed = actions if isinstance(actions, list) else [actions]
    return not all(isinstance(one, str) and (_READ.fullmatch(one) or _OTHER.fullmatch(one)) for one in listed)


def _accounts(principal: object) -> Iterator[str | None]:
    """The accounts of a principal, None for what may be anybody."""
    named = principal.get("AWS") if isinstance(principal, dict) and set(principal) == {"AWS"} else None
    for one in named if isinstance(named, list) else [named]:
        told = _NUMBER.fullmatch(one) if isinstance(one, str) else None
        yield None if told is None else told[1]
