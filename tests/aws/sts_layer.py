"""STS beyond moto: roles that ask for an external id, and who somebody is whose key is named for an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

import botocore.session

from tests.aws.wire import ACCOUNT_IN_KEY, ApiError, Reply, Request, xml, xml_reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.aws.state import State


def get_caller_identity(request: Request, _state: State, behind: Callable[[], Reply]) -> Reply:
    """The account's auditor; of a key that moto gave for a role, moto knows the session."""
    if not ACCOUNT_IN_KEY.match(request.access_key):
        return behind()
    partition = botocore.session.get_session().get_partition_for_region(request.region)
    told = {
        "Arn": f"arn:{partition}:iam::{request.account}:user/auditor",
        "UserId": "AIDAAUDITOR",
        "Account": request.account,
    }
    return xml_reply("GetCallerIdentity", xml(told))


def assume_role(request: Request, state: State, behind: Callable[[], Reply]) -> Reply:
    """Credentials of the role; refused where it asks for an external id and does not get that."""
    role = request.params["RoleArn"]
    wanted = state.external_ids.get(role)
    if wanted is not None and request.params.get("ExternalId") != wanted:
        raise refusal(request)
    return behind()


def refusal(request: Request) -> ApiError:
    """What STS says where a role may not be assumed, or is not there."""
    who = f"arn:aws:iam::{request.account}:user/auditor"
    text = f"User: {who} is not authorized to perform: sts:AssumeRole on resource: {request.params['RoleArn']}"
    return ApiError("AccessDenied", text, 403)
