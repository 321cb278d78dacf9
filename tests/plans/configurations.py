"""Configurations of the chain by a seed, whole and broken, and what becomes of them when somebody works on them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING

from tests.plans.changing import changed, layers
from tests.plans.warm import HOMES, PROVIDERS
from tests.plans.writer import EU, Writer

if TYPE_CHECKING:
    from collections.abc import Mapping

HOME = 'variable "home" {\n  default = "us-east-1"\n}\n'


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """The files of each step, each planned over the one before, and what stands beside them.

    `providers` are the arguments of the provider blocks, `arguments` those of the last plan. `ground` first steps are applied and
    not judged; where `fresh`, the state knows nothing of them. `open_from` is the first step whose plan alone does not show all
    that will stand.
    """

    steps: tuple[Mapping[str, str], ...]
    providers: tuple[str, ...] = PROVIDERS
    arguments: tuple[str, ...] = ()
    ground: int = 0
    fresh: bool = False
    open_from: int | None = None


def configuration(seed: int, *, new: bool = False) -> Configuration:
    """One step, or a first and one or two more that change it, or two layers."""
    dice = Random(f"configuration {seed}")  # noqa: S311 - nothing secret
    way = dice.choice(["one"] * 11 + ["two"] * 6 + ["three", "layers", "layers"])
    first = Writer(dice, new=new, plain=way == "layers").files()
    made = Configuration(steps=(first,))
    if way == "layers" and (parts := layers(first, dice)) is not None:
        made = Configuration(steps=parts, ground=1, fresh=True, open_from=1)
    elif way in ("two", "three"):
        steps: list[Mapping[str, str]] = [first]
        arguments: tuple[str, ...] = ()
        open_from = None
        for number in range(1, 2 if way == "two" else 3):
            told = changed(steps[-1], dice)
            steps.append(told.files)
            arguments = told.arguments
            if open_from is None and told.forgets:
                open_from = number
        made = Configuration(steps=tuple(steps), arguments=arguments, open_from=open_from)
    return _placed(made, dice)


def _placed(made: Configuration, dice: Random) -> Configuration:
    """With the region of the default provider said in one of the ways."""
    home = dice.choice([HOMES[0]] * 18 + list(HOMES[1:]))
    if any(EU in text for step in made.steps for text in step.values()):
        return made
    steps = made.steps
    if "var." in home:
        steps = tuple({**step, "home.tf": HOME} for step in steps)
    return replace(made, steps=steps, providers=(home,))
