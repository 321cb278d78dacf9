"""A role that is assumed: what it is called, and credentials that are renewed before they end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from botocore.credentials import CredentialProvider, RefreshableCredentials

from trailgate_collector.errors import UsageError
from trailgate_collector.options import SESSION_NAME

if TYPE_CHECKING:
    from datetime import datetime


_NAME: Final = re.compile(r"(?:[\w+=,.@-]+/)*[\w+=,.@-]{1,64}", re.ASCII)
_SESSION_NAME: Final = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role by its ARN, and as whom and with what it is assumed."""

    arn: str
    session_name: str = SESSION_NAME
    external_id: str | None = None

    @property
    def request(self) -> dict[str, str]:
        """The parameters of sts:AssumeRole that a file may hold: all but the external id."""
        return {"RoleArn": self.arn, "RoleSessionName": self.session_name}


def expect_role_name(name: str) -> None:
    """Raises UsageError where the text cannot be a role's name, with its path or without."""
    if not _NAME.fullmatch(name):
        hint = "; the ARN is made from it for each account" if name.startswith("arn:") else ""
        raise UsageError(f"--role-name {name!r} is no role's name; expected one such as trailgate or audit/trailgate{hint}.")


def expect_session_name(name: str) -> None:
    """Raises UsageError where the text cannot be the name of a role's session."""
    if not _SESSION_NAME.fullmatch(name):
        raise UsageError(f"--session-name {name!r} is none; expected 2 to 64 letters, digits and _+=,.@- such as {SESSION_NAME}.")


def credentials_of(role: Role, sts: Any) -> RefreshableCredentials:
    """The role's credentials, got at once; `sts` is the client of who assumes it. Raises what botocore raises."""

    def got() -> dict[str, str]:
        secret = {"ExternalId": role.external_id} if role.external_id else {}
        given = sts.assume_role(**role.request, **secret)["Credentials"]
        ends: datetime = given["Expiration"]
        return {
            "access_key": given["AccessKeyId"],
            "secret_key": given["SecretAccessKey"],
            "token": given["SessionToken"],
            "expiry_time": ends.isoformat(),
        }

    return RefreshableCredentials.create_from_metadata(metadata=got(), refresh_using=got, method="assume-role")


class Given(CredentialProvider):
    """The only provider of a session that has its credentials from elsewhere."""

    METHOD = "given"

    def __init__(self, credentials: RefreshableCredentials) -> None:
        super().__init__()
        self._credentials = credentials

    def load(self) -> RefreshableCredentials:
        """These credentials."""
        return self._credentials
