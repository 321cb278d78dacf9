"""Any broken account: its fix makes it pass, is as small as it can be, and touches nothing but what it names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given

from tests.evaluator.fix.judging import EMAIL, RESOURCES, after, decision
from tests.judge.accounts import documents
from tests.judge.builder import OWN
from tests.judge.judge import CONTROL
from tests.laws.decisions import examples
from trailgate_evaluator.document.index import index_of
from trailgate_evaluator.fix import Planner, Wishes

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from trailgate_evaluator.engine import Engine
    from trailgate_evaluator.fix import Plan

Json = dict[str, Any]


def records(engine: Engine) -> list[str]:
    return sorted(engine.required_records({"partition": "aws", "account": OWN})[CONTROL])


def accounts(engine: Engine, **kinds: Any) -> SearchStrategy[Json]:
    """Generated documents that say of their own resources what follows from these, as every document of an input does.

    The generator draws what a filter's group masks beside the group; a fix works it out again from the group.
    """
    return documents(records(engine), **kinds).map(lambda document: after(engine, document, []))


def planned(engine: Engine, document: Json, **wishes: Any) -> Plan:
    return Planner(engine, document, Wishes(**{"email": EMAIL, **wishes})).plan()


def whole(document: Json, found: Plan) -> None:
    """Only what the plan names differs, and only the account's own; the index is that of the resources."""
    touched = {(kind, identity) for change in found.changes for kind, entries in change.patch.items() for identity in entries}
    for kind in RESOURCES:
        for identity, entry in document[kind].items():
            assert found.document[kind][identity] == entry or (kind, identity) in touched
        assert all((kind, identity) in touched for identity in found.document[kind].keys() - document[kind].keys())
    assert all(change.account == OWN for change in found.changes)
    assert found.document["index"] == index_of({kind: found.document[kind] for kind in RESOURCES}, document["gaps"])
    assert found.document["gaps"] == document["gaps"]


def test_an_account_that_shows_everything_is_always_fixed_with_the_fewest_changes(engine: Engine) -> None:
    seen: list[int] = []

    @examples(70)
    @given(accounts(engine, unusual=False))
    def holds(document: Json) -> None:
        before = decision(engine, document)
        found = planned(engine, document)
        told = decision(engine, found.document)
        assert (told["status"], found.obstacle) == ("pass", None)
        assert set(before["records"]["carried"]) <= set(told["records"]["carried"])
        assert bool(found.changes) == (before["status"] != "pass")
        whole(document, found)
        for change in found.changes:
            fewer = [one for one in found.changes if one is not change]
            assert decision(engine, after(engine, document, fewer))["status"] != "pass"
        seen.append(len(found.changes))

    holds()
    assert sum(count > 0 for count in seen) > len(seen) // 5, "hardly any account was broken"
    assert max(seen) > 1


def test_additions_alone_fix_it_too(engine: Engine) -> None:
    @examples(40)
    @given(accounts(engine, unusual=False))
    def holds(document: Json) -> None:
        found = planned(engine, document, additive=True)
        assert (decision(engine, found.document)["status"], found.obstacle) == ("pass", None)
        whole(document, found)
        for kind in RESOURCES:
            for identity, entry in document[kind].items():
                assert found.document[kind][identity] == entry

    holds()


def test_where_something_is_hidden_it_passes_or_the_reason_is_told(engine: Engine) -> None:
    seen: set[str] = set()

    @examples(50)
    @given(accounts(engine, doubts=3))
    def holds(document: Json) -> None:
        found = planned(engine, document)
        if found.obstacle is None:
            assert decision(engine, found.document)["status"] == "pass"
            whole(document, found)
            seen.add("fixed" if found.changes else "passed")
        else:
            assert not found.changes
            assert found.obstacle.missing
            assert len(found.obstacle.says) > 20
            seen.add("told")

    holds()
    assert seen == {"fixed", "passed", "told"}


def test_an_effective_fix_is_effective_or_says_what_stands_in_the_way(engine: Engine) -> None:
    seen: set[str] = set()

    @examples(50)
    @given(accounts(engine))
    def holds(document: Json) -> None:
        found = planned(engine, document, effective=True)
        if found.obstacle is not None:
            seen.add("told")
            return
        told = decision(engine, found.document)
        waits = {weak["code"] for chain in told["chains"] for weak in chain["weaknesses"] if weak["effect"] != "none"}
        assert told["effective"] == "yes" or waits == {"subscription_needs_confirmation"}
        whole(document, found)
        seen.add("fixed" if found.changes else "passed")

    holds()
    assert "fixed" in seen
