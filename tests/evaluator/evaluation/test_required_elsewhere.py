"""A call that nobody asks for here: whether another control, another role or another text asks for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from trailgate_evaluator.engine import Engine, open_engine
from trailgate_evaluator.evaluation.required_elsewhere import ROLES, required_elsewhere


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine("wasm") as opened:
        yield opened


def told(engine: Engine, call: str, role: str | None = None, benchmark: str | None = None) -> tuple[str, str] | None:
    asked = {"controls": ["iam-policy-change-alarm"], "benchmark": benchmark, "role": role}
    return required_elsewhere(engine, {"partition": "aws", "account": None, "enabled_regions": None, "asked": asked}, call)


def test_what_no_control_ever_asks_for_is_nowhere(engine: Engine) -> None:
    assert told(engine, "NoSuchCall", role="member", benchmark="cis_aws_5.0.0") is None


def test_another_control_asks_for_it_by_its_name_or_by_its_id(engine: Engine) -> None:
    assert told(engine, "StopLogging") == ("which 4.5 cloudtrail-change-alarm asks for", "Ask for that control, or for all.")
    for call in ("access-denied", "ConsoleLogin"):
        assert told(engine, call) is not None


def test_where_nobody_tells_the_role_the_calls_of_every_role_are_asked_for(engine: Engine) -> None:
    found = told(engine, "LeaveOrganization")
    assert found == ("which 4.15 organizations-change-alarm asks for", "Ask for that control, or for all.")


@pytest.mark.parametrize("role", ROLES)
def test_only_an_account_in_another_role_is_asked_for_it(engine: Engine, role: str) -> None:
    makers = {
        "LeaveOrganization": {"delegated_administrator", "member"},
        "CreateAccount": {"management"},
        "AttachPolicy": {"management", "delegated_administrator"},
        "AcceptHandshake": set(ROLES),
    }
    for call, roles in makers.items():
        found = told(engine, call, role=role)
        assert found is not None
        if role in roles:
            assert found[1] == "Ask for that control, or for all."
            continue
        assert all((words in found[0].partition(", and ")[0]) == (one in roles) for one, words in ROLES.items())
        assert found[0].endswith(f"and this account is {ROLES[role]}")


def test_another_text_asks_for_it(engine: Engine) -> None:
    found = told(engine, "ModifySecurityGroupRules", benchmark="cis_aws_3.0.0")
    assert found == ("which 4.10 security-group-change-alarm asks for by its newest text", "Leave --benchmark out.")
