"""A value of the settings with its place, so that whatever is wrong with it can be said with that place."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import Final

from msgspec import Struct

from trailgate_evaluator.errors import InputError

MAX_TEXT: Final = 2000
_ALL: Final = "all"


class Place(Struct, frozen=True):
    """A value, the file that it stands in, and its JSON pointer there."""

    file: str
    pointer: str
    value: object

    def mapping(self, *, required: tuple[str, ...] = (), optional: tuple[str, ...] = ()) -> dict[str, Place]:
        """The value's keys: all of `required`, any of `optional`, no other."""
        if not isinstance(self.value, dict):
            raise self.wrong("keys with values", self.kind())
        for key in self.value:
            if key not in required and key not in optional:
                raise self.wrong(f"only the keys {', '.join((*required, *optional))}", f"the key {str(key)[:40]!r}")
        for key in required:
            if self.value.get(key) is None:
                raise self.wrong(f"the key {key}", "none")
        return {key: Place(self.file, f"{self.pointer}/{key}", value) for key, value in self.value.items() if value is not None}

    def elements(self) -> list[Place]:
        """The value's elements."""
        if not isinstance(self.value, list):
            raise self.wrong("a list", self.kind())
        return [Place(self.file, f"{self.pointer}/{number}", value) for number, value in enumerate(self.value)]

    def text(self, *, blank: bool = False) -> str:
        """The value, a text that may be `blank` only if that is said, and that JSON can hold."""
        if not isinstance(self.value, str):
            raise self.wrong("a text (in quotes, where it looks like a number or a date)", self.kind())
        if not (self.value.strip() or blank) or len(self.value) > MAX_TEXT:
            raise self.wrong(f"a text of {int(not blank)} to {MAX_TEXT} characters", f"one of {len(self.value.strip())}")
        if any("\ud800" <= character <= "\udfff" or character == "\0" for character in self.value):
            raise self.wrong("a text of Unicode characters", "half of a surrogate pair, or a NUL")
        return self.value

    def one_of(self, choices: tuple[str, ...]) -> str:
        """The value, one of these words."""
        if not isinstance(self.value, str) or self.value not in choices:
            raise self.wrong(" or ".join(choices), f"{self.kind()} {str(self.value)[:40]!r}")
        return self.value

    def whole_number(self, least: int, most: int) -> int:
        """The value, a whole number from `least` to `most`."""
        if not isinstance(self.value, int) or isinstance(self.value, bool) or not least <= self.value <= most:
            raise self.wrong(f"a whole number from {least} to {most}", str(self.value)[:40])
        return self.value

    def accounts(self) -> list[str] | None:
        """Sorted account numbers, or None for `all`."""
        if self.value == _ALL:
            return None
        expected = "`all`, or a list of account numbers of 12 digits, each in quotes"
        if not isinstance(self.value, list) or not self.value:
            raise self.wrong(expected, self.kind())
        for place in self.elements():
            if not isinstance(place.value, str) or not re.fullmatch(r"[0-9]{12}", place.value):
                raise place.wrong(expected, f"{place.kind()} {str(place.value)[:40]}")
        return sorted(set(self.value))

    def epoch_seconds(self) -> int:
        """The value, a date (its first moment in UTC) or a time with its offset, as epoch seconds."""
        expected = "a date (2027-01-31) or a time with its offset (2027-01-31T12:00:00Z), without quotes"
        match self.value:
            case datetime() if self.value.tzinfo is None:
                raise self.wrong(expected, "a time without an offset")
            case datetime():
                return int(self.value.timestamp())
            case date():
                return int(datetime.combine(self.value, time.min, UTC).timestamp())
            case _:
                raise self.wrong(expected, self.kind())

    def wrong(self, expected: str, found: str) -> InputError:
        """The error that this value is not what was expected."""
        return InputError(
            expected=expected,
            found=found,
            where=f"{self.file}#{self.pointer}",
            what_to_do="Correct the settings; docs/settings.md has an example.",
        )

    def kind(self) -> str:
        """What the value is, in words."""
        match self.value:
            case None:
                return "nothing"
            case dict():
                return "keys with values"
            case list():
                return "a list" if self.value else "an empty list"
            case str():
                return "a text"
            case bool():
                return "true or false"
            case int() | float():
                return "a number"
            case date():
                return "a date"
            case _:
                return "another value"
