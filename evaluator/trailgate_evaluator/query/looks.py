"""What is given, look by look: stored reports, snapshots and tables in Parquet, each told by its content."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Final, Literal

import orjson
from msgspec import Struct

from trailgate_evaluator import exports
from trailgate_evaluator.errors import ForeignInputError, InputError, NoInputsError, OwnOutputError, UsageError
from trailgate_evaluator.exports.reading import unheard
from trailgate_evaluator.inputs.content import content_of
from trailgate_evaluator.inputs.finding import find
from trailgate_evaluator.inputs.opening import can_be_opened_again, opened
from trailgate_evaluator.inputs.parsing import parse
from trailgate_evaluator.inputs.reading import PLAN_FILES, Source, Unreadable
from trailgate_evaluator.inputs.recognising import SNAPSHOT_FORMAT, recognise
from trailgate_evaluator.inputs.urls import called, tell_apart
from trailgate_evaluator.regular import regex
from trailgate_evaluator.report.build import FORMAT as REPORT_FORMAT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trailgate_evaluator.exports.reading import PassedOver
    from trailgate_evaluator.inputs import PlanFiles

Kind = Literal["report", "lines", "parquet", "snapshot"]

LINES: Final = (".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz")
SUFFIXES: Final = (".json", ".json.gz", *LINES, ".parquet")
PARQUET: Final = b"PAR1"
_LONGEST_FOOTER: Final = 64 << 20
_EXPECTED: Final = "a report as JSON or JSON lines, a snapshot, or a table of ours in Parquet"
_STATED: Final = regex(rb'(?<!\\)"format"\s*:\s*"(trailgate/[a-z]+/v\d+)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One file: its name, what it is, and its bytes where they cannot be read again."""

    name: str
    kind: Kind
    data: bytes | None = field(default=None, repr=False)


class Look(Struct, frozen=True, kw_only=True):
    """One look at accounts, numbered from 1: the stored results under one path, or every snapshot that is given."""

    run: int
    name: str
    files: list[Given]


def looks(
    paths: Iterable[str], packed: PlanFiles = PLAN_FILES, passed_over: PassedOver = unheard
) -> tuple[list[Look], list[InputError]]:
    """The looks in the order of the paths, and why some files are in none.

    Snapshots are one look wherever they lie, since they are judged together; it has the place of the first of them. `packed` says
    whose exports are that do not tell it; `passed_over` hears of their files of which nothing was made, as `exports.read` tells.
    Raises `UsageError` where that is said and nothing is an export.
    """
    paths = list(paths)
    tell_apart(paths)
    found: list[Look] = []
    snapshots: list[Given] = []
    exported: list[str] = []
    problems: list[InputError] = []
    for path in dict.fromkeys(paths):
        stored: list[Given] = []
        foreign: dict[str, InputError] = {}
        of_path: list[Given] = []
        for one in find(path, SUFFIXES):
            try:
                if isinstance(one, InputError):
                    raise one
                given = _given(one)
            except InputError as problem:
                foreign[one if isinstance(one, str) else one.where] = problem
                continue
            (of_path if given.kind == "snapshot" else stored).append(given)
        if foreign and can_be_opened_again(path):
            seen = list(exports.read([path], packed))
            sources = [one for one in seen if isinstance(one, Source)]
            if any(one.made for one in sources) and all(one.kind == "aws_snapshot" for one in sources):
                of_path, foreign = [Given(name=path, kind="snapshot")], {}
                exported.append(path)
            foreign |= {one.name: one.error for one in seen if isinstance(one, Unreadable) and _is_told_of(one, foreign)}
        problems += foreign.values()
        if of_path and not snapshots:
            found.append(Look(run=len(found) + 1, name=called(path), files=snapshots))
        snapshots += of_path
        if stored:
            found.append(Look(run=len(found) + 1, name=called(path), files=stored))
    _refuse_idle(packed, exported)
    _tell(exported, packed, {one.name for look in found for one in look.files}, passed_over)
    return found, problems


