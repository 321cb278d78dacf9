"""A snapshot's content as it lies there, of which nothing is checked yet: what is not of the form is passed over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]


def account_in(content: Json) -> str | None:
    """The number of the account that a snapshot says it is of."""
    account = content.get("account")
    return text(account.get("id")) if isinstance(account, dict) else None


def calls_of(content: Json, service: str, operation: str) -> Iterator[tuple[int, Json]]:
    """The calls of an operation, each with its place among all."""
    calls = content.get("calls")
    for index, call in enumerate(calls if isinstance(calls, list) else []):
        if isinstance(call, dict) and (call.get("service"), call.get("operation")) == (service, operation):
            yield index, call


def objects(value: object) -> list[Json]:
    """The objects of a list; none of anything else."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def text(value: object) -> str | None:
    """The value, if it is a text that is not empty."""
    return value if isinstance(value, str) and value else None
