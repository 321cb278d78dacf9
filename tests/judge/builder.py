"""A document in the making: which names there are, and how odd or unknown a value becomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from hypothesis import strategies as st

Json = dict[str, Any]
Draw = Any

CONTROL: Final = "iam-policy-change-alarm"
OWN, OTHER = "111122223333", "444455556666"
NEAR, FAR = "us-east-1", "eu-west-1"
NOW: Final = 1_795_399_978
GROUPS: Final = {
    f"arn:aws:logs:{region}:{account}:log-group:{name}": (account, region)
    for name, account, region in [("trail", OWN, NEAR), ("far", OWN, FAR), ("other", OTHER, NEAR)]
}
TOPICS: Final = {
    f"arn:aws:sns:{region}:{account}:{name}": (account, region)
    for name, account, region in [("alerts", OWN, NEAR), ("far", OWN, FAR), ("other", OTHER, NEAR)]
}
PLACES: Final = [(OWN, NEAR), (OWN, FAR), (OTHER, NEAR)]


@dataclass(kw_only=True)
class Builder:
    """A document in the making.

    `doubts` is how many gaps and unknown values it may still get, `oddness` how often in forty a value is odd.
    """

    draw: Draw
    records: Sequence[str]
    doubts: int
    oddness: int
    document: Json = field(default_factory=dict)

    def mostly(self, good: Any, *others: Any) -> Any:
        """The good value, or with the document's oddness in forty one of the others."""
        if self.draw(st.integers(1, 40)) <= 40 - self.oddness:
            return good
        return self.draw(st.sampled_from(others))

    def perhaps(self, resource: str, attribute: str, value: Any, candidates: Sequence[str] | None = None) -> Any:
        """The value, or now and then an unknown in its place."""
        if self.doubts == 0 or self.draw(st.integers(0, 7)) != 7:
            return value
        self.doubts -= 1
        gap = f"{resource}#{attribute}"
        self.document["gaps"][gap] = hidden("alarm", None, OWN, NEAR, id=resource, attribute=attribute)
        unknown: Json = {"reason": "known_after_apply", "gap": gap}
        if candidates is not None and self.draw(st.booleans()):
            unknown["candidates"] = sorted(self.draw(st.sets(st.sampled_from(candidates), min_size=2, max_size=3)))
        return {"unknown": unknown}

    def add(self, kind: str, resource: Json) -> None:
        account, region = resource.pop("place")
        if self.mostly(False, False, True):
            resource["refused"] = "some_rule"
        at = f"0#/{kind}/{len(self.document[kind])}"
        self.document[kind][resource["id"]] = {"account": account, "region": region, "at": at, "name": "n", **resource}


def hidden(link: str, scope: str | None, account: str, region: str, **more: Any) -> Json:
    nothing: Json = dict.fromkeys(["id", "attribute", "call", "error", "at", "candidates", "address", "name"])
    place = {"link": link, "reason": "denied", "scope": scope, "account": account, "region": region}
    return nothing | place | {"settled_by": ["permission"]} | more
