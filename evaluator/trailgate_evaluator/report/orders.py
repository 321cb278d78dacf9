"""What to do about one finding: its code's advice, turned to whoever can follow it."""

from __future__ import annotations

from typing import Any, Final

from trailgate_evaluator.report.gap_words import GAPS
from trailgate_evaluator.report.owners import other_account, owner_of_key
from trailgate_evaluator.report.weakness_words import WEAKNESSES

Json = dict[str, Any]

_ONLY_THE_OWNER: Final = frozenset({"denied", "skipped", "not_visible", "not_supplied", "not_collected"})
"""Reasons why another account's resource was not read that no permission or repetition here mends."""

_ADVICE_BY_CAUSE: Final = {
    "keys_never_there": "Ask for aws:SourceOrgID, aws:SourceAccount or aws:SourceArn of CloudWatch's requests instead, and spare "
    "the services of AWS in a Deny (aws:PrincipalIsAWSService).",
    "state": "Bring the key back into the state Enabled, or encrypt the topic with another key.",
}
"""What helps against one cause, told in a weakness's detail, and not against the others of its code."""

_OF_THE_KEY: Final = frozenset({"topic_key_refuses", "topic_key_unread"})


def of_gap(gap: Json, result: Json) -> str:
    """What settles the gap; for another account's resource that account's own snapshot."""
    owner = other_account(gap["account"], result)
    if owner is not None and gap["reason"] in _ONLY_THE_OWNER:
        return _supply(owner)
    if owner is not None and gap["reason"] == "outside_plan":
        return f"Check the missing part in account {owner}, which holds it: a baseline shows the plan's own account."
    return GAPS[gap["reason"]].advice


def of_weakness(weak: Json, result: Json) -> str:
    """What takes the weakness away: by reading what was not read, or by a change, in the account that owns the resource."""
    words, code = WEAKNESSES[weak["code"]], weak["code"]
    resource = result["resources"].get(weak["id"], {})
    account = (owner_of_key(resource) if code in _OF_THE_KEY else None) or resource.get("account")
    owner = other_account(account, result)
    unread = result["origin"] == "aws_snapshot" and ("gap" in weak["detail"] or code == "topic_key_unread")
    if unread and owner is not None:
        return _supply(owner)
    if unread and words.unread is not None:
        return words.unread
    advice = _ADVICE_BY_CAUSE.get(next((cause for cause in _ADVICE_BY_CAUSE if cause in weak["detail"]), ""), words.advice)
    return advice if owner is None else f"In account {owner}, which owns it: {advice}"


def _supply(owner: str) -> str:
    return (
        f"Supply account {owner}'s snapshot, since that account alone shows what it holds; several snapshots are not joined yet, "
        "so until then check the missing part there."
    )
