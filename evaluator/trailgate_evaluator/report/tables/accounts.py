"""The rows of accounts that a report tells: those judged, those on a list alone, those closed, and those beside a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.report.names import account_name
from trailgate_evaluator.report.unjudged import LISTED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Json = dict[str, Any]

NOT_COLLECTED: Final = "not_collected"
CLOSED: Final = "closed"
_STATES: Final = {"aws_snapshot": "collected", LISTED: NOT_COLLECTED}


def judged_row(run: int, entry: Json, result: Json) -> Json:
    """The row of the account that a result is of, by the result and its input's entry in the report."""
    subject = result["subject"]
    return account_row(
        run=run,
        entry=entry,
        account=subject["account"],
        name=account_name(subject),
        partition=subject["partition"],
        state=_STATES.get(entry["kind"], "planned"),
    )


def closed_row(run: int, entry: Json) -> Json | None:
    """The row of an account that its input's entry calls closed; None where it says nothing of that."""
    told = entry.get("not_judged") or {}
    if told.get("reason") != "account_closed":
        return None
    account = told.get("account", entry["name"])
    return account_row(run=run, entry=entry, account=account, name=account_name(told), partition=None, state=CLOSED)


def left_out_rows(run: int, entry: Json) -> Iterator[Json]:
    """The rows of accounts on the list of a plan's baseline that are not judged with the plan: closed, or not collected."""
    for told in entry.get("left_out", ()):
        state = CLOSED if told["reason"] == "account_closed" else NOT_COLLECTED
        alone = {"name": told["account"], "as_of": None}
        yield account_row(run=run, entry=alone, account=told["account"], name=account_name(told), partition=None, state=state)


def account_row(
    *, run: int, entry: Mapping[str, Any], account: str | None, name: str | None, partition: str | None, state: str
) -> Json:
    """The row of an account: {column: value}. `entry` is its input's, as a report has it."""
    collected = entry.get("collected") or {}
    return {
        "run": run,
        "account": account,
        "account_name": name,
        "partition": partition,
        "input": entry["name"],
        "state": state,
        "as_of": entry["as_of"],
        "collected_by": collected.get("by"),
        "collected_caller": collected.get("caller"),
        "collected_with": collected.get("tool"),
    }
