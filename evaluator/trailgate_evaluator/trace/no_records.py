"""What lies among records and is none: told by its content, so that a person knows what was taken for a file of records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.inputs.archives import recognised_archive
from trailgate_evaluator.inputs.mistaken import mistaken
from trailgate_evaluator.plain import many, one_line, some
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

EXPECTED: Final = "records of CloudTrail"
PARQUET_MARK: Final = b"PAR1"
COPY_AGAIN: Final = "Copy the file again, or leave it out."
_ZIP: Final = b"PK\x03\x04"
_ORDER_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_PAGE: Final = regex(rb"(?:\xef\xbb\xbf)?\s*<[!?A-Za-z]")
_DIGEST: Final = "digestS3Bucket"
_SIGNATURE: Final = frozenset({"hashSignature", "publicKeyFingerprint"})
_MOST_NAMES: Final = 5
_LONGEST_NAME: Final = 40

DIGESTS, INSIGHTS, SIGNATURES = "digest files", "insight events", "signatures"
ASIDE: Final = {
    DIGESTS: ("digest file", "digest files"),
    INSIGHTS: ("event of CloudTrail Insights", "events of CloudTrail Insights"),
    SIGNATURES: ("signature of CloudTrail Lake's results", "signatures of CloudTrail Lake's results"),
}
"""What CloudTrail itself puts beside its records, in words for one and for more."""


def beside_records(value: Any) -> str | None:
    """Which of `ASIDE` a value is; None of a record, and of what CloudTrail does not write."""
    if type(value) is not dict:
        return None
    if _DIGEST in value:
        return DIGESTS
    if value.get("eventCategory") == "Insight":
        return INSIGHTS
    return SIGNATURES if value.keys() >= _SIGNATURE else None


def in_words(value: Any) -> str:
    """What a value is that is no record."""
    match value:
        case dict() if kind := beside_records(value):
            return f"a {ASIDE[kind][0]}" if kind != INSIGHTS else f"an {ASIDE[kind][0]}"
        case dict() if told := mistaken(value):
            return told[0]
        case {"format": str(stated)} if stated.startswith("trailgate/"):
            return f"what trailgate itself wrote ({one_line(stated, _LONGEST_NAME)})"
        case {"eventName": _}:
            return "an object whose eventName is no text"
        case dict():
            names = [one_line(str(name), _LONGEST_NAME) for name in value]
            return f"an object with {some(names, _MOST_NAMES)}" if names else "an empty object"
        case list():
            return "a list within a list"
        case None:
            return "null, or a text that is no JSON"
        case bool():
            return "true or false"
        case str():
            return "a text"
        case _:
            return "a number"


def none_of(name: str, count: int, first: str) -> InputError:
    """That a file holds so many values and no record; `first` says what the first one is."""
    found = f"a value that is none: {first}" if count == 1 else f"{many(count, 'value')} that are none, the first {first}"
    return InputError(
        expected=EXPECTED,
        found=found,
        where=name,
        what_to_do="Leave the file out, or give the files of the trail, and exports of the log group that it delivers to.",
    )


def empty(name: str) -> InputError:
    """That nothing is in a file."""
    return InputError(
        expected=EXPECTED, found="an empty file", where=name, what_to_do="CloudTrail writes none: copy it again, or leave it out."
    )


def text_parts(parts: Iterator[bytes], name: str) -> Iterator[bytes]:
    """The same parts, where they can be text; raises `InputError` that names what else the file is by its beginning."""
    first = next(parts, b"")
    found = _other_than_text(first)
    if found is not None:
        raise InputError(expected=f"{EXPECTED} as text, plain or gzip", found=found[0], where=name, what_to_do=found[1])
    if first:
        yield first
    yield from parts


def _other_than_text(start: bytes) -> tuple[str, str] | None:
    if start.startswith(PARQUET_MARK):
        return "a Parquet file", "Give it a name that ends in .parquet: what lies in columns is told by the name."
    if start.startswith(_ZIP):
        return "a zip archive", "Unpack it (`unzip`), and give the folder."
    if archive := recognised_archive(start):
        return archive
    if start.startswith(_ORDER_MARKS) or start[:1] == b"\0" or start[1:2] == b"\0":
        return "UTF-16 or UTF-32, as `>` of older PowerShell writes it", "Copy the file as it is, or write it as UTF-8."
    if _PAGE.match(start):
        return "a page of HTML or XML, as a server or a store answers with an error", "Fetch the file again, and look into it."
    return None
