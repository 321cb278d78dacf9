"""Errors of the AWS command line, as people save what it prints on standard error."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from trailgate_evaluator.exports.calls import CALLS
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

_ERROR: Final = regex(
    r"An error occurred \((?P<code>[\w.]{1,100})\) when calling the (?P<operation>\w{1,100}) operation"
    r"(?: \(reached max retries: \d+\))?: (?P<message>.*)"
)
_VERSION: Final = regex(r"^\s*aws-cli/(\d+)\.(\d+)\.(\d+)", re.MULTILINE)
_NAMES: Final = {name.partition(":")[2]: name for name in CALLS}


class SavedError(NamedTuple):
    """One error: the call (`service:Operation`), AWS's code and text, and the line it stands in (the first is 1)."""

    call: str
    code: str
    message: str
    line: int


def errors_in(text: str) -> Iterator[SavedError]:
    """The errors of calls of the table that the text holds."""
    for found in _ERROR.finditer(text):
        call = _NAMES.get(found["operation"])
        if call is not None:
            line = text.count("\n", 0, found.start()) + 1
            yield SavedError(call, found["code"].rpartition("#")[2], found["message"].strip(), line)


def version_in(text: str) -> tuple[int, int, int] | None:
    """The version of the AWS command line that `aws --version` printed."""
    found = _VERSION.search(text)
    return None if found is None else (int(found[1]), int(found[2]), int(found[3]))
