"""What AWS itself said of a resource, so that a change can put back everything that the document leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from trailgate_evaluator.errors import UnwritableError
from trailgate_evaluator.plain import one_line
from trailgate_evaluator.readers.snapshot.origins import row_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Json = dict[str, Any]


class Existing(Struct, frozen=True):
    """The snapshot that a document was made of."""

    snapshot: Mapping[str, Any]

    def row(self, entry: Json) -> Json:
        """The row of the answer that an entry was read from; empty where it has none."""
        if not isinstance(entry.get("at"), str):
            return {}
        return row_at(entry["at"], dict(self.snapshot))

    def event_selectors(self, trail: Json) -> Json:
        """What GetEventSelectors said of a trail, with the data resources that the document leaves out."""
        return self._answer("GetEventSelectors", "TrailName", {trail["id"], trail["name"]})

    def topic_attributes(self, topic: str) -> Json:
        """What GetTopicAttributes said of a topic."""
        attributes = self._answer("GetTopicAttributes", "TopicArn", {topic}).get("Attributes")
        return attributes if isinstance(attributes, dict) else {}

    def key_policy(self, key: str) -> str:
        """The text of a key's policy."""
        text = self._answer("GetKeyPolicy", "KeyId", {key}).get("Policy")
        if not isinstance(text, str):
            raise _unread(f"the policy of key {key}")
        return text

    def _answer(self, operation: str, parameter: str, values: set[str]) -> Json:
        """The one answer of a call; what was not read is never replaced."""
        found = list(self._answers(operation, parameter, values))
        if not found or any(each != found[0] for each in found):
            raise _unread(f"the answer of {operation} for {min(values)}")
        return found[0]

    def _answers(self, operation: str, parameter: str, values: set[str]) -> Iterator[Json]:
        for call in self.snapshot["calls"]:
            if call["operation"] == operation and call["request"].get(parameter) in values and call.get("pages"):
                yield call["pages"][0]


def _unread(what: str) -> UnwritableError:
    return UnwritableError(
        expected=one_line(what),
        found="none in the input, or several that differ",
        where="fix",
        what_to_do="Collect the account again: nothing is replaced that has not been read.",
    )
