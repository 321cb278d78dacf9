"""What a plan does to the verdict: the status before it beside the status after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


def changes_of(
    before: str, after: str, removed: Iterable[str], added: Iterable[str], *, untouched: bool = False, rolled_back: bool = False
) -> dict[str, Any]:
    """`changes` of a result: a pass lost is `breaks`, a pass won is `fixes`, an unknown on one side is `unknown`.

    `untouched` says that the plan leaves all as it was that the control looks at, whatever that is.
    `removed` and `added` are ids of resources that only one side has. `rolled_back` says that AWS refuses all of it, and that
    the account stays as it was: then the status after it is that of what was asked for, and stands in no account.
    """
    if rolled_back:
        return {"verdict": "none", "before": before, "removed": [], "added": [], "rolled_back": True}
    return {
        "verdict": "none" if untouched else _verdict(before, after),
        "before": before,
        "removed": sorted(removed),
        "added": sorted(added),
    }


def _verdict(before: str, after: str) -> str:
    if "unknown" in {before, after}:
        return "unknown"
    if before == after:
        return "none"
    return "fixes" if after == "pass" else "breaks"
