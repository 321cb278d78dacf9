"""The centralization rules that accounts were told of, as an organization's administrators are, and the groups that they copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

from msgspec import Struct, field

from trailgate_evaluator.estate.centralization import (
    Copy,
    Doubt,
    MetricCopy,
    Rule,
    Untold,
    copies_of,
    metric_copies_of,
    perhaps_copies_of,
)
from trailgate_evaluator.estate.raw import calls_of, objects, text
from trailgate_evaluator.readers.snapshot.origins import back

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from trailgate_evaluator.estate.accounts import Held
    from trailgate_evaluator.estate.outline import Outline

Json = dict[str, Any]
IsWhole: TypeAlias = "Callable[[str], bool]"
"""Of an account whether its snapshot can be read: one whose cannot tells of nothing."""

_SERVICE: Final = "observabilityadmin"
_LIST, _GET = "ListCentralizationRulesForOrganization", "GetCentralizationRuleForOrganization"
_WHY: Final = {"denied": "denied", "failed": "failed", "skipped": "skipped", "truncated": "truncated", "absent": "failed"}


class Told(Struct, frozen=True, kw_only=True):
    """What an account was told of its organization's rules: some by ARN, and whether these are `all`.

    `untold` says why it was not told all; None where nobody asked, or where the account is in no organization.
    """

    rules: dict[str, Rule] = field(default_factory=dict)
    all: bool = False
    untold: Untold | None = None


NOTHING: Final = Told()


def always(_account: str) -> bool:
    """For what is looked through before anything is read whole."""
    return True


class Rules:
    """The rules of each organization, each with the account that was told of it last, and where there may be others."""

    def __init__(self, held: Mapping[str, Held]) -> None:
        """Of all accounts' outlines."""
        self._held = held
        self._managers: dict[str, str] = {}
        self._tellers: dict[str, list[str]] = {}
        for account in sorted(held, key=lambda one: (-held[one].as_of, one)):
            outline = held[account].outline
            if outline.organization is None:
                continue
            if outline.management is not None:
                self._managers.setdefault(outline.organization, outline.management)
            if outline.rules.rules or outline.rules.all or _is_refused_administrator(account, outline):
                self._tellers.setdefault(outline.organization, []).append(account)

    def copies_of(self, group: str, *, copyable: bool | None, is_whole: IsWhole = always) -> list[tuple[str, Copy]]:
        """What the rules of its account's organization make of a group, each with whoever tells of the rule."""
        organization, rules = self._rules_over(group.split(":")[4], is_whole)
        return [(by, one) for by, rule in rules for one in copies_of(rule, group, organization, copyable=copyable)]

    def perhaps_copies_of(self, account: str, region: str, *, copyable: bool | None, is_whole: IsWhole) -> list[tuple[str, Copy]]:
        """What the rules of the account's organization may make of a group of whatever name in that region."""
        organization, rules = self._rules_over(account, is_whole)
        found = ((by, rule, perhaps_copies_of(rule, account, region, organization, copyable=copyable)) for by, rule in rules)
        return [(by, one) for by, _, copies in found for one in copies]

    def metric_copies_of(self, account: str, region: str, is_whole: IsWhole = always) -> list[tuple[str, MetricCopy]]:
        """Where the rules of its organization may copy an account's metrics to, each with whoever tells of the rule."""
        organization, rules = self._rules_over(account, is_whole)
        return [(by, one) for by, rule in rules for one in metric_copies_of(rule, account, region, organization)]

    def _rules_over(self, account: str, is_whole: IsWhole) -> tuple[str, list[tuple[str, Rule]]]:
        """The account's organization, and its rules, each with whoever was told of it last."""
        held = self._held.get(account)
        organization = str(None if held is None else held.outline.organization)
        rules: dict[str, tuple[str, Rule]] = {}
        for teller in filter(is_whole, self._tellers.get(organization, ())):
            rules = {arn: (teller, rule) for arn, rule in self._held[teller].outline.rules.rules.items()} | rules
        return organization, [rules[arn] for arn in sorted(rules)]

    def doubt_about(self, owner: str, is_whole: IsWhole) -> Doubt | None:
        """Why some rule that nobody was told may copy groups of the `owner`; None where somebody was told all, or nobody asked.

        An administrator's refusal counts for all accounts, another account's for its own groups.
        """
        outline = self._held[owner].outline if owner in self._held else None
        tellers = [] if outline is None else [*filter(is_whole, self._tellers.get(str(outline.organization), ()))]
        if outline is None or any(self._held[one].outline.rules.all for one in tellers):
            return None
        manager = self._managers.get(str(outline.organization))
        refused = sorted(one for one in tellers if _is_refused_administrator(one, self._held[one].outline))
        account = owner if not refused else str(manager) if manager in refused else refused[0]
        untold = self._held[account].outline.rules.untold
        if untold is None:
            return None
        if refused or manager in {None, account}:
            return Doubt(by=account, account=account, why=untold.why, error=untold.error, at=untold.at)
        is_held = manager in self._held and is_whole(str(manager))
        return Doubt(by=account, account=str(manager), why="not_collected" if is_held else "not_supplied")

    def copies(self) -> Iterator[str]:
        """All copies that there may be of groups that trails deliver to, by ARN."""
        for group in self._delivered():
            yield from (one.to for _, one in self.copies_of(group, copyable=None) if one.to is not None)

    def metric_places(self, copies: Iterable[str]) -> Iterator[tuple[str, str]]:
        """All accounts and regions to which metrics may be copied that filters of these groups, and of their copies, write."""
        places = {tuple(group.split(":")[3:5]) for group in (*self._delivered(), *copies)}
        for region, account in sorted(places):
            for _, one in self.metric_copies_of(account, region):
                if one.account is not None and one.region is not None:
                    yield one.account, one.region

    def _delivered(self) -> list[str]:
        if not self._tellers:
            return []
        delivered = frozenset[str]().union(*(one.outline.delivered for one in self._held.values()))
        return [group for group in sorted(delivered) if group.startswith("arn:")]


