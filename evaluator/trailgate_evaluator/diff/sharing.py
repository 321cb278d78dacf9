"""Whether an alarm sees another account's metrics: what ties two accounts together, told apart from the alarm itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.document import parts
from trailgate_evaluator.report.sharing_words import UNSHARED

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

SHARING: Final = "sharing"
"""What a change is that is none of the alarm, but of what another account shares with the alarm's."""
_GAP: Final = "#metric.account"
"""In the id of the gap that tells why nobody knows whether the metric is shared."""


def told_apart(before: Json, after: Json) -> tuple[Json, Json, list[Json]]:
    """Both entries with the accounts that their metrics are of, and what became of the sharing: [{account, old, new}].

    `old` and `new` say whether the alarm sees the account's metrics: true, false, or null where nobody can tell. Metrics that
    differ in anything else are left as they are, but for the account's number, which is shown without what is so of it.
    """
    found: dict[str, Json] = {}
    for path, metric in _metrics(before):
        other = dict(_metrics(after)).get(path)
        if other is None or _without_account(metric) != _without_account(other):
            continue
        here, there = _seen(metric["account"]), _seen(other["account"])
        if here is None or there is None:
            continue
        (old, was), (new, now) = here, there
        account = old or new
        if was == now is None:
            after = _put(after, path, metric["account"])
        elif account is not None and was != now and new in {None, account}:
            found[account] = {"account": account, "old": was, "new": now}
            before, after = _put(before, path, account), _put(after, path, account)
    return _plain(before), _plain(after), [found[account] for account in sorted(found)]


def _metrics(entry: Json) -> Iterator[tuple[tuple[str, ...], Json]]:
    """Where in the entry which metrics stand that tell whose they are."""
    queries = entry.get("queries")
    of_queries = queries.items() if isinstance(queries, dict) and not parts.is_unknown(queries) else ()
    every = [((), entry), *((("queries", name), query) for name, query in of_queries)]
    for path, holder in every:
        metric = holder.get("metric") if isinstance(holder, dict) else None
        if isinstance(metric, dict) and "account" in metric:
            yield path, metric


def _without_account(metric: Json) -> Json:
    return {field: value for field, value in metric.items() if field != "account"}


def _seen(account: Any) -> tuple[str | None, bool | None] | None:
    """The account's number, and whether its metric is seen: neither where what is shared is not known. None of another value."""
    if isinstance(account, str):
        return account.removeprefix(UNSHARED), not account.startswith(UNSHARED)
    if parts.is_unknown(account) and _GAP in str(account["unknown"].get("gap")):
        return None, None
    return None


def _plain(entry: Json) -> Json:
    """The entry with an account's number alone wherever the account's metric is not shared."""
    for path, metric in list(_metrics(entry)):
        account = metric["account"]
        if isinstance(account, str) and account.startswith(UNSHARED):
            entry = _put(entry, path, account.removeprefix(UNSHARED))
    return entry


def _put(entry: Json, path: tuple[str, ...], account: Any) -> Json:
    """The entry with that as the account of the metric there."""
    if not path:
        return entry | {"metric": entry["metric"] | {"account": account}}
    head, *rest = path
    return entry | {head: entry[head] | {rest[0]: _put(entry[head][rest[0]], (), account)}}
