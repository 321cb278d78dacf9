"""What AWS itself said of a resource, so that a change can put back everything that the document leaves out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Existing:
    """The snapshot that a document was made of."""

    snapshot: Mapping[str, Any]

    def row(self, entry: Json) -> Json:
        """The row of the answer that an entry was read from; empty where it has none."""
        if not isinstance(entry.get("at"), str):
            return {}
        value: Any = self.snapshot
        for step in entry["at"].partition("#")[2].split("/")[1:]:
            value = value[int(step)] if isinstance(value, list) else value[step.replace("~1", "/").replace("~0", "~")]
        return value if isinstance(value, dict) else {}

    def classic_selectors(self, trail: Json) -> list[Json]:
        """The classic event selectors of a trail, with the data resources that the document leaves out."""
        for page in self._answers("GetEventSelectors", "TrailName", {trail["id"], trail["name"]}):
            return list(page.get("EventSelectors") or [])
        return []

    def topic_policy(self, topic: Json) -> Json:
        """The policy of a topic as AWS keeps it."""
        for page in self._answers("GetTopicAttributes", "TopicArn", {topic["id"]}):
            return _policy((page.get("Attributes") or {}).get("Policy"))
        return _policy(None)

    def key_policy(self, key: str) -> Json:
        """The policy of a key as AWS keeps it."""
        for page in self._answers("GetKeyPolicy", "KeyId", {key}):
            return _policy(page.get("Policy"))
        return _policy(None)

    def _answers(self, operation: str, parameter: str, values: set[str]) -> Iterator[Json]:
        for call in self.snapshot["calls"]:
            if call["operation"] == operation and call["request"].get(parameter) in values and call.get("pages"):
                yield call["pages"][0]


def _policy(text: str | None) -> Json:
    given = json.loads(text) if text else {}
    if not isinstance(given, dict):
        given = {}
    statements = given.get("Statement", [])
    return {
        "Version": "2012-10-17",
        **given,
        "Statement": list(statements) if isinstance(statements, list) else [statements],
    }
