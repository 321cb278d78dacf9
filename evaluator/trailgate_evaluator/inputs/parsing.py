"""Bytes that are one JSON object, or a refusal that says what they are instead."""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec
import orjson

from trailgate_evaluator.errors import ForeignInputError, InputError
from trailgate_evaluator.inputs.collecting import uncollected
from trailgate_evaluator.inputs.nesting import is_plain, nests_deeper
from trailgate_evaluator.inputs.utf_8 import is_utf_8
from trailgate_evaluator.inputs.weight import MAX_WEIGHT, too_heavy
from trailgate_evaluator.regular import regex

MAX_DEPTH: Final = 128
"""The most levels of objects and arrays; a snapshot has about 12, a plan with nested modules 60."""

_COLLECT: Final = "Give a snapshot of `trailgate collect` or the output of `terraform show -json`."
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_PARQUET: Final = b"PAR1"
_HCL: Final = regex(
    rb"^[ \t]*(resource|terraform|provider|module|variable|data|locals|output|moved|import|removed)"
    rb'\b[ \t"\w.-]*\{',
    re.MULTILINE,
)
_NOT_FINITE: Final = regex(r"-?(NaN|Infinity|inf)\b", re.IGNORECASE)
_LARGE: Final = 1 << 20
"""A plan that is smaller is parsed whole sooner than what is read of it is told apart."""
_SEEN_BYTES: Final = 64 * 1024


def parse(data: bytes, name: str) -> dict[str, Any]:
    """The JSON object that `data` is; of a key given twice the last value counts.

    Raises `InputError` that names what else it is: other encodings, a binary plan, HCL, a log
    stream, JSON that is cut off, not finite, too deep, not an object, or of more values than memory is kept for:
    that is known before any of them is made.
    """
    content = parse_any(data, name)
    if not isinstance(content, dict):
        from trailgate_evaluator.inputs.mistaken import mistaken

        found, what_to_do = mistaken(content) or (f"JSON that is {_kind_of(content)}", _COLLECT)
        raise ForeignInputError(expected="a JSON object", found=found, where=name, what_to_do=what_to_do)
    return content


def parse_any(data: bytes, name: str) -> Any:
    """The same, of any JSON value."""
    text = data.removeprefix(_BYTE_ORDER_MARK)
    if too_heavy(text):
        raise _other_format(text, name) or _too_heavy(name)
    with uncollected():
        if (content := _quickly(text)) is not None:
            return content
        try:
            content = orjson.loads(text)
        except orjson.JSONDecodeError as problem:
            raise _refusal(text, name, problem) from problem
    if nests_deeper(content, MAX_DEPTH):
        raise _too_deep(name)
    return content


def _quickly(text: bytes) -> Any:
    """What the text is, by the parser that needs no copy of it; None where the other one has to say what it is, or is not."""
    if len(text) >= _LARGE:
        from trailgate_evaluator.inputs.plan_members import members_read

        if (read := members_read(text, MAX_DEPTH)) is not None:
            return read
    try:
        content = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return None
    return content if is_plain(content, MAX_DEPTH) else None


def _refusal(data: bytes, name: str, problem: orjson.JSONDecodeError) -> InputError:
    if data.startswith(_PARQUET):
        return ForeignInputError(
            expected="a JSON object, or a table of CloudQuery's",
            found="Parquet",
            where=name,
            what_to_do="Ask `trailgate query` of what trailgate wrote; other tables are not known.",
        )
    if other := _other_format(data, name):
        return other
    if "depth" in problem.msg or "recursion" in problem.msg:
        return _too_deep(name)
    line = f"{name}, line {problem.lineno}, column {problem.colno}"
    rest = problem.doc[problem.pos : problem.pos + 12]
    before = problem.doc[max(0, problem.pos - 2) : problem.pos]
    if _NOT_FINITE.match(rest) or _NOT_FINITE.match(before[-1:] + rest) or "infinity" in problem.msg:
        return InputError(
            expected="finite numbers, as JSON has them",
            found="NaN, Infinity or a number beyond a double",
            where=line,
            what_to_do="Make the file with a tool that writes JSON by the standard.",
        )
    if problem.pos >= len(problem.doc.rstrip()):
        return InputError(
            expected="a whole JSON object",
            found="one that ends midway",
            where=line,
            what_to_do="Copy or collect the file again.",
        )
    goes_on = "after document" in problem.msg
    return ForeignInputError(
        expected="one JSON object",
        found="more behind it" if goes_on else f"text that is none ({problem.msg})",
        where=line,
        what_to_do="Save each answer in a file of its own (`>`, not `>>`), and nothing behind it." if goes_on else _COLLECT,
    )


