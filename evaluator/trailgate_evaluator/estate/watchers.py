"""Which accounts may have alarms on another one's metrics: by what their alarms name, and by whom its metrics are shared with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trailgate_evaluator.estate.accounts import Held


class Watchers:
    """What the outlines tell, turned around: from who watches to what is watched."""

    def __init__(self, held: Mapping[str, Held]) -> None:
        """Of all accounts' outlines."""
        self._held = held
        self._naming: dict[str, list[str]] = {}
        self._receiving: dict[str, dict[str, set[str]]] = {}
        for account, one in sorted(held.items()):
            for watched in sorted(one.outline.watched):
                self._naming.setdefault(watched, []).append(account)
            for source, region in one.outline.receives:
                if source in held:
                    self._receiving.setdefault(source, {}).setdefault(region, set()).add(account)

    def of(self, account: str, region: str) -> list[str]:
        """The other accounts that have alarms on this one's metrics, or that it shares these with in the region."""
        outline = self._held[account].outline
        sharing = {sink for sink, where in outline.monitors if where == region} | outline.lets_in
        receiving = self._receiving.get(account, {}).get(region, set())
        return sorted({*self._naming.get(account, ()), *receiving, *(sharing & self._held.keys())})

    def are_of(self, account: str) -> bool:
        """Whether alarms on the account's metrics may stand in another account that is held."""
        if account in self._naming or account in self._receiving:
            return True
        outline = None if account not in self._held else self._held[account].outline
        sharing = set() if outline is None else {sink for sink, _ in outline.monitors} | outline.lets_in
        return not self._held.keys().isdisjoint(sharing)

    def add_regions(self, regions: dict[str, set[str]], groups: Mapping[str, Iterable[str]]) -> None:
        """Adds to each account the regions in which its alarms may watch another one's metrics.

        `groups` are the log groups that other accounts' trails deliver to, by the account that owns them.
        """
        for account, one in self._held.items():
            for monitor, region in one.outline.monitors:
                regions.setdefault(monitor, set()).add(region)
            own = [group for group in one.outline.delivered if group.split(":")[4:5] == [account]]
            for monitor in one.outline.lets_in:
                regions.setdefault(monitor, set()).update(group.split(":")[3] for group in (*groups.get(account, ()), *own))
        for receiving in self._receiving.values():
            for region, accounts in receiving.items():
                for account in accounts:
                    regions.setdefault(account, set()).add(region)
