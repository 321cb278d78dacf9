"""Nothing gets better by what an input leaves out, unless AWS documents what it means by leaving it out (`defaults.yaml`).

    python -m tests.fuzz.omissions [SHARE]

Each member of each answer of each snapshot is taken away in turn, and each member of what each plan plans, changes and
configures. The verdict must not become a pass, and no effect a `yes`, unless the member is one of the table; then the verdict
must be the one with the default written out. Exit 1 where that is not so. `SHARE` of all, by a seed; all take an hour.
"""

from __future__ import annotations

import copy
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import yaml

from tests.fuzz.corpora import CONTROL, Json, plans, snapshots
from tests.fuzz.mutating import Place, at, places, without
from tests.fuzz.mutations import report_of
from trailgate_evaluator.engine import open_engine
from trailgate_evaluator.errors import InputError, UsageError

if TYPE_CHECKING:
    from trailgate_evaluator.engine import Engine

LEFT_OUT = "left out"
_MOST = 3
PLANNED = frozenset({"planned_values", "resource_changes", "configuration"})
Verdict = tuple[str, str | None]


def defaults() -> dict[str, Json]:
    """The table by member."""
    table: dict[str, Json] = yaml.safe_load(Path(__file__).with_name("defaults.yaml").read_text("utf-8"))
    return table


def verdict(engine: Engine, content: Json) -> Verdict:
    """Status and effect; `refused` where there is no verdict."""
    try:
        report = report_of(engine, content)
    except (InputError, UsageError):
        return "refused", None
    for one in report["results"]:
        if one["control"] == CONTROL:
            return str(one["status"]), one["effective"]
    return "refused", None


def improved(before: Verdict, after: Verdict) -> bool:
    """Whether it passes now and did not, or is effective now and was not."""
    return (after[0] == "pass" and before[0] != "pass") or (after[1] == "yes" and before[1] != "yes")


def members_of_a_snapshot(content: Json) -> Iterator[Place]:
    """Every member that AWS says, and every member of an object in a row."""
    for place in places(content):
        if place[0] == "calls" and isinstance(place[-1], str) and "pages" in place[:-1] and place[-2] != "dimensions":
            yield place


def members_of_a_plan(content: Json) -> Iterator[Place]:
    """What is planned, changed and configured, and every member of it."""
    for place in places(content):
        if place[0] in PLANNED and isinstance(place[-1], str) and place[-2:-1] != ("dimensions",):
            yield place


def named(content: Json, place: Place) -> str:
    """A member of an answer as the table names it."""
    call = content["calls"][place[1]]
    path = ""
    for key in place[4:]:
        path += "[]" if isinstance(key, int) else f".{key}"
    return f"{call.get('service')}:{call.get('operation')} {path.removeprefix('.')}"


def holders(content: Json, member: str) -> Iterator[Json]:
    """The objects of a snapshot in which a member of the table stands, or could."""
    operation, _, path = member.partition(" ")
    *above, _ = path.split(".")
    for call in content["calls"]:
        found = call.get("pages", []) if f"{call.get('service')}:{call.get('operation')}" == operation else []
        for part in above:
            inner = [one.get(part.removesuffix("[]")) for one in found if isinstance(one, dict)]
            found = [each for one in inner if isinstance(one, list) for each in one] if part.endswith("[]") else inner
        yield from (one for one in found if isinstance(one, dict))


def with_members(content: Json, member: str, *, was: Any = ..., now: Any = LEFT_OUT) -> Json:
    """A copy in which the member (where it `was` this) is another value, or left out, in every answer that shows it."""
    changed: Json = copy.deepcopy(content)
    name = member.rpartition(" ")[2].rpartition(".")[2]
    for holder in holders(changed, member):
        if was is ... or (name in holder and holder[name] == was):
            holder.pop(name, None)
            if now != LEFT_OUT:
                holder[name] = now
    return changed


def improvements(engine: Engine, name: str, content: Json, chosen: list[Place]) -> Iterator[str]:
    """What of the chosen members makes the verdict better by being left out, though nobody documents a default."""
    whole = verdict(engine, content)
    if whole == ("pass", "yes"):
        return
    table = defaults()
    for place in chosen:
        if "calls" not in content:
            silent, default = verdict(engine, without(content, place)), None
        else:
            member = named(content, place)
            silent, default = verdict(engine, with_members(content, member, was=at(content, place))), table.get(member)
        if default is None and improved(whole, silent):
            yield f"{name}: {whole} becomes {silent} without {'/'.join(map(str, place))}"


def wrong(engine: Engine, share: float, seed: str = "omissions") -> Iterator[str]:
    """What did not hold, of so many of all members."""
    dice = Random(seed)  # noqa: S311 - nothing secret
    for inputs, members in ((snapshots(), members_of_a_snapshot), (plans(), members_of_a_plan)):
        for name, content in inputs.items():
            found = [place for place in members(content) if dice.random() < share]
            if found:
                yield from improvements(engine, name, content, found)


def main(arguments: list[str] | None = None) -> int:
    """Tries a share of all members, or all; 1 where something got better."""
    given = sys.argv[1:] if arguments is None else arguments
    many = 0
    with open_engine() as engine:
        for line in wrong(engine, float(given[0]) if given else 1.0):
            many += 1
            print(line, flush=True)
    print(f"{len(snapshots())} snapshots and {len(plans())} plans, {many} wrong")
    return 1 if many else 0


def documented(engine: Engine, member: str, default: Json) -> Iterator[str]:
    """Of some snapshots: where leaving the member out says something else than its default."""
    name = member.rpartition(" ")[2].rpartition(".")[2]
    stands = [one for one, content in snapshots().items() if any(name in holder for holder in holders(content, member))]
    could = [one for one, content in snapshots().items() if any(holders(content, member))]
    for one in stands[:_MOST] or could[:_MOST]:
        left_out = verdict(engine, with_members(snapshots()[one], member))
        said = verdict(engine, with_members(snapshots()[one], member, now=default["default"]))
        if left_out != said:
            yield f"{one}: {left_out} without {member}, and {said} with its default"


if __name__ == "__main__":
    sys.exit(main())
