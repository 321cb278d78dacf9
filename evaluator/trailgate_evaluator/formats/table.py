"""Every format in one table: name, module, file extensions. A new format is one module and one line."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import PurePath
from typing import Any, Final

from msgspec import Struct

from trailgate_evaluator.formats.page import Page

Render = Callable[[dict[str, Any], Page], str]


class Format(Struct, frozen=True, kw_only=True):
    """One format: its module under `trailgate_evaluator.formats` is imported only when it is asked for.

    `binary`: it is no text, and its `render` gives bytes. `needs`: a module that it cannot do without, installed by the `extra`.
    """

    name: str
    extensions: tuple[str, ...]
    about: str
    binary: bool = False
    needs: str | None = None
    extra: str | None = None

    @property
    def is_there(self) -> bool:
        """Whether what it needs is installed."""
        return self.needs is None or find_spec(self.needs) is not None

    def load(self) -> Render:
        """The `render` of a format that is text, a pure function of the report and the page."""
        render: Render = import_module(f"trailgate_evaluator.formats.{self.name}").render
        return render

    def written(self, report: dict[str, Any], page: Page) -> bytes:
        """The report in this format, as it stands in a file."""
        shown: str | bytes = import_module(f"trailgate_evaluator.formats.{self.name}").render(report, page)
        return shown if isinstance(shown, bytes) else shown.encode("utf-8", "replace")


_ALL: Final = (
    Format(name="text", extensions=(".txt",), about="for people, in a terminal"),
    Format(name="json", extensions=(".json",), about="the report itself (trailgate/report/v1), in canonical JSON"),
    Format(name="jsonl", extensions=(".jsonl", ".ndjson"), about="the report, a line per result"),
    Format(
        name="parquet", extensions=(".parquet",), about="a row per result in columns, as `trailgate query` has them", binary=True,
        needs="pyarrow", extra="parquet",
    ),
    Format(name="csv", extensions=(".csv",), about="a row per finding, for spreadsheets"),
    Format(name="xlsx", extensions=(".xlsx",), about="a workbook: overview, findings, resources, inputs", binary=True),
    Format(name="markdown", extensions=(".md", ".markdown"), about="a pull-request comment"),
    Format(name="html", extensions=(".html", ".htm"), about="one file for the auditor: chains drawn, evidence, how to check"),
    Format(name="sarif", extensions=(".sarif", ".sarif.json"), about="SARIF 2.1.0, for code scanning"),
    Format(name="junit", extensions=(".xml",), about="JUnit XML, for CI servers"),
    Format(name="github", extensions=(), about="GitHub Actions annotations, and the step summary"),
    Format(name="gitlab", extensions=(".gitlab.json",), about="GitLab code quality"),
    Format(name="asff", extensions=(".asff.json",), about="AWS Security Hub findings, to import"),
    Format(name="ocsf", extensions=(".ocsf.json",), about="OCSF compliance findings"),
)  # fmt: skip

FORMATS: Final[dict[str, Format]] = {entry.name: entry for entry in _ALL}
"""Name → format, in the order of the help text."""


def by_extension(path: str) -> Format | None:
    """The format that a file name asks for, the longest extension first; None where no format claims it."""
    name = PurePath(path).name.lower()
    claims = [(extension, entry) for entry in _ALL for extension in entry.extensions if name.endswith(extension)]
    return max(claims, key=lambda claim: len(claim[0]))[1] if claims else None
