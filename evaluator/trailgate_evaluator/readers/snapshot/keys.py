"""The KMS key that encrypts a topic: whose it is, whether it works, and its policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trailgate_evaluator.document.statements import NotAPolicyError, policy_of
from trailgate_evaluator.readers.snapshot.arns import parse_arn
from trailgate_evaluator.readers.snapshot.calls import best
from trailgate_evaluator.readers.snapshot.fields import STRANGE, row_type

if TYPE_CHECKING:
    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.readers.snapshot.account import Account
    from trailgate_evaluator.readers.snapshot.calls import Call

DESCRIBE_KEY: Final = "kms:DescribeKey"
GET_KEY_POLICY: Final = "kms:GetKeyPolicy"
_AWS_ALIAS: Final = "alias/aws/"


def key_of(account: Account, topic: Json, key: str) -> Json:
    """The key that a topic names by id, ARN or alias. An alias that begins with `alias/aws/` is AWS's own key.

    A bare name is the topic's account's: what this account says of a key of that name is about another.
    """
    theirs = parse_arn(key) is None and topic["account"] != account.id
    described = None if theirs else account.calls.asked(DESCRIBE_KEY, "KeyId", key, topic["region"])
    arn = key if ":key/" in key else None
    state: str | None = None
    spec: str | None = None
    strange: Json | None = None
    manager: str | Json | None = "AWS" if key.rpartition(":")[2].startswith(_AWS_ALIAS) else None
    if described is not None and described.outcome == "answered":
        row, _ = account.calls.answer(described, row_type("key"))
        arn, state, manager = row["arn"] or arn, _state(row), row["manager"] or manager
        spec = row["spec"]
        strange = row.get(STRANGE, {}).get("manager")
    if manager is None or strange:
        manager = account.unknown_attribute(
            "topic",
            topic,
            "key.manager",
            operation=DESCRIBE_KEY,
            call=described,
            reason="failed" if strange else None,
            error=strange,
        )
    policy = _unknown(account, topic, None) if theirs else _policy(account, topic, key, arn)
    return {"id": key, "arn": arn, "state": state, "spec": spec, "manager": manager, "policy": policy}


def read_keys(account: Account) -> dict[str, Json]:
    """The account's own keys of which it was told anything, by ARN: {state, spec, manager, policy}, without what it was not told.

    Topics of other accounts may be encrypted with them, and their snapshots are not told this.
    """
    keys: dict[str, Json] = {}
    for call in account.calls.of(DESCRIBE_KEY):
        if call.outcome != "answered":
            continue
        row, _ = account.calls.answer(call, row_type("key"))
        if row["arn"] and STRANGE not in row:
            told = {"state": _state(row), "spec": row["spec"], "manager": row["manager"]}
            keys.setdefault(row["arn"], {}).update({name: value for name, value in told.items() if value is not None})
    for call in account.calls.of(GET_KEY_POLICY):
        named = call.request.get("KeyId")
        if call.outcome != "answered" or not isinstance(named, str):
            continue
        arn = named if named.startswith("arn:") else f"arn:{account.partition}:kms:{call.region}:{account.id}:key/{named}"
        row, _ = account.calls.answer(call, row_type("key_policy"))
        try:
            keys.setdefault(arn, {})["policy"] = policy_of(row["policy"] or "")
        except NotAPolicyError:
            continue
    return {arn: told for arn, told in keys.items() if arn.split(":")[4:5] == [account.id]}


def _state(row: Json) -> str | None:
    """The state of the key; not known where AWS says in another place that the key is off."""
    return None if row["state"] == "Enabled" and row["enabled"] is False else row["state"]


def _policy(account: Account, topic: Json, key: str, arn: str | None) -> Json:
    names = [key] if arn is None else [arn, key, arn.rpartition("/")[2]]
    asked = (account.calls.asked(GET_KEY_POLICY, "KeyId", name, topic["region"]) for name in names)
    call = best(each for each in asked if each is not None)
    if call is None or call.outcome != "answered":
        return _unknown(account, topic, call)
    row, _ = account.calls.answer(call, row_type("key_policy"))
    try:
        return policy_of(row["policy"] or "")
    except NotAPolicyError as problem:
        return _unknown(account, topic, call, str(problem))


def _unknown(account: Account, topic: Json, call: Call | None, unreadable: str | None = None) -> Json:
    return account.unknown_attribute(
        "topic",
        topic,
        "key.policy",
        operation=GET_KEY_POLICY,
        call=call,
        reason="failed" if unreadable else None,
        error={"code": "UnreadablePolicy", "message": unreadable} if unreadable else None,
    )
