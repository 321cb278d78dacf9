"""A snapshot fixture as data: how its account is built, what goes wrong on the way, and the verdict it claims."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.aws.events import EVENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.aws.builder import Account
    from tests.aws.faults import Fault

CONTROL = "iam-policy-change-alarm"
Expected = dict[str, Any]
Edit = "Callable[[dict[str, Any]], None]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixture:
    """One folder of fixtures/snapshots (or of another `folder` beside it): its name is its claim, `says` the claim in a sentence.

    `edit` changes the collected snapshot, for what even the simulator cannot show; `settings` is the file that it is judged with.
    """

    name: str
    says: str
    build: Callable[[Account], None]
    expected: Expected
    faults: tuple[Fault, ...] = ()
    edit: Callable[[dict[str, Any]], None] | None = None
    regions: tuple[str, ...] = ("us-east-1",)
    organization: tuple[str, ...] = ()
    page_size: int = 50
    folder: str = "snapshots"
    settings: str | None = None


def passes(*weaknesses: str, effective: str = "yes", gaps: Iterable[tuple[str, str]] = ()) -> Expected:
    """The verdict is pass; these weaknesses stand on its chains, and what these gaps (link, reason) hide beside them."""
    told = [{"link": link, "reason": reason} for link, reason in gaps]
    return _expected(0, status="pass", effective=effective, weaknesses=sorted(weaknesses), gaps=told)


def fails(link: str, code: str, *, missing: Iterable[str] = EVENTS, weaknesses: Iterable[str] = ()) -> Expected:
    """The verdict is fail: the records `missing` stop at this one break."""
    return fails_at((link, code), missing=missing, weaknesses=weaknesses)


def fails_at(*breaks: tuple[str, str], missing: Iterable[str] = EVENTS, weaknesses: Iterable[str] = ()) -> Expected:
    """The verdict is fail, with several breaks."""
    told = [{"link": link, "code": code} for link, code in breaks]
    return _expected(1, status="fail", missing=sorted(missing), breaks=told, weaknesses=sorted(weaknesses))


def unknown(*gaps: tuple[str, str]) -> Expected:
    """The verdict is unknown, because of these gaps (link, reason)."""
    return _expected(3, status="unknown", gaps=[{"link": link, "reason": reason} for link, reason in gaps])


def _expected(exit_code: int, **told: Any) -> Expected:
    result = {"effective": None, "missing": [], "breaks": [], "gaps": [], "weaknesses": [], **told}
    return {"exit": exit_code, "results": [{"control": CONTROL, **result}]}