def _other_format(data: bytes, name: str) -> InputError | None:
    from trailgate_evaluator.inputs.archives import recognised_archive
    from trailgate_evaluator.inputs.mistaken import PICKLED, SQLITE, mistaken_text
    from trailgate_evaluator.inputs.printed_text import recognised

    start = data[:_SEEN_BYTES]
    expected, what_to_do = "a JSON object", _COLLECT
    if start.startswith(b"PK\x03\x04"):
        expected = "a plan as JSON"
        found = "a binary file (a zip, as `terraform plan -out` writes it)"
        what_to_do = "Give the output of `terraform show -json PLANFILE`."
    elif start.startswith(SQLITE):
        found, what_to_do = PICKLED
    elif archive := recognised_archive(start):
        expected = "JSON, plain or gzip"
        found, what_to_do = archive
    elif start.startswith((b"\xff\xfe", b"\xfe\xff")) or start[1:2] == b"\x00" or start[:1] == b"\x00":
        expected = "JSON as UTF-8"
        found = "UTF-16 or UTF-32, as `>` of older PowerShell writes it"
        what_to_do = "Write the file with `| Out-File -Encoding utf8`, or from another shell."
    elif not is_utf_8(data):
        expected, found = "JSON as UTF-8", "bytes that are not UTF-8"
        what_to_do = "Make the file again; it may be damaged, or no text at all."
    elif _is_log_stream(start):
        expected = "a plan as JSON"
        found = "a log stream, as `terraform plan -json` writes it"
        what_to_do = "Plan with `-out PLANFILE` and give the output of `terraform show -json PLANFILE`."
    elif verdicts := mistaken_text(start):
        found, what_to_do = verdicts
    elif printed := recognised(start):
        expected = "a plan as JSON"
        found, what_to_do = printed
    elif not start.lstrip().startswith((b"{", b"[")) and _HCL.search(start):
        expected = "a plan as JSON"
        found = "Terraform configuration (HCL)"
        what_to_do = "Plan it with `-out PLANFILE` and give the output of `terraform show -json PLANFILE`."
    else:
        return None
    return InputError(expected=expected, found=found, where=name, what_to_do=what_to_do)


def _is_log_stream(start: bytes) -> bool:
    first, _, rest = start.lstrip().partition(b"\n")
    return bool(rest.strip()) and first.startswith(b"{") and b'"@level"' in first


def _too_deep(name: str) -> InputError:
    return InputError(
        expected=f"JSON of at most {MAX_DEPTH} levels",
        found="more",
        where=name,
        what_to_do="Neither a snapshot nor a plan nests so deep: check what made the file.",
    )


def _too_heavy(name: str) -> InputError:
    return InputError(
        expected=f"JSON whose values take at most {MAX_WEIGHT >> 20} MiB of memory",
        found="more",
        where=name,
        what_to_do="Give each account and each plan a file of its own; an account of 100,000 alarms is well within it.",
    )


def _kind_of(value: object) -> str:
    match value:
        case list():
            return "an array"
        case str():
            return "a text"
        case None:
            return "null"
        case _:
            return "a single value"
