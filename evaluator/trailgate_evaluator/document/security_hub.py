"""Security Hub in one region of an account: what a document says of it, and how AWS says that it is not enabled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from trailgate_evaluator.document.parts import Json

SERVICE: Final = "securityhub"
NAME: Final = "Security Hub"
NOT_ENABLED: Final = "InvalidAccessException"
"""The code of the error where it is not enabled; it has other meanings, too."""
SAYING: Final = "is not subscribed to AWS Security Hub"
"""What stands in the error's text where that is what it means."""


def hub_arn(partition: str, account: str, region: str) -> str:
    """The ARN that it has in a region where it is enabled."""
    return f"arn:{partition}:{SERVICE}:{region}:{account}:hub/default"


def hub(identity: str, account: str, region: str, at: str | None) -> Json:
    """The entry of a document's `services`, but for whether it is enabled."""
    return {"id": identity, "name": NAME, "service": SERVICE, "account": account, "region": region, "at": at}
