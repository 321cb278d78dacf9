"""What keeps many accounts from passing, each cause told once with all that it stops, and one thing to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from msgspec import Struct, field

from trailgate_evaluator.report import orders, sentences
from trailgate_evaluator.report.advice import beside
from trailgate_evaluator.report.alike import alike, alike_breaks
from trailgate_evaluator.report.cause import cause_of, worst_break, worst_gap, worst_weakness
from trailgate_evaluator.report.links import SERVICE
from trailgate_evaluator.report.numbers import in_order, in_short, label
from trailgate_evaluator.report.others import called
from trailgate_evaluator.report.sharing_words import in_doubt
from trailgate_evaluator.report.standing import WORDS, Standing, is_beside, standing_of
from trailgate_evaluator.report.which_records import naming

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Json = dict[str, Any]
Mark = Literal["broken", "unknown", "weak"]

TO_MEND: Final[frozenset[Standing]] = frozenset({"fail", "unknown", "reaches_nobody", "reach_unknown"})
"""Where something is left to do, for which nobody answers."""
_OWN: Final = "ACCOUNT"
"""What stands in the place of each account's own number, where the names of its resources hold it."""


class First(Struct, frozen=True, kw_only=True):
    """The first thing that is in the way of one result.

    `resource` is its id, None where it is of the whole account; `owner` the account in which something is to be done;
    `asks`: nothing is to be changed there, something is to be answered.
    """

    mark: Mark
    asks: bool
    told: str
    sentence: str
    advice: str
    resource: str | None
    owner: str | None


class Shared(Struct, kw_only=True):
    """One cause, and the results that it is the cause of: `told` in a few words, `sentence` and `advice` in whole ones.

    `sentence` is None where it says something else of each; `bare` is the advice without whom it is addressed to. `where` is the
    end of `told` that says whose resource it is, where another account has one that is called alike.
    """

    standing: Standing
    mark: Mark
    asks: bool
    told: str
    sentence: str | None
    advice: str
    bare: str
    where: str = ""
    resources: set[str | None] = field(default_factory=set)
    owners: set[str | None] = field(default_factory=set)
    results: list[Json] = field(default_factory=list)

    def accounts(self) -> list[Json]:
        """The subject of each account that it is about, in the report's order."""
        return list({place_of(result): result["subject"] for result in self.results}.values())

    def controls(self, report: Json) -> list[str]:
        """What the controls that it stops are called, in order."""
        return _labels({result["control"] for result in self.results}, report)

    def about(self, report: Json) -> str:
        """The controls that it stops, and that it does not stop all of them in each account where that is so."""
        return in_short(self.controls(report)) + ("" if self.is_of_all() else ", not all in each")

    def is_of_all(self) -> bool:
        """Whether it stops the same controls in each account."""
        return len({frozenset(found) for found in self._of_accounts().values()}) < 2  # noqa: PLR2004 - one set of controls

    def about_each(self, report: Json) -> list[tuple[Json, str | None]]:
        """The subject of each account, with the controls that it stops there, where these are not the same in all."""
        of_accounts = self._of_accounts()
        every = {place_of(result): result["subject"] for result in self.results}
        return [
            (subject, None if self.is_of_all() else in_short(_labels(of_accounts[place], report)))
            for place, subject in every.items()
        ]

    def _of_accounts(self) -> dict[tuple[int, str | None], set[str]]:
        found: dict[tuple[int, str | None], set[str]] = {}
        for result in self.results:
            found.setdefault(place_of(result), set()).add(result["control"])
        return found

    def once(self) -> str | None:
        """The sentence that says that all of many accounts turn on one resource: what it takes may be more than one change."""
        if len(self.resources) != 1 or len(self.owners) != 1 or len(self.accounts()) < 2:  # noqa: PLR2004 - of one account it goes without saying
            return None
        owner = next(iter(self.owners))
        if owner is None:
            return None
        if self.asks:
            return "One answer settles it for all."
        return f"It is one resource, in account {called(owner, self.results[0])}: what is done there counts for all."

    def order(self) -> str:
        """What to do, addressed to the owner where neither it nor `once` says already whom it is for."""
        if self.once() is None:
            return self.advice
        owner = next(iter(self.owners))
        if not self.asks or owner is None or owner in self.bare:
            return self.bare
        return f"In account {called(owner, self.results[0])}: {self.bare}"


def _labels(controls: set[str], report: Json) -> list[str]:
    return [label(control, report) for control in in_order(report["controls"], controls, report["benchmark"])]


def place_of(result: Json) -> tuple[int, str | None]:
    """Whose look a result is of: an account, as one input shows it."""
    return result["input"], result["subject"]["account"]


