"""The chain of a result drawn as ladders: link by link what holds, what is broken, what cannot be told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from trailgate_evaluator.plain import one_line
from trailgate_evaluator.report import sentences
from trailgate_evaluator.report.alike import alike
from trailgate_evaluator.report.links import CHAIN, PLACE, SERVICE, link_at
from trailgate_evaluator.report.names import short_name
from trailgate_evaluator.report.services import in_regions, is_of_service, service_of
from trailgate_evaluator.report.standing import is_beside
from trailgate_evaluator.report.telling import told

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]
Mark = Literal["holds", "weak", "broken", "unknown", "unreached"]


class Step(Struct, frozen=True, kw_only=True):
    """One link of a ladder: its mark, the resource there (None where nothing stands), and what is said of it.

    `whose` names the account whose snapshot shows it, where that is another than the one judged.
    """

    link: str
    mark: Mark
    id: str | None
    name: str
    at: str | None
    notes: tuple[str, ...]
    whose: str = ""

    @property
    def told(self) -> str:
        """The name, with whose it is where another account's snapshot shows it."""
        return f"{self.name} ({self.whose})" if self.whose else self.name


class Ladder(Struct, frozen=True, kw_only=True):
    """Seven steps from trail to subscription for some records; `finding` is the break or gap that ends it, if any.

    Of a control that asks for no chain a step is a region.
    """

    records: tuple[str, ...]
    steps: tuple[Step, ...]
    finding: Json | None


def ladders(result: Json) -> list[Ladder]:
    """The ladders of a result: what is broken first, then what cannot be told, then what holds.

    A plan beside the chain has none: of what it does not touch it tells nothing.
    """
    if is_beside(result):
        return []
    if is_of_service(result):
        return list(_of_service(result))
    drawn = (*_broken(result), *_unknown(result), *_holding(result))
    return [replace(ladder, steps=tuple(_placed(step, result) for step in ladder.steps)) for ladder in drawn]


def _placed(step: Step, result: Json) -> Step:
    """The step, with whose it is."""
    source, _, _ = (step.at or "").partition("#")
    told = result["sources"][int(source)] if source.isdecimal() and int(source) < len(result["sources"]) else {}
    account = told.get("account")
    if account in {None, result["subject"]["account"]} or not step.name:
        return step
    called = f", {one_line(told['account_name'], 60)}" if told.get("account_name") else ""
    return replace(step, whose=f"account {one_line(account)}{called}")


def _of_service(result: Json) -> Iterator[Ladder]:
    """The regions where the service is not enabled, those where that cannot be told, and those where it is."""
    name = service_of(result)
    found = {region: one for one in (*result["gaps"], *result["breaks"]) for region in one["records"]}
    shown = {region: step for chain in result["chains"] for region in chain["records"] for step in chain["links"]}
    marks: tuple[tuple[Mark, str], ...] = (("broken", "missing"), ("unknown", "unknown"), ("holds", "carried"))
    for mark, which in marks:
        regions: list[str] = result["records"][which]
        steps = [_region(region, name, mark, shown.get(region) or found.get(region, {})) for region in regions]
        if steps:
            yield Ladder(records=tuple(regions), steps=tuple(steps), finding=found.get(regions[0]))


def _region(region: str, service: str, mark: Mark, about: Json) -> Step:
    return Step(
        link=SERVICE, mark=mark, id=about.get("id"), name=f"{service} in {in_regions([region])}", at=about.get("at"), notes=()
    )


def _broken(result: Json) -> Iterator[Ladder]:
    resources = result["resources"]
    for found in result["breaks"]:
        before = {
            link: Step(link=link, mark="holds", id=after, name=short_name(after, resources), at=_at(after, resources), notes=())
            for link, after in zip(CHAIN, found["after"], strict=False)
        }
        note = sentences.of_break(found, result)
        # A link that has nothing is told by the resource before it: it has no name of its own.
        own = None if found["id"] in found["after"] else found["id"]
        name = "" if own is None else short_name(own, resources)
        if found["link"] == "metric" and isinstance(found["detail"].get("metric"), str):
            name = one_line(found["detail"]["metric"])
        here = Step(link=found["link"], mark="broken", id=own, name=name, at=found["at"], notes=(note,))
        yield Ladder(records=tuple(found["records"]), steps=_whole({**before, found["link"]: here}), finding=found)


