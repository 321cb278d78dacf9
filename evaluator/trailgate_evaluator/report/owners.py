"""Whose a resource is, where that is another account than the one judged: then no permission of this one helps."""

from __future__ import annotations

import re
from typing import Any, Final

from trailgate_evaluator.regular import regex

Json = dict[str, Any]

_ARN_OF_A_KEY: Final = regex(r"arn:[a-z-]+:kms:[a-z0-9-]+:(\d{12}):(?:key|alias)/.+", re.ASCII)
_NUMBER: Final = regex(r"\d{12}", re.ASCII)


def other_account(account: object, result: Json) -> str | None:
    """The account's number, where it is known to be another than the subject's."""
    own = result["subject"]["account"]
    if not isinstance(account, str) or not isinstance(own, str) or account == own:
        return None
    return account if _NUMBER.fullmatch(account) and _NUMBER.fullmatch(own) else None


def owner_of_key(topic: Json) -> str | None:
    """The account that the ARN of a topic's key names."""
    key = topic.get("key")
    if not isinstance(key, dict):
        return None
    for name in (key.get("arn"), key.get("id")):
        found = _ARN_OF_A_KEY.fullmatch(name) if isinstance(name, str) else None
        if found:
            return found[1]
    return None


def account_in(identity: str | None) -> str | None:
    """The account that an ARN names as its own."""
    parts = ("" if identity is None else identity).split(":", 5)
    return parts[4] if len(parts) > 5 and parts[0] == "arn" and _NUMBER.fullmatch(parts[4]) else None  # noqa: PLR2004 - of an ARN
