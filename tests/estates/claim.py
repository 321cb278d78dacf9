"""An estate fixture as data: how its snapshots are made, and the verdict that it claims for each account and control."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from tests.asking import CONTROL
from tests.aws.claims_controls import HUB, IDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Json = dict[str, Any]
Verdict = dict[str, Any]

EVERY: Final = (*IDS.values(), HUB)
EXITS: Final = {"fail": 1, "unknown": 3, "pass": 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The snapshots of an estate by the names of their files, and what each account is called."""

    snapshots: dict[str, Json]
    names: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class EstateClaim:
    """One folder of fixtures/estates: its name is its claim, `says` the claim in a sentence.

    `verdicts` are by the account's name and the control's id, `*` for all others that are asked for: all there are, or 4.4 alone.
    `not_judged` and `errors` are of files and listed accounts that get no verdict: the reason, or a text
    of the error. `max_spread` are hours.
    """

    name: str
    says: str
    make: Callable[[], Made]
    verdicts: dict[str, dict[str, Verdict]]
    every_control: bool = False
    not_judged: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    max_spread: float = 24

    def expected(self, names: dict[str, str]) -> Json:
        """What `expected.json` holds, where the accounts of these numbers are called so."""
        asked = sorted(EVERY if self.every_control else (CONTROL,))
        numbers = {name: number for number, name in names.items()}
        verdicts = {
            numbers[name]: {control: _numbered(told.get(control, told["*"]), numbers) for control in asked}
            for name, told in self.verdicts.items()
        }
        worst = {verdict["status"] for told in verdicts.values() for verdict in told.values()}
        return {
            "names": dict(sorted(names.items())),
            "says": self.says,
            "exit": 4 if self.errors else next(EXITS[status] for status in EXITS if status in worst),
            "max_spread_hours": self.max_spread,
            "verdicts": verdicts,
            "not_judged": {numbers.get(name, name): why for name, why in self.not_judged.items()},
            "errors": self.errors,
        }


def passes(*weaknesses: str, effective: str | None = "yes") -> Verdict:
    """The verdict is pass; these weaknesses stand on its chains."""
    return _verdict("pass", effective=effective, weaknesses=weaknesses)


def fails(*breaks: tuple[str, str], weaknesses: Iterable[str] = ()) -> Verdict:
    """The verdict is fail by these breaks (link, code)."""
    return _verdict("fail", breaks=[{"link": link, "code": code} for link, code in breaks], weaknesses=weaknesses)


def unknown(*gaps: tuple[str, str, str], weaknesses: Iterable[str] = ()) -> Verdict:
    """The verdict is unknown by these gaps: link, reason, and the account (name or number) whose snapshot would settle it."""
    told = [{"link": link, "reason": reason, "account": account} for link, reason, account in gaps]
    return _verdict("unknown", gaps=told, weaknesses=weaknesses)


def _verdict(status: str, *, weaknesses: Iterable[str] = (), **told: Any) -> Verdict:
    found = {"effective": None, "breaks": [], "gaps": [], **told}
    return {"status": status, **found, "weaknesses": sorted(weaknesses)}


def verdict_of(result: Json) -> Verdict:
    """A result of a report as a claim has it."""
    return {
        "status": result["status"],
        "effective": result["effective"],
        "breaks": _unique({"link": one["link"], "code": one["code"]} for one in result["breaks"]),
        "gaps": _unique({"link": one["link"], "reason": one["reason"], "account": one["account"]} for one in result["gaps"]),
        "weaknesses": sorted({one["code"] for chain in result["chains"] for one in chain["weaknesses"]}),
    }


def _numbered(verdict: Verdict, numbers: dict[str, str]) -> Verdict:
    """The verdict with numbers in the place of names, and in the order of `verdict_of`."""
    gaps = [{**one, "account": numbers.get(one["account"], one["account"])} for one in verdict["gaps"]]
    return {**verdict, "breaks": _unique(verdict["breaks"]), "gaps": _unique(gaps)}


def _unique(entries: Iterable[Json]) -> list[Json]:
    return [json.loads(text) for text in sorted({json.dumps(entry, sort_keys=True) for entry in entries})]