def _unknown(result: Json) -> Iterator[Ladder]:
    chains = [chain for chain in result["chains"] if chain["value"] == "may"]
    shown: set[str] = set()
    for chain in chains:
        gaps = [gap for gap in result["gaps"] if set(gap["records"]) & set(chain["records"])]
        steps = {step["link"]: _visible(step, gaps, result) for step in chain["links"]}
        if not any(step.mark == "unknown" for step in steps.values()):
            steps |= _first_hidden(steps, gaps, result) or _beside(steps, gaps, result)
        used = [gap for gap in gaps if steps.get(gap["link"], _nothing(gap["link"])).mark == "unknown"]
        shown.update(gap["fingerprint"] for gap in used)
        yield Ladder(records=tuple(chain["records"]), steps=_whole(steps), finding=next(iter(used), None))
    if not chains and result["status"] != "pass":
        for gap in result["gaps"][:1]:
            yield Ladder(records=tuple(gap["records"]), steps=_whole(_first_hidden({}, result["gaps"], result)), finding=gap)


def _visible(step: Json, gaps: list[Json], result: Json) -> Step:
    resources = result["resources"]
    here = [gap for gap in gaps if gap["link"] == step["link"] and gap["id"] == step["id"]]
    notes = tuple(each.sentence for each in alike(here, result))
    return Step(
        link=step["link"],
        mark="unknown" if notes else "holds",
        id=step["id"],
        name=_name(step, resources),
        at=step["at"],
        notes=notes[:3],
    )


def _first_hidden(steps: dict[str, Step], gaps: list[Json], result: Json) -> dict[str, Step]:
    hidden = sorted({gap["link"] for gap in gaps} - steps.keys(), key=PLACE.__getitem__)
    if not hidden:
        return {}
    said = alike([gap for gap in gaps if gap["link"] == hidden[0]], result)
    notes = tuple(each.sentence for each in said[:3])
    return {hidden[0]: Step(link=hidden[0], mark="unknown", id=None, name="", at=said[0].first["at"], notes=notes)}


def _beside(steps: dict[str, Step], gaps: list[Json], result: Json) -> dict[str, Step]:
    """The steps beside which others of their kind may be hidden, where nothing else is open."""
    found = {}
    for link, step in steps.items():
        said = alike([gap for gap in gaps if gap["link"] == link and gap["id"] is None], result)
        if said:
            found[link] = replace(step, mark="unknown", notes=tuple(each.sentence for each in said[:3]))
    return found


def _holding(result: Json) -> Iterator[Ladder]:
    resources = result["resources"]
    for chain in result["chains"]:
        if chain["value"] != "holds":
            continue
        steps: dict[str, Step] = {}
        for step in chain["links"]:
            weak = [weak for weak in told(chain) if link_at(weak["id"], chain) == step["link"]]
            mark: Mark = "weak" if any(weak["effect"] != "none" for weak in weak) else "holds"
            notes = tuple(sentences.of_weakness(each, result) for each in weak)
            steps[step["link"]] = Step(
                link=step["link"], mark=mark, id=step["id"], name=_name(step, resources), at=step["at"], notes=notes
            )
        yield Ladder(records=tuple(chain["records"]), steps=_whole(steps), finding=None)


def _name(step: Json, resources: Json) -> str:
    name = short_name(step["id"], resources)
    return f"{name} through {short_name(step['through'], resources)}" if step.get("through") else name


def _whole(steps: dict[str, Step]) -> tuple[Step, ...]:
    return tuple(steps.get(link, _nothing(link)) for link in CHAIN)


def _nothing(link: str) -> Step:
    return Step(link=link, mark="unreached", id=None, name="", at=None, notes=())


def _at(identity: str, resources: Json) -> str | None:
    at = resources.get(identity, {}).get("at")
    return at if isinstance(at, str) else None
