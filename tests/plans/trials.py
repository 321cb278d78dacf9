"""One configuration planned and judged in every way, applied, collected and judged again."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.plans.judging import judged
from tests.plans.warm import REGIONS, Bench, RefusedError
from trailgate_collector.plan_file import names_in_plan

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.plans.configurations import Configuration
    from tests.plans.judging import Verdict
    from trailgate_evaluator.engine import Engine


LAYER = "layer"
"""A file of this name says that a plan is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What came of one configuration: the plan's verdicts by how it was judged, and the account's after apply."""

    planned: Mapping[str, Verdict]
    applied: Verdict | None
    refused: str | None = None

    @property
    def wrong(self) -> list[str]:
        """Where the plan said pass or fail, and the account is otherwise; or an input that cannot be read."""
        if self.applied is None:
            return []
        status, effective = self.applied
        found = []
        for way, (said, effect) in self.planned.items():
            if said not in {status, "unknown"}:
                found.append(f"{way}: {said}, and the account is {status}")
            elif said == status == "pass" and {effect, effective} == {"yes", "no"}:
                found.append(f"{way}: effective {effect}, and the account's is {effective}")
        return found

    @property
    def needless(self) -> list[str]:
        """Where the plan was said to be unknown, and the account is not."""
        if self.applied is None or self.applied[0] == "unknown":
            return []
        return [way for way, (said, _) in self.planned.items() if said == "unknown"]


def trials(made: Configuration, on: Bench, engine: Engine, folder: Path, regions: tuple[str, ...] = REGIONS) -> Iterator[Trial]:
    """Each step of a configuration in turn, until one is refused; `folder` keeps what was judged last.

    A step that lays the ground for others is applied and not judged.
    """
    on.begin(regions)
    for number, step in enumerate(made.steps):
        if number < made.ground:
            try:
                on.write(step, made.providers)
                on.apply(planned=False)
            except RefusedError as refused:
                yield Trial(planned={}, applied=None, refused=str(refused))
                return
            if made.fresh and number + 1 == made.ground:
                on.forget()
            continue
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        tried = _tried(made, number, on, engine, folder)
        yield tried
        if tried.refused is not None:
            return


def _tried(made: Configuration, number: int, on: Bench, engine: Engine, folder: Path) -> Trial:
    arguments = made.arguments if number + 1 == len(made.steps) else ()
    try:
        on.write(made.steps[number], made.providers)
        (folder / "plan.json").write_text(on.plan(*arguments))
        keep(on.work, folder)
        if made.open_from is not None and number >= made.open_from:
            (folder / LAYER).touch()
        elif any("local." in text for text in made.steps[number].values()):  # of anything else the graph says nothing
            (folder / "plan.dot").write_text(on.graph())
        if number:
            named = names_in_plan(str(folder / "plan.json"))
            (folder / "baseline.json").write_text(json.dumps(on.snapshot(named)))
    except RefusedError as refused:
        return Trial(planned={}, applied=None, refused=str(refused))
    planned = verdicts(engine, folder)
    try:
        on.apply()
    except RefusedError as refused:
        return Trial(planned=planned, applied=None, refused=str(refused))
    (folder / "snapshot.json").write_text(json.dumps(on.snapshot()))
    return Trial(planned=planned, applied=judged(engine, folder / "snapshot.json"))


def keep(work: Path, folder: Path) -> None:
    """The plan file and the sources as they were planned."""
    shutil.copy(work / "tfplan", folder / "tfplan")
    ignored = shutil.ignore_patterns("providers", "tfplan", "*.tfstate*", ".terraform.lock.hcl")
    shutil.copytree(work, folder / "work", ignore=ignored)


def verdicts(engine: Engine, folder: Path) -> dict[str, Verdict]:
    """What is said of the plan in a folder, in each of the ways in which it can be read.

    One that is a layer is judged over the account that stands there, and not by itself.
    """
    plan, source = folder / "plan.json", str(folder / "work")
    ways: dict[str, tuple[Path, dict[str, Any]]] = {}
    if not (folder / LAYER).exists():
        ways = {
            "plan": (plan, {}),
            "plan and sources": (plan, {"source": source}),
            "plan file": (folder / "tfplan", {"plan_json": str(plan)}),
        }
    if (folder / "plan.dot").exists():
        ways["plan and graph"] = plan, {"graph": str(folder / "plan.dot")}
    baseline = folder / "baseline.json"
    if baseline.exists():
        over = {"baseline": str(baseline)}
        ways |= {
            "plan over a baseline": (plan, over),
            "sources over a baseline": (plan, over | {"source": source}),
        }
    return {way: judged(engine, path, **choices) for way, (path, choices) in ways.items()}
