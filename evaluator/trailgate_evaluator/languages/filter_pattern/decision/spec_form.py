"""Whether what policies say of a field is a spec of the record model: its words, and what stands beside each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from trailgate_evaluator.languages.filter_pattern.decision.value_test import Kind

KINDS: Final[dict[str, frozenset[Kind]]] = {
    **{kind.value: frozenset({kind}) for kind in Kind},
    "boolean": frozenset({Kind.TRUE, Kind.FALSE}),
}
"""What each word of `kinds` stands for."""
_TOGETHER: Final = {"like", "not"}


class SpecError(ValueError):
    """A spec that says nothing that a record model knows; the message says what is wrong."""


def check(path: str, said: object) -> None:
    """Raises `SpecError` where this is no spec."""
    if not isinstance(said, Mapping):
        raise SpecError(f"{path}: expected an object with one of {', '.join(_WANTED)}, found {said!r}")
    words = [word for word in _WANTED if word in said]
    if not words or set(said) - {*_WANTED, "absent"} or (len(words) > 1 and set(words) != _TOGETHER):
        raise SpecError(f"{path}: expected one of {', '.join(_WANTED)}, found {dict(said)!r}")
    if not isinstance(said.get("absent", False), bool):
        raise SpecError(f"{path}: expected true or false in absent, found {said['absent']!r}")
    for word in words:
        wanted, fits = _WANTED[word]
        if not fits(said[word]):
            raise SpecError(f"{path}: expected {wanted} in {word}, found {said[word]!r}")


def _is_value(said: Any) -> bool:
    return said is None or isinstance(said, str | int | float)


def _is_list(said: Any, fits: Callable[[Any], bool]) -> bool:
    return isinstance(said, list | tuple | set | frozenset) and all(map(fits, said))


def _is_text(said: Any) -> bool:
    return isinstance(said, str)


def _is_unknown(said: Any) -> bool:
    return said is None or (isinstance(said, Mapping) and (said.get("like") is None or _is_text(said["like"])))


_WANTED: Final[dict[str, tuple[str, Callable[[Any], bool]]]] = {
    "is": ("a text, a number, true, false or null", _is_value),
    "unknown": ("an object, its `like` a regular expression", _is_unknown),
    "one_of": ("a list of texts, numbers, true, false and null", lambda said: bool(said) and _is_list(said, _is_value)),
    "like": ("a regular expression", _is_text),
    "not": ("a list of texts", lambda said: _is_list(said, _is_text)),
    "kinds": (
        f"a list of {', '.join(KINDS)}",
        lambda said: bool(said) and _is_list(said, lambda one: _is_text(one) and one in KINDS),
    ),
}
