"""The roll call of an organization: which accounts it has, in which state, and which of them are to be asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from trailgate_collector.call_table import ORGANIZATION
from trailgate_collector.calls_beyond import LIST_ACCOUNTS, LIST_ACCOUNTS_FOR_PARENT, LIST_CHILDREN, LIST_RULES
from trailgate_collector.collection import Shared, question_of
from trailgate_collector.errors import RollCallError, UsageError
from trailgate_collector.followups import follow_ups
from trailgate_collector.questions import Question
from trailgate_collector.snapshot import Organization

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from trailgate_collector.asking import Asker
    from trailgate_collector.call_kinds import Call
    from trailgate_collector.followups import Reach
    from trailgate_collector.outcomes import Answer

CLOSED: Final = frozenset({"SUSPENDED", "PENDING_CLOSURE", "CLOSED"})
"""Any other state may be one in which the account is used, and whoever judges it misses its snapshot."""
_ACCOUNT: Final = re.compile(r"\d{12}", re.ASCII)
_UNIT: Final = re.compile(r"r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An account as Organizations lists it; one that somebody named and no list shows has neither name nor state."""

    id: str
    name: str | None = None
    state: str | None = None

    @property
    def can_be_asked(self) -> bool:
        """Whether the account may be in use; one that is suspended or closed answers nothing."""
        return self.state not in CLOSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """Which accounts of the organization somebody wants: these alone, all but some, those of some units; else all."""

    accounts: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    units: tuple[str, ...] = ()

    def expect(self) -> None:
        """Raises UsageError where they contradict each other or name what cannot be."""
        if self.accounts and (self.exclude or self.units):
            raise UsageError("--accounts names the accounts themselves; leave out --exclude and --ou, or --accounts.")
        for option, numbers in (("--accounts", self.accounts), ("--exclude", self.exclude)):
            for number in numbers:
                if not _ACCOUNT.fullmatch(number):
                    raise UsageError(f"{option} {number!r} is no account; expected 12 digits, several with commas between.")
        for unit in self.units:
            if not _UNIT.fullmatch(unit):
                raise UsageError(f"--ou {unit!r} is no organizational unit; expected one such as ou-ab12-11111111 or r-ab12.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RollCall:
    """What Organizations answered, and the accounts that it lists; `whole` if that are all."""

    shared: Shared
    listed: dict[str, Listed]
    whole: bool

    def chosen(self, wishes: Wishes, within: set[str] | None) -> list[Listed]:
        """The accounts that are wished for, by number; `within` are those of the units, where any are named.

        Raises UsageError where a wish names an account that is not listed.
        """
        named = (*wishes.accounts, *wishes.exclude)
        if self.whole and (strangers := sorted(set(named) - set(self.listed))):
            raise UsageError(f"The organization has no account {', '.join(strangers)}.")
        if wishes.accounts:
            return [self.listed.get(number, Listed(id=number)) for number in sorted(set(wishes.accounts))]
        known = set(self.listed) if within is None else within & set(self.listed)
        return [self.listed[number] for number in sorted(known - set(wishes.exclude))]


def call_the_roll(asker: Asker, region: str, wishes: Wishes, reach: Reach) -> RollCall:
    """The organization of the asker's account, its accounts, what it delegates, and the rules that copy their log groups.

    Raises RollCallError where AWS does not list them all and `wishes` does not say which.
    """
    answers = [asker.ask(question_of(call, region)) for call in (ORGANIZATION, LIST_ACCOUNTS)]
    organization, accounts = answers
    whole = accounts.outcome == "answered"
    if not whole and not wishes.accounts:
        raise RollCallError(_refusal(accounts, asker.account))
    answers += delegation_of(asker, organization, reach)
    answers += rules_of(asker, reach)
    return RollCall(
        shared=Shared(asker=str(asker.account), organization=Organization.told_by(organization), answers=tuple(answers)),
        listed={listed.id: listed for listed in _listed(accounts)},
        whole=whole,
    )


def accounts_within(asker: Asker, region: str, units: Sequence[str]) -> set[str]:
    """The accounts of these organizational units and of the units within them, whatever their state.

    Raises RollCallError where AWS does not tell.
    """
    found: set[str] = set()
    known = set(units)
    waiting = sorted(known)
    while waiting:
        unit = waiting.pop()
        found |= {listed.id for listed in _listed(_whole(asker, LIST_ACCOUNTS_FOR_PARENT, region, unit, ParentId=unit))}
        children = _whole(asker, LIST_CHILDREN, region, unit, ParentId=unit, ChildType="ORGANIZATIONAL_UNIT")
        further = {row["Id"] for page in children.pages for row in page["Children"]} - known
        known |= further
        waiting += sorted(further)
    return found


def delegation_of(asker: Asker, organization: Answer, reach: Reach) -> Iterator[Answer]:
    """Whom the management account lets do what it may, where that is the asker."""
    for page in organization.pages:
        yield from (asker.ask(found) for found in follow_ups(organization.question, page, reach))


def rules_of(asker: Asker, reach: Reach) -> Iterator[Answer]:
    """The list of the rules, and each of them; whoever these copy to is asked about what comes there."""
    listed = asker.ask(question_of(LIST_RULES, reach.iam_region))
    yield listed
    for page in listed.pages:
        yield from (asker.ask(found) for found in follow_ups(listed.question, page, reach) if found.call.shared)


def _whole(asker: Asker, call: Call, region: str, unit: str, **request: str) -> Answer:
    answer = asker.ask(Question(call=call, region=region, request=request))
    if answer.outcome != "answered":
        raise RollCallError(f"The accounts of {unit} are not known (organizations:{call.operation}): {_because(answer)}")
    return answer


def _listed(answer: Answer) -> Iterator[Listed]:
    for row in _rows(answer.pages):
        # `Status` was retired on 2026-09-09; what answers carry since is `State`.
        yield Listed(id=row["Id"], name=row.get("Name"), state=row.get("State") or row.get("Status"))


def _rows(pages: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for page in pages:
        yield from page["Accounts"]


def _refusal(answer: Answer, account: str | None) -> str:
    if answer.outcome == "absent":
        return f"Account {account} is in no organization; collect it without --organization."
    return (
        f"Account {account} may not list the accounts of its organization (organizations:ListAccounts): {_because(answer)}. "
        "Ask from the management account or a delegated administrator, or name the accounts with --accounts."
    )


def _because(answer: Answer) -> str:
    return f"{answer.error.code}: {answer.error.message}" if answer.error else answer.outcome
