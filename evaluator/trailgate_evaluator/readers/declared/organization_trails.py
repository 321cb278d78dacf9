"""Who may make an organization's trail: its management account, and members that it delegates CloudTrail to.

AWS refuses all others (NotOrganizationMasterAccountException).
Sources: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html;
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-trail-organization.html.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Collection

    from trailgate_evaluator.document.parts import Json

Barred = Literal["surely", "perhaps"]
"""Whether AWS refuses an account that makes a trail of the organization."""

RULE: Final = "organization_trail"
"""The rule by which it is refused."""
REASON: Final = "delegation_unknown"
"""The reason of a gap where nobody tells whether it is."""


def barred(subject: Json, administrators: Collection[str] | None) -> Barred | None:
    """Whether an account may not make its organization's trail; None where it may, or tells nothing of its organization.

    `subject` is what its snapshot tells of it, `administrators` are the members that CloudTrail is delegated to, None where
    nobody tells.
    """
    organization = subject.get("organization")
    if not isinstance(organization, dict):
        return None
    if organization.get("id") is None:
        return "surely"
    manager = organization.get("management_account")
    if manager is None or manager == subject["account"]:
        return None
    if administrators is None:
        return "perhaps"
    return None if subject["account"] in administrators else "surely"
