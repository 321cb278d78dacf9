"""The formats that are known, and which one recognises a file. A further format is one line here."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trailgate_evaluator.exports.answer import Format, Member

FORMATS: Final = (
    "trailgate_evaluator.exports.scoutsuite:ScoutSuite",
    "trailgate_evaluator.exports.cloudsploit:CloudSploit",
    "trailgate_evaluator.exports.aws_config:AwsConfig",
    "trailgate_evaluator.exports.cloudquery:CloudQuery",
    "trailgate_evaluator.exports.steampipe:Steampipe",
    "trailgate_evaluator.exports.aws_answers.format:AwsAnswers",
)
"""module:Class, the first that recognises a file takes it; the answers of AWS's API, which many look like, come last."""


@cache
def formats() -> tuple[Format, ...]:
    """Every format, imported now."""
    found = (name.partition(":") for name in FORMATS)
    return tuple(getattr(import_module(module), made)() for module, _, made in found)


def sorted_out(members: Iterable[Member]) -> tuple[dict[Format, list[Member]], list[Member]]:
    """The members by the format that takes them, in the order of the formats, and those that none does."""
    taken: dict[Format, list[Member]] = {known: [] for known in formats()}
    others: list[Member] = []
    for member in members:
        known = next((one for one in taken if one.recognises(member)), None)
        (others if known is None else taken[known]).append(member)
    return {known: found for known, found in taken.items() if found}, others
