"""Long lists cut into pages, as AWS does and moto does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.aws.wire import ApiError

if TYPE_CHECKING:
    from collections.abc import Sequence


def one_page(
    answer: dict[str, Any], lists: Sequence[str], *, token: str | None, size: int, next_page: str = "NextToken"
) -> dict[str, Any]:
    """The page at `token` of an answer whose items stand, in order, in one or several lists."""
    start = _start(token)
    items = [(name, item) for name in lists for item in answer.get(name) or []]
    page: dict[str, Any] = {**answer, **{name: [] for name in lists}, next_page: None}
    for name, item in items[start : start + size]:
        page[name].append(item)
    if start + size < len(items):
        page[next_page] = f"from-{start + size}"
    return page


def _start(token: str | None) -> int:
    if token is None:
        return 0
    if not token.startswith("from-"):
        raise ApiError("InvalidNextToken", "The token is not one that we gave.")
    return int(token.removeprefix("from-"))
