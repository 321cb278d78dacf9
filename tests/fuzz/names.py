"""Names that are out to break what shows them, in every place of an input, through the whole program, in every format.

    python -m tests.fuzz.names

Each input is judged once for each name (in this process: a process for each would take most of the time), and its report is
read back in every format by a reader that is not ours. Exit 1 where a name does more than stand there.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

from openpyxl import load_workbook

from tests.evaluator.formats.hostile import HOSTILE
from tests.fuzz.corpora import Json, plans, snapshots
from tests.fuzz.mutations import report_of
from trailgate_evaluator.engine import open_engine
from trailgate_evaluator.errors import InputError
from trailgate_evaluator.formats.page import Page
from trailgate_evaluator.formats.table import FORMATS

if TYPE_CHECKING:
    from trailgate_evaluator.engine import Engine

NAMES: Final = tuple(name for name in HOSTILE if len(name) < 1000 and "\ud800" not in name)
SNAPSHOTS: Final = (
    "fail_one_event_missing", "fail_no_alarm", "fail_alarm_other_namespace", "pass_whole_chain", "pass_muted",
    "unknown_masked_names", "fail_event_rule_only", "fail_alarm_composite_conditional", "fail_subscription_pending",
    "pass_topic_key_refuses",
)  # fmt: skip
PLANS: Final = ("06_missing_event", "14_locals_indirection", "fail_topic_deleted_named_by_text")
_NAMED: Final = frozenset({
    "Name", "name", "logGroupName", "filterName", "metricName", "metricNamespace", "MetricName", "Namespace", "AlarmName",
    "Endpoint", "endpoint", "namespace", "metric_name", "alarm_name", "message", "address", "TopicArn", "TrailARN",
})  # fmt: skip
"""Members whose values are names, or end in one."""
_KEPT: Final = frozenset(
    {"format", "outcome", "service", "operation", "type", "mode", "provider_name", "format_version", "filterPattern"}
)
_STEERING: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_FORMULA: Final = tuple("=+-@\uff1d\uff0b\uff0d\uff20")
_XML: Final = frozenset({"testsuites", "testsuite", "testcase", "failure", "error", "skipped", "system-out"})
_COMMAND: Final = re.compile(r"::(?:error|warning|notice)(?: \w+=[^,:]*(?:,\w+=[^,:]*)*)?::|trailgate: ")


def named(content: Json, hostile: str) -> Json:
    """The input with the hostile text behind every name, wherever that name stands."""
    names = sorted(_names(content, None), key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, names)))

    def changed(value: Any, key: str | None) -> Any:
        match value:
            case dict():
                return {each: changed(inner, each) for each, inner in value.items()}
            case list():
                return [changed(inner, key) for inner in value]
            case str() if key not in _KEPT:
                return pattern.sub(lambda found: found[0] + hostile, value)
        return value

    made: Json = changed(content, None)
    return made


def _names(value: Any, key: str | None) -> Iterator[str]:
    match value:
        case dict():
            for each, inner in value.items():
                yield from _names(inner, each)
        case list():
            for inner in value:
                yield from _names(inner, key)
        case str() if key in _NAMED and len(value) > 2:  # a letter or two are everywhere
            yield value.rpartition(":")[2] if value.startswith("arn:") else value


class _Page(HTMLParser):
    """What a browser would make of a page: its elements and their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {tag, *(f"{tag} {name}" for name, _ in attrs)}
        self.found |= {f"{tag} {name}={value}" for name, value in attrs if name in {"href", "src", "action"} and value}

    def handle_comment(self, data: str) -> None:
        self.found.add(f"<!--{data[:40]}")


def elements(page: str) -> set[str]:
    """The kinds of elements and attributes of a page, and where it leads."""
    reader = _Page()
    reader.feed(page)
    reader.close()
    return {one for one in reader.found if "=#" not in one}


def broken(form: str, shown: str, plain: set[str]) -> Iterator[str]:
    """What is wrong with a report in a format; `plain` are the elements of the page without hostile names."""
    lines = shown.split("\n")
    steering = {sign for sign in shown if unicodedata.category(sign) in _STEERING} - set(
        "\n\r\t" if form in {"csv", "html"} else "\n"
    )
    if steering:
        yield f"steering characters {sorted(map(ascii, steering))[:5]}"
    if form == "github":
        yield from (f"the line {line[:60]!r}" for line in lines if line and not _COMMAND.match(line))
    elif any(line.lstrip().startswith("::") for line in lines):
        yield "a workflow command"
    if form in {"text", "github"} and "##[" in shown:
        yield "a log command"
    yield from _misread(form, shown, plain)


def _cells(workbook: bytes) -> str:
    """The texts of a workbook's cells, a line each; what is no text is named as such."""
    sheets = load_workbook(io.BytesIO(workbook)).worksheets
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    return "\n".join(cell.value if cell.data_type == "s" else f"::{cell.data_type} in a cell" for cell in cells)


def _misread(form: str, shown: str, plain: set[str]) -> Iterator[str]:
    """What another reader finds in it that should not be there."""
    match form:
        case "csv":
            rows = list(csv.reader(io.StringIO(shown, newline="")))
            yield from {f"the cell {cell[:40]!r}" for row in rows for cell in row if cell.lstrip().startswith(_FORMULA)}
            if len({len(row) for row in rows}) != 1:
                yield "rows of different lengths"
        case "html":
            yield from (f"the element {one!r}" for one in sorted(elements(shown) - plain))
        case "junit":
            yield from (f"the element {one.tag}" for one in ET.fromstring(shown).iter() if one.tag not in _XML)  # noqa: S314 - our own
        case "json" | "sarif" | "gitlab" | "asff" | "ocsf":
            json.loads(shown)
        case "jsonl":
            for line in shown.split("\n")[:-1]:
                json.loads(line)


def wrong(engine: Engine, inputs: dict[str, Json], names: Iterable[str]) -> Iterator[str]:
    """What each name does in the reports on each input."""
    for name, content in inputs.items():
        plain = elements(FORMATS["html"].load()(report_of(engine, named(content, "-x")), Page())) | {"details open", "td colspan"}
        for hostile in names:
            try:
                report = report_of(engine, named(content, hostile))
            except InputError:
                continue
            for form, entry in FORMATS.items():
                if form == "parquet":  # columns of values, which nothing displays
                    continue
                shown = _cells(entry.written(report, Page())) if entry.binary else entry.load()(report, Page())
                for found in broken(form, shown, plain):
                    yield f"{name}, {hostile[:30]!r}, {form}: {found}"


def chosen() -> dict[str, Json]:
    """The inputs that are tried: each says something else about what it names."""
    known = {**snapshots(), **plans()}
    return {name: known[name] for name in (*SNAPSHOTS, *PLANS)}


def main() -> int:
    """Tries every name on every input; 1 where one does more than stand there."""
    many = 0
    with open_engine() as engine:
        for line in wrong(engine, chosen(), NAMES):
            many += 1
            print(line, flush=True)
    print(f"{len(chosen())} inputs, {len(NAMES)} names, {len(FORMATS)} formats, {many} wrong")
    return 1 if many else 0


if __name__ == "__main__":
    sys.exit(main())
