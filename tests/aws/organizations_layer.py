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
    from moto.organizations.models import organizations_backends

    account = request.account
    management = state.delegated.get(account, account)
    known = any(backend.org for backend in organizations_backends[management].values())
    if management not in state.organization[:1] and not known:
        who = f"arn:aws:iam::{account}:user/auditor"
        text = f"User: {who} is not authorized to perform: {request.service}:{request.operation}"
        raise ApiError("AccessDeniedException", text)
    return management


def _backend(request: Request, state: State) -> Any:
    from moto.organizations.models import organizations_backends

    management = expect_manager(request, state)
    (backend,) = (backend for backend in organizations_backends[management].values() if backend.org)
    return backend


def _row(row: dict[str, Any], state: State) -> dict[str, Any]:
    """An account as answers carry it since `Status` was retired."""
    told = {key: value for key, value in row.items() if key != "Status"}
    return {**told, "State": state.account_states.get(row["Id"], row["State"])}


def _page(request: Request, state: State, name: str, rows: list[dict[str, Any]]) -> Reply:
    return json_reply(one_page({name: rows}, [name], token=request.params.get("NextToken"), size=state.page_size))