def _is_told_of(one: Unreadable, foreign: dict[str, InputError]) -> bool:
    """Whether a format of others took a file, and says why nothing was made of it."""
    return one.name in foreign and not isinstance(one.error, ForeignInputError | OwnOutputError | NoInputsError)


def _refuse_idle(packed: PlanFiles, exported: list[str]) -> None:
    for name, value in {"--account": packed.account, "--region": packed.region}.items():
        if value is not None and not exported:
            raise UsageError(
                expected="an export as an input that the option belongs to",
                found="none",
                where=name,
                what_to_do=f"Leave {name} out: it does nothing for other inputs.",
            )


def _tell(exported: list[str], packed: PlanFiles, known: set[str], passed_over: PassedOver) -> None:
    """Tells of the files beside exports of which nothing was made, where they are not asked by themselves."""

    def told(name: str, why: str) -> None:
        if name not in known:
            passed_over(name, why)

    for _ in exports.read(exported, packed, told):
        pass


def _given(name: str) -> Given:
    kept = not can_be_opened_again(name)
    if name.lower().endswith(LINES):
        return Given(name=name, kind="lines", data=content_of(name) if kept else None)
    if not kept:
        with opened(name) as file:
            if file.read(len(PARQUET)) == PARQUET:
                if _is_cloudquerys(file):
                    raise _foreign("a table of CloudQuery's", name)
                return Given(name=name, kind="parquet")
    data = content_of(name)
    kind: Kind = "parquet" if data.startswith(PARQUET) else _kind(data, name)
    if kind == "parquet" and _is_cloudquerys(io.BytesIO(data)):
        raise _foreign("a table of CloudQuery's", name)
    if kept and kind == "snapshot":
        raise InputError(
            expected="a report", found="a snapshot", where=name, what_to_do="Give the snapshot's file: it is read more than once."
        )
    return Given(name=name, kind=kind, data=data if kept else None)


def _kind(data: bytes, name: str) -> Kind:
    """What JSON is; raises `InputError` where it is neither results nor a snapshot."""
    stated = set(_STATED.findall(data))
    if stated == {REPORT_FORMAT.encode()}:
        return "lines" if _is_line(data.partition(b"\n")[0]) else "report"
    if stated == {SNAPSHOT_FORMAT.encode()}:
        return "snapshot"
    content = parse(data, name)
    if content.get("format") == REPORT_FORMAT:
        return "report"
    if "format_version" in content and recognise(content, name):
        raise InputError(
            expected=_EXPECTED,
            found="a Terraform plan or state",
            where=name,
            what_to_do="Judge it first: `trailgate evaluate PLAN -o report.json`, and ask the report.",
        )
    if content.get("format") != SNAPSHOT_FORMAT:
        stated_here = content.get("format")
        raise _foreign(f"format {stated_here[:60]!r}" if isinstance(stated_here, str) else "another kind of JSON", name)
    return "snapshot"


def _foreign(found: str, name: str) -> InputError:
    return InputError(expected=_EXPECTED, found=found, where=name, what_to_do="Give what `trailgate evaluate` wrote or reads.")


def _is_cloudquerys(file: IO[bytes]) -> bool:
    """Whether a Parquet file has CloudQuery's own column, by the names in its footer, which stand in it as they are.

    The footer's length stands before the last four bytes. Source: https://parquet.apache.org/docs/file-format/
    """
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - 8))
    length = int.from_bytes(file.read(4), "little")
    if length > min(_LONGEST_FOOTER, size):
        return False
    file.seek(max(0, size - 8 - length))
    return b"_cq_" in file.read(length)


def _is_line(first: bytes) -> bool:
    """Whether a line is one of a report in JSON lines."""
    try:
        told = orjson.loads(first)
    except orjson.JSONDecodeError:
        return False
    return isinstance(told, dict) and "result" in told
