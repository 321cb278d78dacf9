"""An account that was refused everything: in the organization by its list or by its own word, and never by its collector's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.estates.accounts import MANAGEMENT, MEMBER, estate, listed, written
from tests.estates.judging import judged, statuses

if TYPE_CHECKING:
    from pathlib import Path

Json = dict[str, Any]
LOCKED = "999999999999"
LATER = "2026-11-02T12:00:00Z"


def _locked(made: dict[str, Json], *, finished: str | None = None) -> Json:
    """What is kept of an account whose role could not be entered; its collector says which organization it asked for."""
    snapshot = made[MEMBER]
    call = {"service": "sts", "operation": "AssumeRole", "region": "us-east-1", "request": {"RoleArn": "r"}, "outcome": "denied"}
    error = {"code": "AccessDenied", "message": "no"}
    collected = snapshot["collected"] | ({} if finished is None else {"finished_at": finished})
    return {
        **snapshot,
        "account": {**snapshot["account"], "id": LOCKED},
        "collected": collected,
        "organization": made[MANAGEMENT]["organization"],
        "calls": [{**call, "at": "2026-11-02T09:00:00Z", "error": error}],
    }


def _rows(*accounts: str, state: str = "ACTIVE") -> list[Json]:
    return [{"Id": one, "Name": one, "State": state if one == LOCKED else "ACTIVE"} for one in accounts]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [(None, "unknown"), (_rows(MANAGEMENT, MEMBER), "unknown"), (_rows(MANAGEMENT, MEMBER, LOCKED), "pass")],
    ids=["no list", "off the list", "on the list"],
)
def test_it_passes_by_the_organizations_trail_only_where_the_list_has_it(
    rows: list[Json] | None, expected: str, tmp_path: Path
) -> None:
    made = estate()
    management = made[MANAGEMENT] if rows is None else listed(made[MANAGEMENT], rows)
    found = statuses(judged(written(tmp_path, {**made, MANAGEMENT: management, LOCKED: _locked(made)})))
    assert found == {MANAGEMENT: "pass", MEMBER: "pass", LOCKED: expected}


@pytest.mark.parametrize("finished", [None, LATER])
def test_a_refusal_that_is_no_older_than_the_list_keeps_no_closed_account_open(finished: str | None, tmp_path: Path) -> None:
    made = estate()
    management = listed(made[MANAGEMENT], _rows(MANAGEMENT, MEMBER, LOCKED, state="SUSPENDED"))
    report = judged(written(tmp_path, {**made, MANAGEMENT: management, LOCKED: _locked(made, finished=finished)}))
    assert LOCKED not in {result["subject"]["account"] for result in report["results"]}
    (entry,) = (entry for entry in report["inputs"] if entry["name"].endswith(f"{LOCKED}.json"))
    assert entry["not_judged"]["reason"] == "account_closed"
