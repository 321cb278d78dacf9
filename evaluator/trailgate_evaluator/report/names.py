"""The short name of a resource, as a person would say it, from its entry or its id alone."""

from __future__ import annotations

from typing import Any, Final

from trailgate_evaluator.plain import one_line

Json = dict[str, Any]

_LONGEST: Final = 120


def short_name(identity: str | None, resources: Json) -> str:
    """The name of the resource with this id; the account's own where there is no id."""
    if identity is None:
        return "of this account"
    entry = resources.get(identity, {})
    if entry.get("endpoint"):
        return one_line(f"{entry.get('protocol') or 'endpoint'}:{entry['endpoint']}", _LONGEST)
    for field in ("address", "name"):
        if isinstance(entry.get(field), str) and entry[field]:
            return one_line(entry[field], _LONGEST)
    return one_line(_from_id(identity), _LONGEST)


def account_name(account: str | None) -> str:
    """The account for people; a plan may not tell it, and then a symbol stands for it."""
    return "not stated" if account is None or account.startswith("tf:") else one_line(account, 60)


def _from_id(identity: str) -> str:
    if identity.startswith("tf:"):
        return identity[3:]
    if not identity.startswith("arn:"):
        return identity
    resource = identity.split(":", 5)[-1]
    for prefix in ("trail/", "log-group:", "alarm:", "key/"):
        if resource.startswith(prefix):
            rest = resource.removeprefix(prefix)
            return rest.partition(":metric-filter:")[2] or rest
    return resource
