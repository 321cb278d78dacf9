"""The fewest changes after which the policies say what they should, found by asking the policies themselves.

A break of the decision names candidates; one that moves its records on is kept, and the decision asked again, until the
document passes. Every trail is such a way, and a new trail is one; the way with the least to do is taken. What could be
left out of it is left out.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from trailgate_evaluator.document.parts import ANY_MEMBER
from trailgate_evaluator.engine.requirements import requirements_of
from trailgate_evaluator.fix.account.change import Change, applied
from trailgate_evaluator.fix.account.literally import literal_text, literally
from trailgate_evaluator.fix.account.reasons import obstacle
from trailgate_evaluator.fix.account.view import View
from trailgate_evaluator.fix.planning.progress import candidates_of, in_the_way, is_improved, trail_of
from trailgate_evaluator.fix.repairs import trails
from trailgate_evaluator.report.links import SERVICE
from trailgate_evaluator.report.numbers import in_order

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from trailgate_evaluator.engine import Engine
    from trailgate_evaluator.fix.account.wishes import Obstacle, Wishes

Json = dict[str, Any]

_MOST_STEPS: Final = 48
_MOST_ROUNDS: Final = 3
_MOST_WAYS: Final = 4
_ALL_SUBSETS: Final = 6
"""Up to so many changes every subset is tried; beyond, each change alone is left out in turn."""
_SOMEBODY: Final = "ADDRESS"
"""Stands for whoever is to be told, where it is asked what an address would make of a plan."""


class Plan(Struct, frozen=True, kw_only=True):
    """Changes in the order of what depends on what, and the document after them; or why there are none.

    `left` are the controls, of several, for which nothing can be done, each with why.
    """

    changes: tuple[Change, ...]
    document: Json
    obstacle: Obstacle | None = None
    left: Mapping[str, Obstacle] = field(default_factory=dict)


class Planner:
    """Finds the changes for one document; asks the engine again and again."""

    def __init__(self, engine: Engine, document: Json, wishes: Wishes) -> None:
        self._engine = engine
        if document["asked"]["role"] == ANY_MEMBER:
            # Where a delegated administrator's calls are carried, any member's are.
            document = {**document, "asked": {**document["asked"], "role": "delegated_administrator"}}
        self._start = document
        self._wishes = wishes
        self._required = requirements_of(
            engine, document["subject"], document["asked"], document["settings"], document["origin"]["as_of"]
        )
        benchmark = document["asked"]["benchmark"]
        asked = document["asked"]["controls"]
        self._controls = in_order(engine.controls, engine.controls if asked is None else asked, benchmark)
        self._literal = {
            control: text
            for control in self._controls
            if wishes.literal and (text := literal_text(engine.controls[control], benchmark)) is not None
        }

    def plan(self, *, with_trail: bool = False) -> Plan:
        """The plan for every control that is asked for; one without changes and without obstacle has nothing to do.

        A change for one control may take from another what it had: then that one is planned for again. `with_trail`: it begins
        with a new trail, since other accounts need it.
        """
        changes: list[Change] = self._begun() if with_trail else []
        left: dict[str, Obstacle] = {}
        for _ in range(_MOST_ROUNDS):
            for control in self._controls:
                found = self.best(control, changes)
                if isinstance(found, list):
                    changes = found
                    left.pop(control, None)
                else:
                    left[control] = found
            if len(self._controls) == 1 or self._good(changes, [one for one in self._controls if one not in left]):
                break
        if not changes and left:
            return Plan(changes=(), document=self._start, obstacle=next(iter(left.values())), left=left)
        return Plan(changes=tuple(changes), document=self._after(changes), left=left)

    def _begun(self) -> list[Change]:
        """A new trail, for whichever control requires records first."""
        of_records = [control for control in self._controls if self._required.controls.get(control)]
        added = trails.new_trail(self._view(of_records[0], [])) if of_records else None
        return [] if added is None else [added]

    def best(self, control: str, given: list[Change]) -> list[Change] | Obstacle:
        """The least to do for one control beside what is done already."""
        view = self._view(control, given)
        if self._reached(view):
            return given
        found: list[list[Change]] = []
        stuck: list[Obstacle] = []
        for way in self._ways(view, given):
            ended = self._followed(control, *way)
            if isinstance(ended, list):
                found.append(self._pruned(ended, control, given))
            else:
                stuck.append(ended)
        if not found:
            return next((one for one in stuck if one.missing), stuck[0]) if stuck else obstacle(view)
        least = min(found, key=lambda changes: sum(change.weight for change in changes))
        return self._spared(control, least, stuck, given) or least

    def _spared(self, control: str, found: list[Change], stuck: list[Obstacle], given: list[Change]) -> Obstacle | None:
        """What stops a way that an address or a place for a filter would open, where what was found makes a trail: a detour."""
        full = next((one for one in stuck if one.full), None)
        if full is not None and _makes_a_trail(found, given):
            return full
        unnamed = next((one for one in stuck if one.address), None)
        if unnamed is None or self._wishes.email is not None or not _makes_a_trail(found, given):
            return None
        asked = Planner(self._engine, self._start, replace(self._wishes, email=_SOMEBODY)).best(control, given)
        return unnamed if isinstance(asked, list) and not _makes_a_trail(asked, given) else None

    def _ways(self, view: View, given: list[Change]) -> Iterator[tuple[str | None, list[Change]]]:
        """Trails to follow, the one that goes furthest first, each with the changes that it begins with; then a new trail."""
        if view.decision["status"] != "fail" or all(found["link"] == SERVICE for found in view.decision["breaks"]):
            yield None, given
            return
        furthest: dict[str, int] = {}
        for found in view.decision["breaks"]:
            trail = trail_of(found)
            if trail is not None:
                furthest[trail] = max(furthest.get(trail, 0), len(found["after"]))
        for trail in sorted(furthest, key=lambda one: (-furthest[one], one))[:_MOST_WAYS]:
            yield trail, given
        added = trails.new_trail(view)
        if added is not None:
            yield added.target, [*given, added]

    def _followed(self, control: str, way: str | None, begun: list[Change]) -> list[Change] | Obstacle:
        """The changes that lead along one trail to the goal, or what stops them."""
        changes = list(begun)
        for _ in range(_MOST_STEPS):
            view = self._view(control, changes)
            if self._reached(view):
                return changes
            step = self._step(view, way, changes)
            if step is None:
                return obstacle(view, way)
            changes = step
        return obstacle(self._view(control, changes), way)

    def _step(self, view: View, way: str | None, changes: list[Change]) -> list[Change] | None:
        """The changes with one more that does away with some break or weakness, and takes nothing back."""
        for finding, together in candidates_of(view, way):
            joined = changes
            for candidate in together:
                joined = joined if candidate in joined else with_one_more(joined, candidate)
            if joined is changes:
                continue
            after = self._view(view.control, joined)
            if is_improved(view.decision, after.decision, way, finding):
                return joined
        return None

    def _pruned(self, changes: list[Change], control: str, given: list[Change]) -> list[Change]:
        """The changes without those that the goal does not need; what was `given` for other controls stays, as it grew."""
        before = {(one.kind, one.target) for one in given}
        owed = [one for one in changes if (one.kind, one.target) in before]
        added = [one for one in changes if (one.kind, one.target) not in before]
        if len(added) <= _ALL_SUBSETS:
            for count in range(len(added)):
                for subset in combinations(added, count):
                    if self._good([*owed, *subset], [control]):
                        return [*owed, *subset]
            return changes
        kept = list(changes)
        for change in reversed(added):
            fewer = [one for one in kept if one is not change]
            if self._good(fewer, [control]):
                kept = fewer
        return kept

    def _good(self, changes: Sequence[Change], controls: Sequence[str]) -> bool:
        decisions = self._engine.decide(self._asking(changes, controls))
        return all(self._is_reached(decisions[one]) for one in controls)

    def _reached(self, view: View) -> bool:
        return self._is_reached(view.decision)

    def _is_reached(self, decision: Json) -> bool:
        if decision["status"] != "pass" or not self._wishes.effective:
            return bool(decision["status"] == "pass")
        return decision["effective"] in {None, "yes"} or (decision["effective"] == "unknown" and not in_the_way(decision))

    def _after(self, changes: Sequence[Change]) -> Json:
        return applied(self._start, changes, self._required) if changes else self._start

    def _view(self, control: str, changes: Sequence[Change]) -> View:
        document = self._asking(changes, [control])
        return View(
            document=document,
            control=control,
            decision=self._engine.decide(document)[control],
            required=self._required,
            wishes=self._wishes,
            literal=self._literal.get(control),
        )

    def _asking(self, changes: Sequence[Change], controls: Sequence[str]) -> Json:
        """The document after the changes, with the question for these controls alone."""
        document = self._after(changes)
        for control in controls:
            if control in self._literal:
                document = literally(document, control, self._literal[control])
        return {**document, "asked": {**document["asked"], "controls": list(controls)}}


def _makes_a_trail(changes: list[Change], given: list[Change]) -> bool:
    """Whether the changes make a trail that those `given` did not."""
    before = {change.target for change in given}
    return any(change.kind == "create_trail" and change.target not in before for change in changes)


def with_one_more(changes: list[Change], added: Change) -> list[Change]:
    """The changes with one more; one of the same kind on the same resource, or that makes the resource, takes it in."""
    for place, change in enumerate(changes):
        made = {identity for _, identity in change.creates}
        if (change.kind, change.target) == (added.kind, added.target) or added.target in made:
            return [*changes[:place], change.joined(added), *changes[place + 1 :]]
    return [*changes, added]
