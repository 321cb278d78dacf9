"""Of a large plan or state only the members that are read become objects: a plan writes each resource up to four times.

What `readers.terraform` reads stands here as types, which msgspec passes over all else by; a test holds both together. It
refuses nothing: what it is not sure of is parsed whole, and that says what is wrong.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final, TypedDict

import msgspec

from trailgate_evaluator.inputs.nesting import is_plain
from trailgate_evaluator.inputs.utf_8 import is_utf_8
from trailgate_evaluator.regular import regex

_BEGINS: Final = regex(rb'\s*\{\s*"(?:format_version|applyable|complete|configuration)"')
"""As Terraform and OpenTofu begin, and what sorts a file's keys."""
_TOLD_BY: Final = frozenset({"planned_values", "resource_changes", "configuration", "values"})


class _Listed(TypedDict):
    """An object of a list of which nothing counts but that there is one."""


class _Resource(TypedDict, total=False):
    address: Any
    mode: Any
    type: Any
    name: Any
    index: Any
    provider_name: Any
    values: Any
    sensitive_values: Any
    deposed_key: Any


class _Module(TypedDict, total=False):
    address: Any
    resources: list[_Resource]
    child_modules: list[_Module]


class _Values(TypedDict, total=False):
    root_module: _Module


class _State(TypedDict, total=False):
    values: _Values


class _Written(TypedDict, total=False):
    actions: Any
    before: Any
    after_unknown: Any
    after_sensitive: Any


class _Change(TypedDict, total=False):
    address: Any
    previous_address: Any
    type: Any
    deposed: Any
    change: _Written


class _Plan(TypedDict, total=False):
    # What tells a file's kind:
    format: Any
    format_version: Any
    terraform_version: Any
    lineage: Any
    serial: Any
    version: Any
    # What the readers read:
    planned_values: _Values
    prior_state: _State
    values: _Values
    resource_changes: list[_Change]
    resource_drift: list[_Listed]
    deferred_changes: Any
    output_changes: Any
    relevant_attributes: Any
    configuration: Any
    variables: Any
    timestamp: Any
    applyable: Any
    complete: Any
    errored: Any


def members_read(text: bytes, depth: int) -> dict[str, Any] | None:
    """The plan or state in `text`, with no member but those that are read.

    None where its whole is to be looked at: it is no plan, no JSON, of a form that is not expected, nests
    deeper than `depth` levels, or has a whole number of more than 64 bits, which parsers do not take alike.
    """
    if _BEGINS.match(text) is None or not is_utf_8(text):  # msgspec looks at no text that it passes over
        return None
    try:
        found: dict[str, Any] = _decoder().decode(text)
    except (msgspec.DecodeError, RecursionError):
        return None
    return found if not _TOLD_BY.isdisjoint(found) and is_plain(found, depth) else None


@cache
def _decoder() -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(_Plan)
