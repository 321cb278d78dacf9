"""What a collection says at its end of accounts that could not be entered: refused ones, and those of which AWS said nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from trailgate_collector.estate import Done, Estate
from trailgate_collector.roll_call import Listed
from trailgate_collector.sentences import of_estate, of_one
from trailgate_collector.snapshot import Identity

ASKER = Identity(account="777788889999", partition="aws", caller="arn:aws:iam::777788889999:user/auditor")
TRUST = f"Let the role in each trust {ASKER.caller}"


def _said(*denied: bool) -> str:
    done = tuple(
        Done(
            account=Listed(id=f"{place:012}"),
            how="refused",
            finished_at=datetime(2026, 11, 2, tzinfo=UTC),
            because="AccessDenied: no" if each else "InternalFailure: oops",
            is_denied=each,
        )
        for place, each in enumerate(denied)
    )
    return "\n".join(of_estate(Estate(asker=ASKER, done=done, left_out=(), roll="with_account"), "acme", []))


@pytest.mark.parametrize(
    ("denied", "trusts", "again"),
    [
        ((True, True), True, None),
        ((False,), False, "AWS gave no answer, which no role can mend"),
        ((True, False, False), True, "AWS gave no answer for 2 of them, which no role can mend"),
    ],
    ids=repr,
)
def test_nobody_is_told_to_mend_a_role_where_aws_did_not_answer(
    denied: tuple[bool, ...], trusts: bool, again: str | None
) -> None:
    said = _said(*denied)
    assert (TRUST in said) is trusts
    assert ("AWS gave no answer" in said) is (again is not None)
    assert again is None or f"{again}: run the same command again, which asks these alone." in said


@pytest.mark.parametrize(("outcome", "mended"), [("denied", True), ("failed", False), ("truncated", False)])
def test_nobody_is_sent_for_permissions_where_calls_were_not_answered(outcome: str, mended: bool) -> None:
    done = Done(
        account=Listed(id="111122223333"),
        how="partly",
        finished_at=datetime(2026, 11, 2, tzinfo=UTC),
        calls=8,
        refusals={outcome: 1},
    )
    said = "\n".join(of_estate(Estate(asker=ASKER, done=(done,), left_out=(), roll="with_account"), "acme", []))
    assert ("--print-iam-policy" in said) is mended
    assert ("No permission mends that: run the same command again" in said) is not mended
    assert ("with calls refused" in of_one(done)) is mended
