"""The centralization rules that accounts were told of, as an organization's administrators are, and the groups that they copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.estate.centralization import Copy, Rule, copy_of
from trailgate_evaluator.estate.raw import calls_of, objects, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from trailgate_evaluator.estate.accounts import Held

Json = dict[str, Any]

_SERVICE: Final = "observabilityadmin"
_LIST, _GET = "ListCentralizationRulesForOrganization", "GetCentralizationRuleForOrganization"
_WHY: Final = {"denied": "denied", "failed": "failed", "skipped": "skipped", "truncated": "truncated", "absent": "failed"}


class Rules:
    """The rules of each organization, each with the account that was told of it last."""

    def __init__(self, held: Mapping[str, Held]) -> None:
        """Of all accounts' outlines."""
        self._held = held
        self._by_organization: dict[str, dict[str, tuple[int, str, Rule]]] = {}
        for account, one in sorted(held.items()):
            for arn, rule in one.outline.rules.items() if one.outline.organization is not None else ():
                kept = self._by_organization.setdefault(str(one.outline.organization), {})
                if arn not in kept or kept[arn][0] < one.as_of:
                    kept[arn] = (one.as_of, account, rule)

    def copies_of(self, group: str, *, copyable: bool | None) -> list[tuple[str, Copy]]:
        """What the rules of its account's organization make of a group, each with whoever tells of the rule."""
        owner = self._held.get(group.split(":")[4])
        organization = str(None if owner is None else owner.outline.organization)
        rules = self._by_organization.get(organization, {})
        made = ((by, copy_of(rule, group, organization, copyable=copyable)) for _, (_, by, rule) in sorted(rules.items()))
        return [(by, one) for by, one in made if one is not None]

    def copies(self) -> Iterator[str]:
        """All copies that there may be of groups that trails deliver to, by ARN."""
        if self._by_organization:
            delivered = frozenset[str]().union(*(one.outline.delivered for one in self._held.values()))
            for group in sorted(delivered):
                if group.startswith("arn:"):
                    yield from (one.to for _, one in self.copies_of(group, copyable=None) if one.to is not None)


def rules_in(content: Json) -> dict[str, Rule]:
    """The rules by ARN. Nobody asked, or nobody was told: none."""
    asked = {
        str(call["request"].get("RuleIdentifier")): (_at(index), call)
        for index, call in calls_of(content, _SERVICE, _GET)
        if isinstance(call.get("request"), dict)
    }
    return {
        arn: _rule(row, at, asked.get(arn))
        for at, row in _listed(content)
        if (arn := row.get("RuleArn")) and isinstance(arn, str)
    }


def _rule(row: Json, at: str, details: tuple[str, Json] | None) -> Rule:
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
        at=place or at,
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
