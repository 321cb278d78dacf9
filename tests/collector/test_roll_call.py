"""Which accounts of an organization are asked, by what Organizations lists and by what is wished."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import pytest

from trailgate_collector.errors import RollCallError, UsageError
from trailgate_collector.followups import Reach
from trailgate_collector.outcomes import Answer, Outcome, Reason
from trailgate_collector.roll_call import RollCall, Wishes, accounts_within, call_the_roll

if TYPE_CHECKING:
    from trailgate_collector.asking import Asker
    from trailgate_collector.questions import Question

ASKER, MEMBER, OTHER = "777788889999", "111122223333", "444455556666"
REFUSED = Reason(code="AccessDeniedException", message="not authorized")


class Scripted:
    """Answers from a list of pages by operation and parent; refuses what it has none for."""

    account = ASKER

    def __init__(self, outcome: Outcome = "answered", **pages: list[dict[str, Any]]) -> None:
        self._pages = pages
        self._outcome: Outcome = outcome
        self.asked: list[tuple[str, str]] = []

    def ask(self, question: Question) -> Answer:
        parent = question.request.get("ParentId", "")
        self.asked.append((question.call.operation, parent))
        pages = self._pages.get(question.call.operation + parent.replace("-", "_"))
        moment = datetime.now(UTC)
        if pages is None:
            return Answer(question=question, outcome="denied", at=moment, error=REFUSED)
        error = None if self._outcome == "answered" else REFUSED
        return Answer(question=question, outcome=self._outcome, at=moment, pages=tuple(pages), error=error)


def rows(*accounts: dict[str, Any] | str) -> list[dict[str, Any]]:
    return [{"Accounts": [{"Id": one} if isinstance(one, str) else one for one in accounts]}]


def roll(scripted: Scripted, wishes: Wishes | None = None) -> RollCall:
    return call_the_roll(cast("Asker", scripted), "us-east-1", wishes or Wishes(), Reach(account=ASKER, iam_region="us-east-1"))


@pytest.mark.parametrize(
    ("row", "asked"),
    [
        ({"State": "ACTIVE"}, True),
        ({"Status": "ACTIVE"}, True),
        ({}, True),
        ({"State": "CLOSED", "Status": "ACTIVE"}, False),
        ({"State": "ACTIVE", "Status": "SUSPENDED"}, True),
        ({"Status": "SUSPENDED"}, False),
        ({"State": "PENDING_CLOSURE"}, False),
        ({"State": "PENDING_ACTIVATION"}, True),
        ({"State": "SOMETHING_NEW"}, True),
    ],
    ids=str,
)
def test_an_account_is_asked_unless_its_state_or_else_its_status_closes_it(row: dict[str, Any], asked: bool) -> None:
    (listed,) = roll(Scripted(ListAccounts=rows({"Id": MEMBER, "Name": "n", **row}))).listed.values()
    assert (listed.id, listed.name, listed.can_be_asked) == (MEMBER, "n", asked)


def test_wishes_choose_from_all_pages() -> None:
    called = roll(Scripted(ListAccounts=rows(OTHER, MEMBER) + rows(ASKER)))
    assert [one.id for one in called.chosen(Wishes(), None)] == [MEMBER, OTHER, ASKER]
    assert [one.id for one in called.chosen(Wishes(accounts=(OTHER, OTHER, MEMBER)), None)] == [MEMBER, OTHER]
    assert [one.id for one in called.chosen(Wishes(exclude=(OTHER,)), None)] == [MEMBER, ASKER]
    assert [one.id for one in called.chosen(Wishes(exclude=(OTHER,)), {OTHER, MEMBER})] == [MEMBER]
    assert [one.id for one in called.chosen(Wishes(), {OTHER, "123456789012"})] == [OTHER]
    assert called.chosen(Wishes(), set()) == []
    for wishes in (Wishes(accounts=("123456789012",)), Wishes(exclude=("123456789012",))):
        with pytest.raises(UsageError, match="no account 123456789012"):
            called.chosen(wishes, None)


def test_a_list_that_is_not_whole_is_none_unless_the_accounts_are_named() -> None:
    cut_off = Scripted("truncated", ListAccounts=rows(MEMBER))
    with pytest.raises(RollCallError, match="may not list the accounts"):
        roll(cut_off)
    called = roll(cut_off, Wishes(accounts=(OTHER, MEMBER)))
    assert [(one.id, one.can_be_asked) for one in called.chosen(Wishes(accounts=(OTHER, MEMBER)), None)] == [
        (MEMBER, True),
        (OTHER, True),
    ]


def test_each_unit_is_asked_once_whatever_leads_to_it() -> None:
    children = {"ListChildrenr_ab12": ["ou-1", "ou-2"], "ListChildrenou_1": ["ou-2"], "ListChildrenou_2": ["ou-1"]}
    pages: dict[str, list[dict[str, Any]]] = {
        name: [{"Children": [{"Id": one} for one in ids]}] for name, ids in children.items()
    }
    pages |= {f"ListAccountsForParent{unit}": rows(number) for unit, number in {"r_ab12": ASKER, "ou_1": MEMBER}.items()}
    pages["ListAccountsForParentou_2"] = rows() + rows(OTHER)
    scripted = Scripted("answered", **pages)
    assert accounts_within(cast("Asker", scripted), "us-east-1", ["r-ab12", "ou-1"]) == {ASKER, MEMBER, OTHER}
    assert len(scripted.asked) == len(set(scripted.asked)) == 6


def test_a_unit_that_nobody_tells_the_accounts_of_ends_it() -> None:
    scripted = Scripted(ListAccountsForParentou_1=rows(MEMBER))
    with pytest.raises(RollCallError, match=r"The accounts of ou-1 are not known \(organizations:ListChildren\): AccessDenied"):
        accounts_within(cast("Asker", scripted), "us-east-1", ["ou-1"])
