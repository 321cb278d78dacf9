"""KMS keys as tools have them: what `DescribeKey` and `GetKeyPolicy` answer of each, by its ARN and by its id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.exports.tables import members, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from trailgate_evaluator.exports.answer import Answer
    from trailgate_evaluator.exports.rows import Place

Json = dict[str, Any]

METADATA: Final = {
    "arn": "Arn",
    "key_manager": "KeyManager",
    "key_state": "KeyState",
    "enabled": "Enabled",
    "key_spec": "KeySpec",
    "customer_master_key_spec": "CustomerMasterKeySpec",
}
"""The columns of a table of keys, by the names of AWS's API."""


def key_of_row(row: Mapping[str, Any], number: str) -> Json:
    """What a row tells of the key whose id is in the column `number`."""
    return members(row, {**METADATA, number: "KeyId"})


def described(place: Place, region: str | None, at: str, metadata: Mapping[str, Any]) -> Iterator[Answer]:
    """The answers about one key: a topic may name it by either. None of a key that is not told whole."""
    if not all(isinstance(metadata.get(name), str) for name in ("Arn", "KeyManager", "KeyState")):
        return
    for name in ("Arn", "KeyId"):
        if isinstance(metadata.get(name), str):
            page, request = {"KeyMetadata": dict(metadata)}, {"KeyId": metadata[name]}
            yield place.answer("kms:DescribeKey", pages=(page,), pointers=(at,), region=region, request=request)


def policy_of_key(place: Place, region: str | None, at: str, key: str, policy: object) -> Iterator[Answer]:
    """The answer about the policy of the key of that ARN; none where the tool has none, which may have been refused."""
    text = text_of(policy)
    if text is not None:
        request = {"KeyId": key, "PolicyName": "default"}
        yield place.answer("kms:GetKeyPolicy", pages=({"Policy": text},), pointers=(at,), region=region, request=request)
