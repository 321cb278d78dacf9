"""What an organisation's settings leave out of a control, in words: whose word it is, until when, and of which records."""

from __future__ import annotations

from typing import Any, Final

from trailgate_evaluator.plain import one_line, some
from trailgate_evaluator.report.dates import day
from trailgate_evaluator.report.model import spec_in_words
from trailgate_evaluator.report.words import Words

Json = dict[str, Any]


CODE: Final = "excluded"
WORDS: Final = Words(
    title="Records need no alarm by the settings",
    says="",
    advice="See before it ends whether it is still right.",
)
"""Of an exclusion where it is told like a finding."""


def excluded(result: Json) -> list[str]:
    """A sentence for each exclusion that takes something of what the control asks for."""
    return [said(one) for one in counting(result)]


def counting(result: Json) -> list[Json]:
    """The exclusions that take something of what the control asks for."""
    return [one for one in result.get("exclusions", []) if one["state"] == "active" and one["records"]]


def advice(one: Json) -> str:
    """What to do about one: nothing says when that of failed calls ends."""
    return "Leave `failed_calls` out of the settings to ask for them." if one["owner"] is None else WORDS.advice


def said(one: Json) -> str:
    """The sentence of one exclusion."""
    whole = f", of {some(one['whole'], 4)} all" if one["whole"] else ""
    if one["owner"] is None:
        return f"Not asked for by the settings: calls that failed{whole}."
    fields = " and ".join(f"{one_line(path)} is {one_line(spec_in_words(spec))}" for path, spec in sorted(one["fields"].items()))
    return f"Not asked for by {until(one)}: records whose {fields}{whole} ({reason(one)})."


def until(one: Json) -> str:
    """Who answers for an exclusion, and how long."""
    return f"{one_line(str(one['owner']))} until {day(one['expires'])}"


def reason(one: Json) -> str:
    """Why, as its owner says it."""
    return one_line(str(one["reason"])).rstrip(".")