def rules_in(content: Json) -> Told:
    """What the snapshot's account was told of rules."""
    asked = {
        str(call["request"].get("RuleIdentifier")): (_at(index), call)
        for index, call in calls_of(content, _SERVICE, _GET)
        if isinstance(call.get("request"), dict)
    }
    rules = {
        arn: _rule(row, at, asked.get(arn), content)
        for at, row in _listed(content)
        if (arn := row.get("RuleArn")) and isinstance(arn, str)
    }
    listings = [(_at(index), call) for index, call in calls_of(content, _SERVICE, _LIST)]
    told = any(call.get("outcome") in {"answered", "absent"} for _, call in listings)
    if told or not listings or _is_outside(content):
        return Told(rules=rules, all=told)
    at, call = listings[0]
    error = call.get("error")
    why = _WHY.get(str(call.get("outcome")), "failed")
    return Told(rules=rules, untold=Untold(why=why, error=error if isinstance(error, dict) else None, at=back(at, content)))


def _is_refused_administrator(account: str, outline: Outline) -> bool:
    """Whether the account would be told every rule of its organization, and was not."""
    return outline.rules.untold is not None and (bool(outline.listed) or outline.management == account)


def _is_outside(content: Json) -> bool:
    """Whether AWS said that the account is in no organization."""
    asked = calls_of(content, "organizations", "DescribeOrganization")
    return content.get("organization") is None and any(call.get("outcome") == "absent" for _, call in asked)


def _rule(row: Json, at: str, details: tuple[str, Json] | None, snapshot: Json) -> Rule:
    called = (None, {}) if details is None else details
    place, call = called
    page = next(iter(objects(call.get("pages"))), {}) if call.get("outcome") == "answered" else {}
    content = page.get("CentralizationRule")
    destination = content.get("Destination") if isinstance(content, dict) else None
    told = destination if isinstance(destination, dict) else {}
    outcome = str(call.get("outcome"))
    untold = not isinstance(content, dict)
    return Rule(
        name=str(row.get("RuleName") or row["RuleArn"]),
        at=back(place or at, snapshot),
        account=text(told.get("Account") or row.get("DestinationAccountId")),
        region=text(told.get("Region") or row.get("DestinationRegion")),
        healthy=(page or row).get("RuleHealth") == "Healthy",
        content=content if isinstance(content, dict) else None,
        why=(_WHY.get(outcome, "failed") if call else "not_collected") if untold else None,
        error=call.get("error") if untold and isinstance(call.get("error"), dict) else None,
    )


def _listed(content: Json) -> Iterator[tuple[str, Json]]:
    for place, call in calls_of(content, _SERVICE, _LIST):
        for number, page in enumerate(objects(call.get("pages"))):
            for index, row in enumerate(objects(page.get("CentralizationRuleSummaries"))):
                yield f"{_at(place)}/pages/{number}/CentralizationRuleSummaries/{index}", row


def _at(call: int) -> str:
    return f"0#/calls/{call}"
