"""A folder of snapshots, one an account: where each stands, and which of those that are there need not be fetched again."""

from __future__ import annotations

import gzip
import json
import re
import time
import zlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from trailgate_collector.calls_beyond import GET_RULE, LIST_ACCOUNTS, LIST_RULES
from trailgate_collector.errors import OutputError, UsageError
from trailgate_collector.snapshot import FORMAT, versions
from trailgate_collector.snapshot_file import STDOUT, write_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from trailgate_collector.collection import Shared
    from trailgate_collector.outcomes import Answer
    from trailgate_collector.questions import Question
    from trailgate_collector.snapshot import Asked

SUFFIX: Final = ".json.gz"
SNAPSHOT: Final = re.compile(r"(\d{12})\.json\.gz", re.ASCII)
_HALF: Final = re.compile(r"\.(\d{12})\.json\.gz\..+", re.ASCII)
_ABANDONED_SECONDS: Final = 3_600
_SETTLED: Final = frozenset({"answered", "absent", "skipped"})
"""What asking again would not change."""
_ROLL: Final = frozenset({LIST_ACCOUNTS.operation, LIST_RULES.operation, GET_RULE.operation})
"""What the snapshot of whoever calls the roll tells of all accounts, and may have changed since."""
_SKEW: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A snapshot that is there already: when it was finished."""

    finished_at: datetime


class SnapshotFolder:
    """The folder at a path; made where it is not there."""

    def __init__(self, path: str) -> None:
        if path == STDOUT:
            raise UsageError("An organization is many snapshots: name a folder with --output.")
        if "://" in path:
            raise UsageError(f"--output {path} is an address, and none of a bucket; expected s3://BUCKET/PREFIX, or a folder.")
        self.path = Path(path)
        self._half: dict[str, list[Path]] = {}
        if self.path.exists() and not self.path.is_dir():
            raise UsageError(f"--output {path} is a file; expected the name of a folder, with a snapshot for each account.")

    def make(self) -> None:
        """The folder is there, without what killed collections left half written.

        What is younger than an hour may be another collection's that is at it: it goes when the account's snapshot is whole.
        """
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            for entry in self.path.iterdir():
                if half := _HALF.fullmatch(entry.name):
                    abandoned = entry.lstat().st_mtime < time.time() - _ABANDONED_SECONDS
                    self._half.setdefault(half[1], []).append(entry)
                    if abandoned:
                        self._clear(half[1])
        except OSError as error:
            raise OutputError(f"The folder {self.path} cannot be used: {error.strerror or error}") from error

    def write(self, account: str, content: bytes) -> None:
        """The account's snapshot stands there, whole, in the place of an earlier one."""
        write_snapshot(str(self._of(account)), content)
        self._clear(account)

    def kept(
        self, account: str, asked: Asked, shared: Shared, not_before: datetime, called_for: Iterable[Question] = ()
    ) -> Kept | None:
        """The account's snapshot, where it is whole, as young, and what would be collected now; else None.

        `called_for` are questions that what all accounts are told alike calls for in this one.
        """
        found = self._found(account)
        try:
            if found is None or found["account"]["id"] != account or not _same_questions(found, asked):
                return None
            finished_at = datetime.fromisoformat(found["collected"]["finished_at"])
            whole = all(call["outcome"] in _SETTLED for call in found["calls"])
            young = not_before <= finished_at <= datetime.now(UTC) + _SKEW
            same = _same_roll(found, shared.told_to(account))
            answers = all(_has(found, question) for question in called_for)
        except (AttributeError, KeyError, TypeError, ValueError):
            return None  # something else than we write
        return Kept(finished_at=finished_at) if whole and young and same and answers else None

    def has_account(self, account: str) -> bool:
        """Whether a snapshot stands there for which the account was asked, not its organization's list alone."""
        found = self._found(account)
        if found is None:
            return False
        collected = found.get("collected")
        asked = collected.get("asked") if isinstance(collected, dict) else None
        return not isinstance(asked, dict) or asked.get("regions") != []

    def others(self, accounts: Iterable[str]) -> list[str]:
        """Accounts of snapshots that stand there beside those of these accounts."""
        names = (SNAPSHOT.fullmatch(entry.name) for entry in self.path.iterdir())
        return sorted({name[1] for name in names if name} - set(accounts))

    def _found(self, account: str) -> dict[str, Any] | None:
        """The snapshot that stands there; None where there is none, or something else."""
        path = self._of(account)
        return None if path.is_symlink() or not path.is_file() else read_back(path.read_bytes)

    def _clear(self, account: str) -> None:
        for half in self._half.pop(account, []):
            with suppress(OSError):
                half.unlink()

    def _of(self, account: str) -> Path:
        return self.path / f"{account}{SUFFIX}"


def read_back(read: Callable[[], bytes]) -> dict[str, Any] | None:
    """The snapshot in these bytes; None where there is something else, or they cannot be read."""
    try:
        content = json.loads(gzip.decompress(read()))
    except (OSError, EOFError, zlib.error, ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) and content.get("format") == FORMAT else None


def _same_questions(found: dict[str, Any], asked: Asked) -> bool:
    """Whether the same trailgate was asked for the same."""
    wanted = {**versions(), "asked": asked.to_json()}
    return {name: found["collected"][name] for name in wanted} == wanted


def _same_roll(found: dict[str, Any], answers: tuple[Answer, ...]) -> bool:
    """Whether the snapshot has these answers about the roll and the rules, and no others."""
    there = [(call["operation"], call.get("pages")) for call in found["calls"] if call["operation"] in _ROLL]
    now = [(answer.question.call.operation, list(answer.pages) or None) for answer in answers]
    told = [one for one in now if one[0] in _ROLL]
    return len(there) == len(told) and all(one in there for one in told)


def _has(found: dict[str, Any], question: Question) -> bool:
    """Whether the snapshot has an answer to the question; what may have been asked in parts is not looked for."""
    call = question.call
    wanted = (call.service, call.operation, question.region, question.request)
    told = ((one["service"], one["operation"], one["region"], one["request"]) for one in found["calls"])
    return call.apart is not None or wanted in told
