"""Organizations beyond moto: who may list accounts, small pages, and members without an organization of moto's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.aws.paging import one_page
from tests.aws.wire import ApiError, Reply, Request, json_reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.aws.state import State


def describe_organization(request: Request, state: State, behind: Callable[[], Reply]) -> Reply:
    """The organization of the accounts in `state.organization`; the first is its management account."""
    if request.account not in state.organization:
        return behind()
    management = state.organization[0]
    arn = f"arn:aws:organizations::{management}"
    organization = {
        "Id": "o-simulated1",
        "Arn": f"{arn}:organization/o-simulated1",
        "FeatureSet": "ALL",
        "MasterAccountArn": f"{arn}:account/o-simulated1/{management}",
        "MasterAccountId": management,
        "MasterAccountEmail": "root@example.com",
    }
    return json_reply({"Organization": organization})


def list_accounts(request: Request, state: State, _behind: Callable[[], Reply]) -> Reply:
    """All accounts, page by page; refused to members, as AWS does and moto does not."""
    rows = [_row(account.describe(), state) for account in _backend(request, state).accounts]
    return _page(request, state, "Accounts", rows)


def register_delegated_administrator(request: Request, state: State, _behind: Callable[[], Reply]) -> Reply:
    """Registers a member for a service; moto does not know all services that have delegated administrators."""
    expect_manager(request, state)
    state.administrators.setdefault(request.params["ServicePrincipal"], []).append(request.params["AccountId"])
    return json_reply({})


def list_delegated_administrators(request: Request, state: State, _behind: Callable[[], Reply]) -> Reply:
    """The delegated administrators of a service, page by page; refused to members, as AWS does and moto does not."""
    named = state.administrators.get(request.params["ServicePrincipal"], [])
    rows = [_row(account.describe(), state) for account in _backend(request, state).accounts if account.id in named]
    return _page(request, state, "DelegatedAdministrators", rows)


def put_resource_policy(request: Request, state: State, _behind: Callable[[], Reply]) -> Reply:
    """Keeps the policy by which the management account delegates calls of Organizations; moto has none."""
    state.delegation[expect_manager(request, state)] = request.params["Content"]
    return describe_resource_policy(request, state, _behind)


def describe_resource_policy(request: Request, state: State, _behind: Callable[[], Reply]) -> Reply:
    """That policy; refused to members."""
    management = expect_manager(request, state)
    if management not in state.delegation:
        text = "We can't find a resource policy request with the parameter that you specified."
        raise ApiError("ResourcePolicyNotFoundException", text)
    arn = f"arn:aws:organizations::{management}:resourcepolicy/o-simulated1/rp-simulated1"
    summary = {"Id": "rp-simulated1", "Arn": arn}
    return json_reply({"ResourcePolicy": {"ResourcePolicySummary": summary, "Content": state.delegation[management]}})


def list_accounts_for_parent(request: Request, state: State, _behind: Callable[[], Reply]) -> Reply:
    """The accounts that stand in one unit itself."""
    backend = _backend(request, state)
    parent = backend.validate_parent_id(request.params["ParentId"])
    rows = [_row(account.describe(), state) for account in backend.accounts if account.parent_id == parent]
    return _page(request, state, "Accounts", rows)


def list_children(request: Request, state: State, _behind: Callable[[], Reply]) -> Reply:
    """What stands in one unit itself."""
    rows = _backend(request, state).list_children(**{key: request.params[key] for key in ("ParentId", "ChildType")})
    return _page(request, state, "Children", rows["Children"])


def expect_manager(request: Request, state: State) -> str:
    """The management account, for it or for its delegated administrator; raises AWS's refusal for any other."""
    account = request.account
    management = state.delegated.get(account, account)
    if management in state.organization[:1] or _backend_of(management, request.region).org:
        return management
    member = account in state.organization or any(account in members for members in _members(request.region))
    if request.service == "organizations" and not member:
        raise ApiError("AWSOrganizationsNotInUseException", "Your account is not a member of an organization.")
    who = f"arn:aws:iam::{account}:user/auditor"
    text = f"User: {who} is not authorized to perform: {request.service}:{request.operation}"
    raise ApiError("AccessDeniedException", text)


def _backend(request: Request, state: State) -> Any:
    return _backend_of(expect_manager(request, state), request.region)


def _backend_of(account: str, region: str) -> Any:
    from moto.organizations.models import organizations_backends
    from moto.utilities.utils import get_partition

    return organizations_backends[account][get_partition(region)]


def _members(region: str) -> list[set[str]]:
    """The accounts of each organization that moto has in the region's partition."""
    from moto.organizations.models import organizations_backends

    backends = [_backend_of(account, region) for account in list(organizations_backends)]
    return [{member.id for member in backend.accounts} for backend in backends if backend.org]


def _row(row: dict[str, Any], state: State) -> dict[str, Any]:
    """An account as answers carry it since `Status` was retired."""
    told = {key: value for key, value in row.items() if key != "Status"}
    return {**told, "State": state.account_states.get(row["Id"], row["State"])}


def _page(request: Request, state: State, name: str, rows: list[dict[str, Any]]) -> Reply:
    return json_reply(one_page({name: rows}, [name], token=request.params.get("NextToken"), size=state.page_size))