def shared_causes(report: Json) -> list[Shared]:
    """Every cause of the report, the worst standing first, then what stops most; each result to mend is of one.

    What is so of one resource of an account is one cause, also for that account itself; resources of several accounts that are
    called alike are one for each, but for those that each account has for itself.
    """
    firsts = [(result, first) for result in report["results"] if (first := first_of(result)) is not None]
    elsewhere = {(*_alike(first, result), first.owner) for result, first in firsts if not _is_own(first, result)}
    found: dict[tuple[str | None, ...], Shared] = {}
    for result, first in firsts:
        standing, told, advice = _alike(first, result)
        of_one = (standing, told, advice, first.owner) in elsewhere
        bare, sentence = orders.unaddressed(first.advice), _of_any(first.sentence, result)
        one = found.setdefault(
            (standing, told, advice, first.owner if of_one else _OWN),
            Shared(
                standing=standing,
                mark=first.mark,
                asks=first.asks,
                told=first.told,
                sentence=first.sentence,
                advice=first.advice,
                bare=bare,
            ),
        )
        one.told = first.told if one.told == first.told else told
        one.bare = bare if one.bare == bare else advice
        one.advice = first.advice if one.advice == first.advice else one.bare
        if one.sentence != first.sentence:
            one.sentence = sentence if one.sentence is not None and sentence == _of_any(one.sentence, one.results[0]) else None
        one.resources.add(first.resource)
        one.owners.add(first.owner)
        one.results.append(result)
    _tell_apart(found.values())
    worst = list(WORDS)
    return sorted(found.values(), key=lambda one: (worst.index(one.standing), -len(one.results), -len(one.accounts())))


def _alike(first: First, result: Json) -> tuple[Standing, str, str]:
    """What of two accounts is the same where both have one cause: where it stands, and what is told and advised."""
    return standing_of(result), _of_any(first.told, result), _of_any(orders.unaddressed(first.advice), result)


def _is_own(first: First, result: Json) -> bool:
    return first.owner in {None, result["subject"]["account"]}


def _tell_apart(causes: Iterable[Shared]) -> None:
    """Add whose resource it is where those of several accounts are called alike: nothing else tells the causes apart."""
    alike: dict[tuple[Standing, str], list[Shared]] = {}
    for one in causes:
        alike.setdefault((one.standing, one.told), []).append(one)
    for several in (found for found in alike.values() if len(found) > 1):
        for one in several:
            owner = next(iter(one.owners)) if len(one.owners) == 1 else None
            if owner is not None:
                one.where = f", in account {called(owner, one.results[0])}"
            elif None not in one.owners:
                one.where = ", in each account its own"
            one.told += one.where


def first_of(result: Json) -> First | None:
    """The first thing that is in the way of a result; None where nothing is, or where somebody answers for it."""
    if standing_of(result) not in TO_MEND:
        return None
    return next(_first(result), None)


def _first(result: Json) -> Iterator[First]:
    cause = cause_of(result)
    if is_beside(result):
        said = sentences.of_result(result)
        yield First(
            mark="broken", asks=False, told=cause or said, sentence=said, advice=beside(result), resource=None, owner=None
        )
        return
    if (found := worst_break(result)) is not None:
        of_service = found["link"] == SERVICE
        told = alike_breaks(result["breaks"] if of_service else [found], result)[0]
        yield First(
            mark="broken",
            asks=False,
            told=cause or told.sentence,
            sentence=naming(told.sentence, found["records"], result),
            advice=orders.of_break(told.first, result),
            resource=None if of_service else found["id"],
            owner=orders.whose_break(found, result),
        )
    elif (gap := worst_gap(result)) is not None:
        same = [one for one in result["gaps"] if (one["link"], one["reason"]) == (gap["link"], gap["reason"])]
        open_ = next((one for one in alike(same, result) if one.first is gap), None) or alike([gap], result)[0]
        yield First(
            mark="unknown",
            asks=True,
            told=cause or open_.sentence,
            sentence=naming(open_.sentence, gap["records"], result),
            advice=orders.of_gap(gap, result),
            resource=gap["id"],
            owner=None if gap["id"] is None and in_doubt(gap) is None else gap["account"],
        )
    elif (weak := worst_weakness(result)) is not None:
        first = weak[0]
        sentence = sentences.of_weakness(first, result)
        yield First(
            mark="weak",
            asks=orders.untold(first, result["resources"].get(first["id"], {})),
            told=cause or sentence,
            sentence=sentence,
            advice=orders.of_weakness(first, result),
            resource=first["id"],
            owner=orders.whose_weakness(first, result),
        )


def _of_any(text: str, result: Json) -> str:
    """The text as it would be of another account whose resources are named by the same rule."""
    own = result["subject"]["account"]
    if not isinstance(own, str) or not own.isdigit():
        return text
    text = text.replace(called(own, result), _OWN).replace(own, _OWN)
    return text.replace(f"Account {_OWN}", "The account").replace(f"account {_OWN}", "the account")
