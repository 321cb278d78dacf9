"""Roles that are assumed: their credentials are renewed before they end, and what a file may hold of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from trailgate_collector.aws_session import AwsSession, SessionOptions
from trailgate_collector.errors import UsageError
from trailgate_collector.roles import Role, credentials_of, expect_role_name, expect_session_name

ROLE = Role(arn="arn:aws:iam::111122223333:role/audit", session_name="yearly", external_id="agreed")


class Sts:
    """Gives credentials for so long, each time others."""

    def __init__(self, lasting: timedelta) -> None:
        self._lasting = lasting
        self.asked: list[dict[str, str]] = []

    def assume_role(self, **request: str) -> dict[str, Any]:
        self.asked.append(request)
        ends = datetime.now(UTC) + self._lasting
        key = {"AccessKeyId": f"key-{len(self.asked)}", "SecretAccessKey": "secret", "SessionToken": "token"}
        return {"Credentials": {**key, "Expiration": ends}}


def test_credentials_are_renewed_before_they_end() -> None:
    sts = Sts(timedelta(minutes=5))
    credentials = credentials_of(ROLE, sts)
    assert len(sts.asked) == 1
    assert credentials.get_frozen_credentials().access_key == "key-2"
    lasting = Sts(timedelta(hours=1))
    assert credentials_of(ROLE, lasting).get_frozen_credentials().access_key == "key-1"
    assert len(lasting.asked) == 1


def test_the_external_id_is_sent_and_is_no_part_of_what_is_kept() -> None:
    sts = Sts(timedelta(hours=1))
    credentials_of(ROLE, sts)
    assert sts.asked == [{"RoleArn": ROLE.arn, "RoleSessionName": "yearly", "ExternalId": "agreed"}]
    assert ROLE.request == {"RoleArn": ROLE.arn, "RoleSessionName": "yearly"}
    credentials_of(Role(arn=ROLE.arn), sts)
    assert sts.asked[1] == {"RoleArn": ROLE.arn, "RoleSessionName": "trailgate-collect"}


@pytest.mark.parametrize("name", ["trailgate", "audit/trailgate", "a/b/c", "x" * 64, "A_+=,.@-"])
def test_a_roles_name_may_have_a_path(name: str) -> None:
    expect_role_name(name)


@pytest.mark.parametrize("name", ["", "/", "x/", "/x", "a b", "x" * 65, "é", "x\n", "*"])
def test_what_is_no_roles_name_is_wrong_usage(name: str) -> None:
    with pytest.raises(UsageError, match="expected one such as trailgate or audit/trailgate"):
        expect_role_name(name)


@pytest.mark.parametrize("name", ["", "x", "x" * 65, "a b", "a/b", "xy\n"])
def test_what_is_no_sessions_name_is_wrong_usage(name: str) -> None:
    with pytest.raises(UsageError, match="expected 2 to 64"):
        expect_session_name(name)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://user:secret@127.0.0.1:5000/path?x", "http://127.0.0.1:5000"),
        ("https://[::1]:1/", "https://[::1]:1"),
        (None, "https://sts.eu-west-1.amazonaws.com"),
    ],
)
def test_the_address_that_was_asked_is_told_without_what_else_stands_in_it(
    url: str | None, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "x" * 20)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    assert AwsSession(SessionOptions(region="eu-west-1", endpoint_url=url)).endpoint == told
