"""Accounts and their resources, each once in a look: of what several tell, as the owner's own input tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.report.tables import TABLES, refuse_misfit
from trailgate_evaluator.report.tables.accounts import closed_row, judged_row, left_out_rows
from trailgate_evaluator.report.tables.resources import kind_of, resource_row

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from trailgate_evaluator.query.parts import Part

Json = dict[str, Any]

_KINDS: Final = frozenset({"trails", "log_groups", "metric_filters", "alarms", "topics", "subscriptions"})
UNREAD: Final = "subscriptions"
"""What stands in a topic's `unknowns` where its subscriptions may be hidden."""


class Things:
    """What one look has told so far of the tables of accounts that are named."""

    def __init__(self, run: int, tables: frozenset[str]) -> None:
        self._run = run
        self._tables = tables
        self._found: dict[tuple[str, str], tuple[bool, Json]] = {}
        self._accounts: dict[tuple[str, str | None], Json] = {}

    def take(self, part: Part) -> None:
        """Takes what a stored result tells: its account, and every resource that its evidence names."""
        result, entry = part.result, part.entry
        row = closed_row(self._run, entry) if result is None else judged_row(self._run, entry, result)
        for told in (*filter(None, [row]), *left_out_rows(self._run, entry)):
            self.add_account(told)
        if result is None or not self._tables & _KINDS:
            return
        patterns = {pattern: told["text"] for pattern, told in result["patterns"].items()}
        unread = {gap["id"] for gap in result["gaps"] if gap["link"] == "subscription" and gap["id"] is not None}
        for resource in result["resources"].values():
            kind = kind_of(resource)
            self.add(kind, resource, source=entry["name"], told_by=result["subject"]["account"], patterns=patterns)
            if kind == "topics" and resource["id"] in unread:
                self.unread(resource["id"], entry["name"])

    def add_account(self, row: Json) -> None:
        """Adds an account, once for each input."""
        if "accounts" in self._tables:
            refuse_misfit(TABLES["accounts"], row)
            self._accounts.setdefault((row["input"], row["account"]), row)

    def add(self, kind: str, entry: Json, *, source: str, told_by: str | None, patterns: Mapping[str, str]) -> None:
        """Adds a resource; one that is there already gives way to what its own account tells."""
        if kind not in self._tables:
            return
        key, own = (kind, _identity(entry["id"], source)), entry.get("account") == told_by
        if key not in self._found or (own and not self._found[key][0]):
            row = resource_row(kind, entry, run=self._run, source=source, patterns=patterns)
            refuse_misfit(TABLES[kind], row)
            self._found[key] = (own, row)

    def unread(self, topic: str, source: str) -> None:
        """Notes of a topic that not all of its subscriptions are known, as that input has it."""
        found = self._found.get(("topics", _identity(topic, source)))
        if found is not None and found[1]["input"] == source and UNREAD not in found[1]["unknowns"]:
            found[1]["unknowns"] = sorted([*found[1]["unknowns"], UNREAD])

    def rows(self) -> Iterator[tuple[str, Json]]:
        """(table, row) of everything, in the order of accounts and ids."""
        yield from (("accounts", row) for _, row in sorted(self._accounts.items(), key=_by_account))
        for (kind, _), (_, row) in sorted(self._found.items(), key=lambda one: one[0]):
            yield kind, row


def _by_account(one: tuple[tuple[str, str | None], Json]) -> tuple[str, str]:
    (source, account), _ = one
    return account or "", source


def _identity(identity: str, source: str) -> str:
    """What is planned has an address, which another plan may have, too."""
    return identity if identity.startswith("arn:") else f"{identity}\n{source}"
