"""What a format makes of the files of an export: answers to calls, and what is left over."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Json = dict[str, Any]
Outcome = Literal["answered", "absent", "denied", "failed", "truncated", "skipped"]
Why = Literal["ignored", "whose", "unread", "not_known", "contradicts"]
"""Why nothing was made of a file: it tells nothing of the chain; it does not tell what it is about; it cannot be read; no format
knows it; it says otherwise than another."""

DENIED: Final = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "AuthorizationError",
        "AuthorizationErrorException",
        "NotAuthorized",
        "UnauthorizedAccess",
        "UnauthorizedOperation",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file of an export.

    `name` is its path, as the user gave the folder or archive that it lies in. `content` is its JSON value, where it has one;
    `assigned` the
    name before `=` where it is JavaScript, and `lines` whether it is a list made of lines. `text` is it as text where it is no
    JSON, and
    `data` its bytes where it is no text either. `modified` is when it was written, in epoch seconds.
    """

    name: str
    digest: str
    content: Any = None
    assigned: str | None = None
    lines: bool = False
    text: str | None = None
    data: bytes | None = field(default=None, repr=False)
    modified: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the user says of answers that do not tell: whose they are, and where they were asked.

    `roots` are the paths that were given, under which the files lie.
    """

    account: str | None = None
    region: str | None = None
    roots: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One call and what became of it, as a format has it.

    `file` is the member's name, and `pointers` say where in it each page stands (`/cloudtrail/describeTrails/us-east-1/data`;
    of an error one); "" is the whole file, and `=` behind it says that the page's one row stands just there. `files` name the
    file of each page, where several gave them. `error` is {code, message} of all that is not answered. `at` is when AWS
    answered, in epoch seconds, where that is told. `lacks` are fields of rows (`ROW_TYPE.FIELD` of the snapshot's reader)
    that the format may have dropped. `asked`: a manifest says what was asked, so that nothing of the request is guessed.
    """

    service: str
    operation: str
    request: Mapping[str, Any]
    file: str
    pointers: tuple[str, ...]
    pages: tuple[Json, ...] = ()
    outcome: Outcome = "answered"
    error: Json | None = None
    region: str | None = None
    account: str | None = None
    partition: str | None = None
    at: int | None = None
    lacks: frozenset[str] = frozenset()
    source: str = ""
    files: tuple[str, ...] = ()
    asked: bool = False

    @property
    def name(self) -> str:
        """The call as people write it: `service:Operation`."""
        return f"{self.service}:{self.operation}"

    @property
    def code(self) -> str | None:
        """The code of its error; None where it has none."""
        return None if self.error is None else str(self.error.get("code"))

    @property
    def place(self) -> str:
        """Where it stands, `FILE#POINTER`, for people."""
        pointer = self.pointers[0].removesuffix("=") if self.pointers else ""
        return f"{self.file}#{pointer}" if pointer else self.file


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A file, or a part of it, of which no call came: why, what was found, and what to do about it ("" for nothing)."""

    file: str
    why: Why
    found: str
    what_to_do: str = ""
    pointer: str = ""


class Format(Protocol):
    """A format of exports."""

    name: str

    def recognises(self, member: Member) -> bool:
        """Whether the member is of this format, by its content."""

    def read(self, members: Sequence[Member], given: Given) -> Iterator[Answer | Left]:
        """All that its members tell."""


def refusal(code: str, message: str, absent: frozenset[str] = frozenset()) -> tuple[Outcome, Json]:
    """What an error of AWS's is, and as a snapshot keeps it: `absent` are the codes by which the call says that there is none."""
    outcome: Outcome = "absent" if code in absent else "denied" if code in DENIED else "failed"
    return outcome, {"code": code, "message": message[:2000]}
