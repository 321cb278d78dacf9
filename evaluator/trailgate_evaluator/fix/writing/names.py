"""Names that become a part of ARNs and policies are ones that AWS could have given; with any other nothing is written.

In an ARN a colon, in a policy `*`, `?` and `${` mean more than a character, so a doctored name would name other resources.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.errors import UnwritableError
from trailgate_evaluator.plain import one_line
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trailgate_evaluator.fix.account.change import Change

Json = dict[str, Any]

_PLACES: Final = {
    "account": regex(r"[0-9]{12}"),
    "partition": regex(r"aws(-[a-z]+)*"),
    "region": regex(r"[a-z]{2,5}(-[a-z]+)+-[0-9]{1,2}"),
}
_NAMES: Final = {
    "trails": ("cloudtrail", "trail/", regex(r"[A-Za-z0-9._-]{3,128}")),
    "log_groups": ("logs", "log-group:", regex(r"[A-Za-z0-9._/#-]{1,512}")),
    "topics": ("sns", "", regex(r"[A-Za-z0-9_-]{1,256}(\.fifo)?")),
}
"""Service, what stands before the name in its ARN, and the name.

Source: API references, CreateTrail (`Name`), CreateLogGroup (`logGroupName`), CreateTopic (`Name`).
"""


def checked(changes: Sequence[Change], document: Json) -> None:
    """Nothing, if every name that the changes use is one of AWS's.

    Raises:
        UnwritableError: some name is not; symbols of a plan are none, and said by reference or not at all.
    """
    if not changes:
        return
    _place("partition", document["subject"]["partition"])
    for change in changes:
        _place("account", change.account)
        _place("region", change.region)
        for kind, identity in _used(change, document):
            _named(kind, identity, document)


def _used(change: Change, document: Json) -> Iterator[tuple[str, str]]:
    """The trails, log groups and topics that a change makes, changes or names."""
    named = {change.target, *(str(change.parameters.get(word)) for word in ("group", "topic"))}
    for kind, entries in change.patch.items():
        for identity in entries:
            entry = document[kind].get(identity, {})
            told = (identity, entry.get("log_group"), entry.get("topic"), *entry.get("actions", ()))
            named |= {one for one in told if isinstance(one, str)}
    for kind in _NAMES:
        yield from ((kind, identity) for identity in sorted(named & document[kind].keys()))


def _place(what: str, value: str) -> None:
    if not value.startswith("tf:") and not _PLACES[what].fullmatch(value):
        raise _refused(f"the {what}", value)


def _named(kind: str, identity: str, document: Json) -> None:
    service, before, name = _NAMES[kind]
    entry = document[kind][identity]
    if isinstance(entry["name"], str) and not entry["name"].startswith("tf:") and not name.fullmatch(entry["name"]):
        raise _refused(f"the name of one of the {kind.replace('_', ' ')}", entry["name"])
    if identity.startswith("tf:"):
        return
    arn = f"arn:{document['subject']['partition']}:{service}:{entry['region']}:{entry['account']}:{before}{entry['name']}"
    if identity != arn:
        raise _refused(f"an ARN of the name, {arn}", identity)


def _refused(expected: str, found: str) -> UnwritableError:
    return UnwritableError(
        expected=f"{expected}, as AWS gives them",
        found=one_line(found, 200),
        where="fix",
        what_to_do="No change is written with a name that could mean something else: see who made this input.",
    )
