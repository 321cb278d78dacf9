"""The command that was typed, as it is typed again to go on: a shell takes it literally, and no secret stands in it."""

from __future__ import annotations

import os
import shlex
from typing import TYPE_CHECKING, Final

from trailgate_evaluator.inputs.urls import called
from trailgate_evaluator.plain import inert, printable
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

_RESUME: Final = "--resume"
_TOKEN: Final = "--opa-token"  # noqa: S105 - an option's name
_HIDDEN: Final = '"$TRAILGATE_OPA_TOKEN"'
_VALUE: Final = regex(r"(-{1,2}[A-Za-z][A-Za-z-]*=|[a-z]+=)(?=[A-Za-z][A-Za-z0-9+.-]*://)")
"""What may stand before an address in a word: an option, or a format."""


def to_go_on(words: Sequence[str]) -> str:
    """`To go on: COMMAND`, with `--resume`, for these words behind the program's name; tells of what is left out of addresses."""
    shown = [_without_secret(word) for word in words]
    end = shown.index("--") if "--" in shown else len(shown)
    again = [] if _RESUME in shown[:end] else [_RESUME]
    told = [_quoted(word) for word in _without_token(shown[:end])]
    line = " ".join(["trailgate", *told, *again, *(_quoted(word) for word in shown[end:])])
    left_out = list(shown) != list(words)
    return f"To go on{', with what is left out of the addresses' if left_out else ''}: {line}"


class _Raw(str):
    """A word that the shell is to read as it stands."""

    __slots__ = ()


def _without_token(words: Sequence[str]) -> list[str]:
    told: list[str] = []
    hides = False
    for word in words:
        name, equals, _ = word.partition("=")
        told.append(_Raw(_HIDDEN) if hides else _Raw(f"{name}={_HIDDEN}") if name == _TOKEN and equals else word)
        hides = word == _TOKEN
    return told


def _without_secret(word: str) -> str:
    before = _VALUE.match(word)
    name = before[0] if before else ""
    return name + called(word.removeprefix(name))


def _quoted(word: str) -> str:
    """The word as a shell reads it; where it has what a terminal would not show, or bytes that are no text, by their numbers."""
    if isinstance(word, _Raw):
        return word
    if "\n" not in word and "\t" not in word and inert(printable(word)) == word:
        return shlex.quote(word)
    plain = {byte: chr(byte) for byte in range(0x20, 0x7F) if chr(byte) not in "\\'#"}
    return "$'" + "".join(plain.get(byte, f"\\{byte:03o}") for byte in os.fsencode(word)) + "'"
