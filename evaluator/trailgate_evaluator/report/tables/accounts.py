"""The rows of accounts that a report tells: those judged, those on a list alone, those closed, and those beside a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.report.names import account_name
from trailgate_evaluator.report.unjudged import is_not_collected

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Json = dict[str, Any]

NOT_COLLECTED: Final = "not_collected"
CLOSED: Final = "closed"
_SNAPSHOT: Final = "aws_snapshot"


def judged_row(run: int, entry: Json, result: Json) -> Json:
    """The row of the account that a result is of, by the result and its input's entry in the report."""
    subject = result["subject"]
    beside = NOT_COLLECTED if is_not_collected(result) else "planned"
    return account_row(
        run=run,
        entry=entry,
        account=subject["account"],
        name=account_name(subject),
        partition=subject["partition"],
        state="collected" if entry["kind"] == _SNAPSHOT else beside,
    )


def closed_row(run: int, entry: Json) -> Json | None:
    """The row of an account that its input's entry calls closed; None where it says nothing of that."""
    told = entry.get("not_judged") or {}
    if told.get("reason") != "account_closed":
        return None
    account = told.get("account", entry["name"])
    return account_row(run=run, entry=entry, account=account, name=account_name(told), partition=None, state=CLOSED)


def left_out_rows(run: int, entry: Json) -> Iterator[Json]:
    """The rows of the closed accounts on the list of a plan's baseline, which are not judged with the plan."""
    for told in entry.get("left_out", ()):
        alone = {"name": told["account"], "as_of": None}
        yield account_row(run=run, entry=alone, account=told["account"], name=account_name(told), partition=None, state=CLOSED)


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
