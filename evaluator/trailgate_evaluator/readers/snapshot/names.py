"""What an account is called: by its organization's list, else by its own IAM alias."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from trailgate_evaluator.readers.snapshot.account import Account

LIST_ACCOUNTS: Final = "organizations:ListAccounts"
LIST_ALIASES: Final = "iam:ListAccountAliases"


def name_of(account: Account) -> str | None:
    """The name that the snapshot itself has for its account; None where it has none."""
    for call in account.calls.of(LIST_ACCOUNTS):
        for page in call.pages:
            for row in _listed(page, "Accounts"):
                if isinstance(row, dict) and row.get("Id") == account.id and isinstance(row.get("Name"), str) and row["Name"]:
                    return str(row["Name"])
    return next((one for call in account.calls.of(LIST_ALIASES) for page in call.pages if (one := alias_in(page))), None)


def alias_in(page: dict[str, Any]) -> str | None:
    """The alias in a page of aliases; an account has one at most."""
    return next((one for one in _listed(page, "AccountAliases") if isinstance(one, str) and one), None)


def _listed(page: dict[str, Any], member: str) -> list[Any]:
    rows = page.get(member)
    return rows if isinstance(rows, list) else []
