"""The fewest changes of a whole estate: account by account, those first through which most other accounts' chains run.

Each account is planned for as it would be after the changes for those before it, in whichever accounts these are made, so that
what forty members lack is made once, where it belongs.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from trailgate_evaluator.document.parts import joined_patterns, pattern_id
from trailgate_evaluator.estate import joined
from trailgate_evaluator.fix.account.change import patched
from trailgate_evaluator.fix.account.ordering import ordered
from trailgate_evaluator.fix.planning.choosing import plan_fix
from trailgate_evaluator.fix.planning.planning import Plan, with_one_more

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from trailgate_evaluator.document.parts import Json, Parts
    from trailgate_evaluator.engine import Engine
    from trailgate_evaluator.estate import Estate
    from trailgate_evaluator.fix.account.change import Change
    from trailgate_evaluator.fix.account.wishes import Obstacle, Wishes
    from trailgate_evaluator.fix.planning.choosing import Format


class EstatePlan(Struct, frozen=True, kw_only=True):
    """Plans by the account in which they are to be run, in that order, each in one format; and why some accounts have none.

    `after` is the estate once all of them are done.
    """

    after: Estate
    plans: dict[str, Plan] = field(default_factory=dict)
    form: Format = "aws-cli"
    left: dict[str, Obstacle] = field(default_factory=dict)


def plan_estate(
    engine: Engine,
    estate: Estate,
    document_of: Callable[[Parts], Json],
    wishes: Wishes,
    wanted: Format | None,
    *,
    closed: frozenset[str] = frozenset(),
) -> EstatePlan:
    """The plan for every account of an estate; `document_of` makes the document of an account's joined parts.

    Nothing is made in accounts that are `closed`, nor for them. Where an organization's trail is wished for, and some account
    would get one of its own, it is made first, in the management account.

    Raises `UsageError` where the format cannot say what a plan needs.
    """
    found = _one_by_one(engine, estate, document_of, wishes, wanted, closed=closed)
    managing = _without_trail(estate, found.plans) - closed if wishes.organization_trail else frozenset()
    if not managing:
        return found
    return _one_by_one(engine, estate, document_of, wishes, wanted, closed=closed, managing=managing)


def _without_trail(estate: Estate, plans: dict[str, Plan]) -> frozenset[str]:
    """The management accounts of organizations that have no trail, and of which some account would get one of its own."""
    makers = {account for account, plan in plans.items() if any(change.kind == "create_trail" for change in plan.changes)}
    return frozenset().union(*(managers_of(estate, found) for found in lacking_trail(estate, makers)))


def lacking_trail(estate: Estate, accounts: Iterable[str]) -> dict[str, list[str]]:
    """These accounts by their organization, as they or its list tell it, where that is known to have no trail of its own."""
    having = {held.outline.organization for held in estate.held.values() if held.outline.owned}
    found: dict[str, list[str]] = {}
    for account in accounts:
        told = estate.held[account].outline.organization or estate.accounts.get(account, {}).get("organization")
        if told is not None and told not in having:
            found.setdefault(str(told), []).append(account)
    return found


def managers_of(estate: Estate, organization: str) -> frozenset[str]:
    """The management account of an organization, where its snapshot is given."""
    outlines = [held.outline for held in estate.held.values() if held.outline.organization == organization]
    return frozenset(one.management for one in outlines if one.management is not None and one.management in estate.held)


def _one_by_one(
    engine: Engine,
    estate: Estate,
    document_of: Callable[[Parts], Json],
    wishes: Wishes,
    wanted: Format | None,
    *,
    closed: frozenset[str],
    managing: frozenset[str] = frozenset(),
) -> EstatePlan:
    """The plan for every account in turn, beginning with a new trail in those that are `managing`."""
    changes: dict[str, list[Change]] = {}
    left: dict[str, Obstacle] = {}
    form: Format = wanted or "aws-cli"
    everywhere = replace(wishes, accounts=frozenset(estate.held) - closed)
    turns: list[list[str]] = []
    for account in sorted(_in_order(estate), key=lambda account: account not in managing):
        shelf = estate.shelf_of(account)
        if shelf is None or account in closed:
            continue
        document = document_of(joined(shelf.parts, estate))
        found, form = plan_fix(engine, document, everywhere, wanted, with_trail=account in managing)
        if found.obstacle is not None:
            left[account] = found.obstacle
        elif found.left:
            left[account] = next(iter(found.left.values()))
        made: dict[str, list[Change]] = {}
        turns.append([change.account for change in ordered(found.changes)])
        for change in ordered(found.changes):
            changes[change.account] = with_one_more(changes.get(change.account, []), change)
            made.setdefault(change.account, []).append(change)
        for owner, of_owner in made.items():
            estate = _after(estate, owner, of_owner)
    plans = {account: _of_account(account, changes[account], estate, document_of) for account in in_turn(turns)}
    return EstatePlan(after=estate, plans=plans, form=form, left=left)


def in_turn(turns: list[list[str]]) -> list[str]:
    """The accounts in an order in which all find what they need: each behind those whose changes come before its own.

    `turns` are the accounts of the changes of each plan, in the order in which these can be made. Of accounts that wait for
    each other the one that came first goes first.
    """
    waits: dict[str, set[str]] = {account: set() for turn in turns for account in turn}
    for turn in turns:
        for before, after in pairwise(turn):
            waits[after] |= {before} - {after}
    order: list[str] = []
    while waits:
        first = next((account for account, others in waits.items() if not others & waits.keys()), next(iter(waits)))
        order.append(first)
        del waits[first]
    return order


def _of_account(account: str, changes: list[Change], estate: Estate, document_of: Callable[[Parts], Json]) -> Plan:
    shelf = estate.shelf_of(account)
    assert shelf is not None  # noqa: S101 - only accounts that are held are changed
    return Plan(changes=tuple(changes), document=document_of(joined(shelf.parts, estate)))


def _in_order(estate: Estate) -> list[str]:
    """The accounts, first those through which the chains of most others run."""
    used: Counter[str] = Counter()
    for account in sorted(estate.held):
        shelf = estate.shelf_of(account)
        if shelf is not None:
            used.update({source["account"] for source in joined(shelf.parts, estate).sources if "account" in source})
    return sorted(estate.held, key=lambda account: (-used[account], account))


def _after(estate: Estate, account: str, changes: list[Change]) -> Estate:
    """The estate once these changes of one account are made."""
    shelf = estate.shelf_of(account)
    assert shelf is not None  # noqa: S101 - only accounts that are held are changed
    parts = shelf.parts
    texts = {pattern_id(text): text for change in changes for text in change.patterns}
    after = replace(parts, resources=patched(parts.resources, changes), pattern_texts=joined_patterns(parts.pattern_texts, texts))
    changed: dict[str, frozenset[str]] = {}
    for change in changes:
        for trail, attributes in change.patch.get("trails", {}).items():
            changed[trail] = changed.get(trail, frozenset()) | attributes.keys()
    return estate.over(after, changed)
