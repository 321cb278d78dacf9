"""What is said of a trail that accounts were told different things of at different times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.plain import some
from trailgate_evaluator.report.names import kind_of, short_name
from trailgate_evaluator.report.others import called
from trailgate_evaluator.report.weakness_words import WEAKNESSES

if TYPE_CHECKING:
    from collections.abc import Iterable

Json = dict[str, Any]

CODE: Final = "answers_differ"
_MOST_NAMED: Final = 6


def behind_break(found: Json, result: Json) -> str:
    """The same of a break that such a trail leads to; nothing where all were told alike."""
    answers = found["detail"].get("answers")
    trail = next((one for one in (found["id"], *found["after"]) if one is not None and kind_of(one) == "trail"), None)
    return "" if not answers or trail is None else f" {of_answers(answers, trail, result)}"


def differing(result: Json) -> list[str]:
    """Every such sentence of a result, once."""
    weak = [one for each in result["chains"] for one in each["weaknesses"] if one["code"] == CODE]
    of_chains = (of_answers(one["detail"]["answers"], one["id"], result) for one in weak)
    of_breaks = (behind_break(found, result).strip() for found in result["breaks"])
    return list(filter(None, dict.fromkeys((*of_chains, *of_breaks))))


def unsaid(result: Json, said: Iterable[str]) -> list[str]:
    """Every such sentence that stands in nothing that was `said` of the result."""
    heard = list(said)
    return [told for told in differing(result) if not any(told in one for one in heard)]


def of_answers(answers: Iterable[Json], trail: str, result: Json) -> str:
    """Whose older snapshot says what otherwise, and whose newer one counts; a sentence for each two accounts."""
    pairs: dict[tuple[str, str], set[str]] = {}
    for one in answers:
        pairs.setdefault((one["by"], one["newer"]), set()).add(one["attribute"].replace("_", " "))
    return " ".join(
        WEAKNESSES[CODE].says.format(
            by=called(by, result),
            newer=called(newer, result),
            name=short_name(trail, result["resources"]),
            attributes=some(sorted(attributes), _MOST_NAMED),
        )
        for (by, newer), attributes in pairs.items()
    )
