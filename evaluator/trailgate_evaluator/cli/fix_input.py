"""What `trailgate fix` is given: one input, or snapshots that are an estate; and for whom nothing is proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trailgate_evaluator import exports
from trailgate_evaluator.errors import ForeignInputError, InputError, UsageError
from trailgate_evaluator.evaluation.baselines import gathered_of
from trailgate_evaluator.inputs import Source, read_one
from trailgate_evaluator.inputs.finding import find
from trailgate_evaluator.report.names import account_of
from trailgate_evaluator.report.unjudged import is_in_state

if TYPE_CHECKING:
    from typing import Any

    from trailgate_evaluator.estate import Estate, Listed
    from trailgate_evaluator.evaluation.choices import Choices
    from trailgate_evaluator.inputs import PlanFiles


def is_estate(source: str, plan_files: PlanFiles) -> bool:
    """Whether the input is a folder or an archive of snapshots, were it of one, or an export of several accounts.

    A plan in a folder is that plan.
    """
    found = list(find(source))
    if found[0] == source:
        return False
    if isinstance(found[0], InputError) or _is_export(found[0]):
        return _is_of_several(source, plan_files)
    if len(found) != 1:
        return True
    return read_one(found[0], plan_files).kind == "aws_snapshot"


def _is_export(first: str) -> bool:
    """Whether a folder or an archive is what others exported, by the first file in it."""
    try:
        read_one(first)
    except InputError as error:
        return isinstance(error, ForeignInputError)
    return False


def _is_of_several(source: str, plan_files: PlanFiles) -> bool:
    """Whether snapshots of several accounts are made of what lies there."""
    made = [one for one in exports.read([source], plan_files) if isinstance(one, Source)]
    return len(made) > 1


def why_not_beside(given: Source, estate: str, choices: Choices) -> str | None:
    """Why nothing is proposed for the account of a snapshot, by those in the estate beside it; None where something may be.

    Raises `UsageError` where a newer snapshot of the account is there.
    """
    gathered = gathered_of(estate, choices, given)
    if given.name in gathered.superseded:
        raise UsageError(
            expected="the newest snapshot of the account",
            found="an older one than is in the estate",
            where=given.name,
            what_to_do=f"Give {gathered.superseded[given.name]} in its place.",
        )
    closed = gathered.closed.get(given.name)
    return None if closed is None else nothing_for(closed, gathered.estate)


def nothing_for(closed: Listed, estate: Estate) -> str:
    """That nothing is proposed for an account which its organization's list calls closed."""
    called = account_of({"account": closed.account, "account_name": estate.name_of(closed.account)})
    return f"nothing for account {called}: by its organization's list it {is_in_state(closed.state)}."


def refuse_unmanaged(document: dict[str, Any], where: str) -> None:
    """Raises `UsageError` where a trail of the organization is wished for, and the account is not known to be its manager."""
    organization = document["subject"].get("organization") or {}
    if organization.get("management_account") != document["subject"]["account"]:
        raise UsageError(
            expected="the snapshot of an organization's management account, or a folder that has it",
            found=f"account {document['subject']['account']}, which is not known to be one",
            where=where,
            what_to_do="Leave --organization-trail out, or give the folder of the organization's snapshots.",
        )
