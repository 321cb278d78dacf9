"""What is said of an account's input that was given and tells nothing: it could not be read, or another contradicts it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.plain import one_line
from trailgate_evaluator.report.others import called, mentioned
from trailgate_evaluator.report.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Json = dict[str, Any]

_REASONS: Final = frozenset({"not_supplied", "account_not_collected"})
"""Reasons of gaps which say that nothing of an account is there."""
_LONGEST: Final = 120
_WORDS: Final[Mapping[str, Words]] = {
    "unreadable": Words(
        title="Given, and could not be read",
        says="{input} was given for account {account}, and could not be read: what it may hold of {subject} is not known.",
        advice="Give a whole snapshot of account {account} in the place of {input}: what is wrong stands beside its name.",
    ),
    "contradicting": Words(
        title="Given twice, and the two contradict each other",
        says="The snapshots of account {account} that were given ({input} and others) contradict each other, so that neither "
        "tells of {subject}.",
        advice="Give one snapshot of account {account}, or collect it again: nothing tells which of {input} and the others is "
        "true.",
    ),
}


def told_unusable(results: list[Json], unusable: Callable[[str], Json | None]) -> list[Json]:
    """The results, each with `unusable`: the accounts that it names, that tell it nothing, and that an input was given for.

    `unusable` says of an account which input that is, and why it tells nothing: {account, input, why}.
    """
    told = []
    for result in results:
        telling = {result["subject"]["account"], *(source.get("account") for source in result["sources"])}
        own = {gap["account"] for gap in result["gaps"] if gap["reason"] == "account_not_collected"}
        named = sorted((set(mentioned(result)) - telling) | (own - {None}))
        found = [one for account in named if (one := unusable(account)) is not None]
        told.append({**result, "unusable": found} if found else result)
    return told


def words_of(gap: Json, result: Json) -> Words | None:
    """The words of a gap whose account gave an input that tells nothing; `{subject}` is left to be put in. None for others."""
    return words_for(gap["account"], result) if gap["reason"] in _REASONS else None


def words_for(account: str | None, result: Json) -> Words | None:
    """The words about an account of which an input was given that tells nothing; None where there is none."""
    found = next((one for one in result.get("unusable", ()) if one["account"] == account), None)
    if found is None:
        return None
    words, told = _WORDS[found["why"]], {"account": called(found["account"], result), "input": one_line(found["input"], _LONGEST)}
    kept = {name: text.replace("{", "{{").replace("}", "}}") for name, text in told.items()}
    return Words(
        title=words.title,
        says=words.says.format(subject="{subject}", **kept),
        advice=words.advice.format(**told),
    )
