"""Inputs that were read and not judged: another snapshot of the account counts, or the account is closed."""

from __future__ import annotations

from typing import Any, Final

from trailgate_evaluator.plain import one_line

Json = dict[str, Any]

LISTED: Final = "listed_account"
"""The kind of an input that is an account on its organization's list, of which no snapshot was given."""
_NOT_COLLECTED: Final = "account_not_collected"
_STATES: Final = {"SUSPENDED": "is suspended", "PENDING_CLOSURE": "is about to be closed", "CLOSED": "is closed"}


def unjudged(report: Json) -> list[tuple[Json, str]]:
    """Each such input with a sentence that says why, in the report's order; then each closed account of a plan's baseline.

    The latter stand with an entry that has no index, and the plan's name.
    """
    given = [(entry, said_of(entry)) for entry in report["inputs"] if "not_judged" in entry]
    beside = ((entry, told) for entry in report["inputs"] for told in entry.get("left_out", ()))
    return given + [({"index": None, "name": entry["name"], "not_judged": told}, said_beside(told)) for entry, told in beside]


def whose(entry: Json, report: Json) -> tuple[str | None, str | None]:
    """(number, name) of the account that such an input is of, as far as the report tells."""
    told = entry["not_judged"]
    if told["reason"] == "account_closed":
        return told.get("account", entry["name"]), told.get("account_name")
    by = {other["index"] for other in report["inputs"] if other["name"] == told.get("by")}
    subject: Json = next((result["subject"] for result in report["results"] if result["input"] in by), {})
    return subject.get("account"), subject.get("account_name")


def closed_in(report: Json) -> dict[str, str]:
    """The accounts that are not judged because their organization's list calls them closed, each with its state."""
    told = ((entry["name"], entry["not_judged"]) for entry in report["inputs"] if "not_judged" in entry)
    return {one.get("account", name): str(one["state"]) for name, one in told if one["reason"] == "account_closed"}


def said_of(entry: Json) -> str:
    """Why an input is not judged."""
    told, name = entry["not_judged"], one_line(entry["name"])
    if told["reason"] == "newer_snapshot":
        return f"{name} does not count: {one_line(str(told.get('by')))} is a newer snapshot of the same account."
    if told["reason"] == "roll_alone":
        by = one_line(str(told.get("by")))
        return f"{name} holds its organization's list alone, which counts; of the account itself {by} tells."
    if told["reason"] == "copy":
        return f"{name} does not count: it tells the same as {one_line(str(told.get('by')))}."
    is_what = is_in_state(str(told.get("state")))
    called = f" ({one_line(str(told['account_name']), 80)})" if told.get("account_name") else ""
    if "account" in told:
        return f"{name} does not count: account {told['account']}{called} {is_what}, as its organization's newer list says."
    return f"Account {name}{called} {is_what}, as its organization's list says, and not judged."


def said_beside(told: Json) -> str:
    """Why an account on the list of a plan's baseline is not judged with the plan."""
    return said_of({"name": told["account"], "not_judged": {name: one for name, one in told.items() if name != "account"}})


def is_not_collected(result: Json) -> bool:
    """Whether the account of a result is on its organization's list alone: no snapshot of it was given."""
    return any(gap["reason"] == _NOT_COLLECTED and gap["account"] == result["subject"]["account"] for gap in result["gaps"])


def is_in_state(state: str) -> str:
    """What an organization's list says of an account that is not in use: `is suspended`."""
    return _STATES.get(state, f"is in the state {one_line(state, 40)}")
