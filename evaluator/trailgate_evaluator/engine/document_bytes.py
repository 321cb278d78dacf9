"""A document as the JSON bytes that an engine reads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import orjson

from trailgate_evaluator.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping


def document_bytes(document: Mapping[str, Any]) -> bytes:
    """`document` in JSON; key order is kept, since engines do not depend on it.

    Raises:
        InputError: it holds what JSON cannot say, or is nested too deeply.
    """
    try:
        return orjson.dumps(document)
    except TypeError:  # an integer beyond 64 bits, or nesting beyond orjson's
        pass
    try:
        return json.dumps(document, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, TypeError, RecursionError) as error:
        raise InputError(
            expected="a document that JSON can say",
            found=str(error) or type(error).__name__,
            where="document",
            what_to_do="Check the input with `trailgate show --check`.",
        ) from error
