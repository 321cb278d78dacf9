"""Two sides compared: resources, verdicts, and for each change of a verdict what caused it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.diff.resources import changes_between, is_volatile
from trailgate_evaluator.diff.sharing import SHARING
from trailgate_evaluator.errors import InputError
from trailgate_evaluator.plain import some
from trailgate_evaluator.report import sentences
from trailgate_evaluator.report.links import link_at
from trailgate_evaluator.report.names import account_name
from trailgate_evaluator.report.numbers import USUAL, in_order

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from trailgate_evaluator.diff.side import Side

Json = dict[str, Any]
Results = dict[tuple[str, str | None], Json]

FORMAT: Final = "trailgate/diff/v1"
DIRECTIONS: Final = ("worse", "gone", "unclear", "new", "better", "same")
"""What may have become of a verdict, in the order in which it is told."""
STATUS: Final = {"fail": 0, "unknown": 1, "pass": 2}
EFFECTIVE: Final = {None: 0, "no": 0, "unknown": 1, "yes": 2}
_METRIC: Final = {"metric": "metric_filter"}
"""A metric is what a filter writes; it is no resource of its own."""


def compare(old: Side, new: Side) -> Json:
    """The difference as JSON (`trailgate/diff/v1`).

    Raises:
        InputError: the sides are about different accounts.
    """
    changes = changes_between(old, new)
    pairs = _pairs(old, new)
    return {
        "format": FORMAT,
        "old": _about(old),
        "new": _about(new),
        "same_policies": old.policies == new.policies,
        "resources": [change for change in changes if not is_volatile(change)],
        "sharing": [change for change in changes if change["change"] == SHARING],
        "verdicts": [_verdict(before, after, changes, old, new) for before, after in pairs],
    }


def exit_code(difference: Json) -> int:
    """1 where a verdict got worse, else 0."""
    return 1 if any(verdict["direction"] == "worse" for verdict in difference["verdicts"]) else 0


def counted(difference: Json) -> str:
    """How many verdicts went which way: `2 worse, 14 same`."""
    found = Counter(verdict["direction"] for verdict in difference["verdicts"])
    return ", ".join(f"{found[one]} {one}" for one in DIRECTIONS if found[one]) or "nothing to compare"


def _about(side: Side) -> Json:
    return {"name": side.name, "kind": side.kind, "digest": side.digest, "policies": side.policies}


def _pairs(old: Side, new: Side) -> list[tuple[Json | None, Json | None]]:
    """The results of one control and account together, by the control's number; one that only a side has stands alone.

    What only one side was asked for is nothing that the other has lost.
    """
    asked = old.numbers.keys() & new.numbers.keys()
    if not asked:
        raise InputError(
            expected="a control that both sides were asked for",
            found=f"{some(sorted(old.numbers), 3)} and {some(sorted(new.numbers), 3)}",
            where=f"{old.name} and {new.name}",
            what_to_do="Compare what was asked for alike (--control).",
        )
    before, after = (_by_key(side, asked) for side in (old, new))
    if _may_be_one(before, after):
        before, after = _of_any_account(before), _of_any_account(after)
    if before.keys().isdisjoint(after.keys()) and before and after:
        raise InputError(
            expected="two looks at one account",
            found=f"account {_accounts(before)} and account {_accounts(after)}",
            where=f"{old.name} and {new.name}",
            what_to_do="Give an old and a new snapshot, plan or report of the same account.",
        )
    about = {control: {"benchmarks": {USUAL: number}} for control, number in new.numbers.items() if number is not None}
    place = {control: number for number, control in enumerate(in_order(about, asked))}
    keys = sorted(before.keys() | after.keys(), key=lambda key: (place[key[0]], str(key[1])))
    return [(before.get(key), after.get(key)) for key in keys]


def _by_key(side: Side, asked: AbstractSet[str]) -> Results:
    return {(one["control"], one["subject"]["account"]): one for one in side.results if one["control"] in asked}


def _of_any_account(results: Results) -> Results:
    return {(control, None): one for (control, _), one in results.items()}


def _may_be_one(before: Results, after: Results) -> bool:
    """Whether each side is of one account and both may be the same; a plan that does not tell its account is taken for that."""
    accounts = [{account for _, account in side} for side in (before, after)]
    if any(len(found) != 1 for found in accounts):
        return False
    (one,), (other,) = accounts
    return one == other or any(account is None or account.startswith("tf:") for account in (one, other))


def _accounts(results: Results) -> str:
    return ", ".join(sorted({str(key[1]) for key in results}))[:200]


def _verdict(before: Json | None, after: Json | None, changes: list[Json], old_side: Side, new_side: Side) -> Json:
    one = after or before
    assert one is not None  # noqa: S101 - told to mypy: a pair has one side at least
    old, new, account = _short(before), _short(after), one["subject"]["account"]
    sides = {"old": (old, old_side), "new": (new, new_side)}
    closed = {name: side.closed[account] for name, (short, side) in sides.items() if short is None and account in side.closed}
    return {
        "control": one["control"],
        "number": new_side.numbers[one["control"]],
        "account": account,
        **({"account_name": name} if (name := account_name(one["subject"])) else {}),
        "old": old,
        "new": new,
        **({"closed": closed} if closed else {}),
        "direction": "gone" if "new" in closed else _direction(old, new),
        "records": _records(before, after),
        "causes": [] if after is None or old == new else _causes(before, after, changes),
    }


def _records(before: Json | None, after: Json | None) -> Json:
    """What is `lost` and what `won`; `missing` is what is, where nobody could tell before whether it was."""
    missing, carried = (
        [set(side["records"][which]) if side is not None else set() for side in (before, after)]
        for which in ("missing", "carried")
    )
    return {
        "lost": sorted(carried[0] & missing[1]),
        "won": sorted(missing[0] & carried[1]),
        "missing": sorted(missing[1] - missing[0] - carried[0]),
    }


def _short(one: Json | None) -> Json | None:
    if one is None:
        return None
    return {"status": one["status"], "effective": one["effective"], "outcome": one["outcome"]}


def _direction(old: Json | None, new: Json | None) -> str:
    """A verdict that is gone got worse if it was a pass, but for a closed account's; a new one has nothing to be worse than.

    What failed and cannot be told any more is unclear.
    """
    if old is None:
        return "new"
    if new is None:
        return "worse" if old["status"] == "pass" else "gone"
    before, after = ((STATUS[side["status"]], EFFECTIVE[side["effective"]]) for side in (old, new))
    if (old["status"], new["status"]) == ("fail", "unknown"):
        return "unclear"
    return "same" if before == after else "worse" if after < before else "better"


def _causes(before: Json | None, after: Json, changes: list[Json]) -> list[Json]:
    """The findings that only one side has, what appeared first, each with the changes of resources that explain it.

    Of an account that was not there before, all that is found: no change explains it.
    """
    old, new = ({one["fingerprint"]: one for one in ([] if side is None else _findings(side))} for side in (before, after))
    named = set() if before is None else before["resources"].keys() | after["resources"].keys()
    told = [("appeared", new[key]) for key in new.keys() - old.keys()] + [("went", old[key]) for key in old.keys() - new.keys()]
    found = [
        {
            **{field: one[field] for field in ("kind", "link", "code", "id", "records", "sentence")},
            "came": came,
            "because": [] if before is None else [change for change in changes if _explains(change, one, named)],
        }
        for came, one in told
    ]
    return sorted(found, key=lambda one: (one["came"], one["link"], one["code"], one["id"] or ""))


def _findings(one: Json) -> Iterator[Json]:
    """Breaks, gaps and the weaknesses with an effect, in one shape."""
    for found in one["breaks"]:
        yield {**found, "kind": "break", "sentence": sentences.of_break(found, one)}
    for gap in one["gaps"]:
        yield {**gap, "kind": "gap", "code": gap["reason"], "after": [], "sentence": sentences.of_gap(gap, one)}
    for chain in one["chains"]:
        for weak in chain["weaknesses"]:
            if weak["effect"] != "none":
                said = sentences.of_weakness(weak, one)
                link = link_at(weak["id"], chain)
                yield {**weak, "kind": "weakness", "link": link, "after": [], "records": chain["records"], "sentence": said}


def _explains(change: Json, found: Json, named: set[str]) -> bool:
    """Whether the change is of a resource that the finding names, or of one of its link that the evidence names."""
    link = _METRIC.get(found["link"], found["link"])
    return change["id"] in {found["id"], *found["after"]} or (change["link"] == link and change["id"] in named)
