"""Security Hub in one region: enabled or not, in AWS's own words, which moto shortens."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import botocore.session

from tests.aws.wire import ApiError, Reply, Request, json_reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.aws.state import State


def enable_security_hub(request: Request, state: State, _behind: Callable[[], Reply]) -> Reply:
    """From now on the account is subscribed in this region."""
    place = state.at(request.account, request.region)
    place.hub = datetime.fromtimestamp(state.now, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return json_reply({})


def describe_hub(request: Request, state: State, _behind: Callable[[], Reply]) -> Reply:
    """The hub, and since when; an error where the account is not subscribed."""
    since = state.at(request.account, request.region).hub
    if since is None:
        raise ApiError("InvalidAccessException", f"Account {request.account} is not subscribed to AWS Security Hub", 401)
    partition = botocore.session.get_session().get_partition_for_region(request.region)
    return json_reply(
        {
            "HubArn": f"arn:{partition}:securityhub:{request.region}:{request.account}:hub/default",
            "SubscribedAt": since,
            "AutoEnableControls": True,
            "ControlFindingGenerator": "SECURITY_CONTROL",
        }
    )
