"""The names in a Terraform plan: every text of `terraform show -json` that is the ARN of a topic or a log group."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from trailgate_collector.errors import UsageError
from trailgate_collector.named import is_named

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST: Final = 512 * 1024 * 1024
_MADE_BY: Final = "expected what `terraform show -json PLANFILE` writes"


def names_in_plan(path: str) -> list[str]:
    """The ARNs, sorted, wherever they stand in the plan: values, prior state, variables, changes.

    Raises UsageError where the file is no plan in JSON.
    """
    plan = _plan(path, _content(path))
    return sorted({text for text in _texts(plan) if is_named(text)})


def _content(path: str) -> bytes:
    try:
        with Path(path).open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise UsageError(f"--plan {path} cannot be read: {error.strerror or error}.") from error
    if len(content) > LARGEST:
        raise UsageError(f"--plan {path} is larger than {LARGEST // 1024 // 1024} MiB; {_MADE_BY}.")
    return content


def _plan(path: str, content: bytes) -> dict[str, Any]:
    if content.startswith(b"PK\x03\x04"):
        raise UsageError(f"--plan {path} is a binary plan; write it as JSON: terraform show -json {path} > plan.json")
    try:
        plan = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"--plan {path} is not JSON ({error}); {_MADE_BY}.") from error
    if not isinstance(plan, dict):
        raise UsageError(f"--plan {path} is JSON, but no object; {_MADE_BY}.")
    if "format_version" not in plan:
        what = f"says that it is {plan['format']!r}" if isinstance(plan.get("format"), str) else "has no format_version"
        raise UsageError(f"--plan {path} {what}; {_MADE_BY}.")
    return plan


def _texts(value: Any) -> Iterator[str]:
    """Every text in a JSON value, however deep."""
    waiting = [value]
    while waiting:
        match waiting.pop():
            case str() as text:
                yield text
            case dict() as members:
                waiting.extend(members.values())
            case list() as items:
                waiting.extend(items)
            case _:
                pass
