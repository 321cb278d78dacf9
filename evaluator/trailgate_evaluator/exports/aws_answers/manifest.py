"""`manifest.json` beside saved answers: which call each file answers, asked where, of whom, with what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from trailgate_evaluator.exports.answer import Left
from trailgate_evaluator.exports.aws_answers.times import seconds
from trailgate_evaluator.exports.calls import CALLS
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trailgate_evaluator.exports.answer import Member

Json = dict[str, Any]

_TEXTS: Final = ("service", "operation", "region", "account", "at", "file", "tool")

_ACCOUNT: Final = regex(r"[0-9]{12}")
_REGION: Final = regex(r"[a-z]{2,6}(?:-[a-z]{2,12}){1,3}-[0-9]{1,2}")


class Entry(NamedTuple):
    """One line of a manifest: the file (its path; None where there is none), the call, what it was asked, and when.

    `request` is None where it does not say what was asked. Then where the line stands.
    """

    file: str | None
    service: str
    operation: str
    region: str | None
    account: str | None
    request: Json | None
    at: int | None
    error: Json | None
    tool: str | None
    told_in: str
    pointer: str


def is_manifest(content: object) -> bool:
    """Whether a JSON value is a manifest: a list of objects, each with a service, an operation, and a file or an error."""
    return (
        isinstance(content, list)
        and bool(content)
        and all(
            isinstance(one, dict) and {"service", "operation"} <= one.keys() and ("file" in one or "error" in one)
            for one in content
        )
    )


def entries_of(members: Iterable[Member]) -> tuple[list[Entry], list[Left]]:
    """The entries of all manifests among the members, and what of them is none."""
    entries: list[Entry] = []
    left: list[Left] = []
    for member in members:
        folder = member.name.rpartition("/")[0]
        for number, raw in enumerate(member.content):
            wrong = _wrong(raw)
            if wrong is not None:
                left.append(
                    Left(file=member.name, pointer=f"/{number}", why="unread", found=wrong, what_to_do="See docs/inputs.md.")
                )
                continue
            file = raw.get("file")
            entries.append(
                Entry(
                    file=None if file is None else f"{folder}/{file}" if folder else file,
                    service=raw["service"],
                    operation=raw["operation"],
                    region=raw.get("region"),
                    account=raw.get("account"),
                    request=raw.get("request"),
                    at=seconds(raw.get("at")),
                    error=raw.get("error"),
                    tool=raw.get("tool"),
                    told_in=member.name,
                    pointer=f"/{number}",
                )
            )
    return entries, left


def _wrong(raw: Json) -> str | None:
    """Why an entry is none; None where it is one."""
    for key in _TEXTS:
        if not isinstance(raw.get(key), str | None):
            return f"a manifest whose `{key}` is no text"
    if raw.get("account") is not None and not _ACCOUNT.fullmatch(raw["account"]):
        return "a manifest whose `account` is no number of 12 digits"
    if raw.get("region") is not None and not _REGION.fullmatch(raw["region"]):
        return "a manifest whose `region` is no name of a region"
    if raw.get("service") is None or raw.get("operation") is None:
        return "a manifest's entry without service and operation"
    if f"{raw['service']}:{raw['operation']}" not in CALLS:
        return f"a manifest's entry for {raw['service']}:{raw['operation']}, which no snapshot holds"
    if not isinstance(raw.get("request"), dict | None):
        return "a manifest whose `request` is no object"
    error = raw.get("error")
    if error is not None and not (
        isinstance(error, dict) and all(isinstance(error.get(key), str) for key in ("code", "message"))
    ):
        return "a manifest whose `error` is no {code, message}"
    file = raw.get("file")
    if file is not None and (file.startswith(("/", "\\")) or ".." in file.replace("\\", "/").split("/")):
        return "a manifest that names a file outside its folder"
    return None
