"""What a verdict rests on that its input does not tell, where it is told like a finding: of a pass nothing else is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.report.sentences import of_role, of_unread
from trailgate_evaluator.report.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

PREMISES: Final = {
    "role_given": Words(
        title="The account's role is taken as given",
        says="",
        advice="See that it is right: in another role other calls are asked for.",
    ),
    "unread": Words(
        title="Nothing of the account could be read",
        says="",
        advice="Collect the account with a role that may read it.",
    ),
}
"""By code; what is said of one is `premises`' sentence."""


def premises(result: Json) -> Iterator[tuple[str, str]]:
    """The code and the sentence of each premise of a result."""
    for code, said in (("role_given", of_role(result)), ("unread", of_unread(result))):
        if said is not None:
            yield code, said
