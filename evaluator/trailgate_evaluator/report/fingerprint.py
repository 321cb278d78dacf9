"""Ids of findings that stay the same over runs, machines and the order of inputs."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

from trailgate_evaluator.regular import regex

_COUNTED: Final = regex(r"#(pending|deleted)-\d+$")


def fingerprint(control: str, subject: dict[str, Any], *parts: str | None) -> str:
    """The SHA-256 of control, account and what the finding is about.

    Two findings are the same when the control, the account, the link, the code and the resource are the
    same; records, times and pointers do not count. A pending subscription has no id at AWS, so the
    number that the document gives it is left out.
    """
    about = [control, subject.get("partition"), subject.get("account")]
    about += [None if part is None else _COUNTED.sub(r"#\1", part) for part in parts]
    text = json.dumps(about, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
