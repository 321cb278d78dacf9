"""The regular expressions of filter patterns, read by the rules that AWS documents for them.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
"""

from __future__ import annotations

import string

from trailgate_evaluator.languages.filter_pattern.syntax.doubts import REGEX_ESCAPE
from trailgate_evaluator.languages.filter_pattern.syntax.errors import PatternError
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Anchor, CharacterClass, Regex, Repeat
from trailgate_evaluator.regular import regex

_PLAIN = frozenset(string.ascii_letters + string.digits + ":_#=@/;,- ")
_OPERATORS = frozenset("^$?[]{}|\\*+.")
_DIGIT = frozenset(string.digits)
_WORD = frozenset(string.ascii_letters + string.digits + "_")
_SPACE = frozenset(" \t\n\x0b\x0c\r")
_CLASSES = {
    letter: (members, letter.isupper())
    for members, letters in ((_DIGIT, "dD"), (_WORD, "wW"), (_SPACE, "sS"))
    for letter in letters
}
_COUNT = regex(r"\{([0-9]{1,9})(?:(,)([0-9]{0,9}))?\}")
_HEX = regex(r"x([0-9A-Fa-f]{2})")


class RegexParser:
    """Reads one regular expression that stands at `offset` of the pattern; `doubts` are those that it raised."""

    def __init__(self, source: str, offset: int) -> None:
        self._source = source
        self._offset = offset
        self._at = 0
        self.doubts: set[str] = set()

    def parse(self) -> Regex:
        """Regex = sequence { '|' sequence }."""
        if not self._source:
            raise self._error("regex_empty", "a regular expression needs something between its % signs", 0)
        alternatives = [self._sequence()]
        while self._peek() == "|":
            self._at += 1
            alternatives.append(self._sequence())
        return Regex(source=self._source, alternatives=tuple(alternatives))

    def _sequence(self) -> tuple[Repeat, ...]:
        """Sequence = { one [ '*' | '+' | '?' | '{' m [ ',' [ n ] ] '}' ] [ '?' ] }."""
        repeats: list[Repeat] = []
        while (character := self._peek()) not in {"", "|"}:
            start = self._at
            self._at += 1
            one = self._one(character, start)
            repeats.append(self._quantified(one, start))
        return tuple(repeats)

    def _one(self, character: str, start: int) -> CharacterClass | Anchor:
        """One = plain character | '.' | '^' | '$' | '[' class ']' | escape."""
        match character:
            case "^":
                return Anchor.START
            case "$":
                return Anchor.END
            case ".":
                return CharacterClass(characters=frozenset("\n"), negated=True, dot=True)
            case "[":
                return self._class(start)
            case "\\":
                characters, negated = self._escape(start)
                return CharacterClass(characters=characters, negated=negated)
            case "]" | "}":
                return CharacterClass(characters=frozenset(character))
            case "*" | "+" | "?" | "{":
                raise self._error("regex_nothing_to_repeat", f"{character} has nothing before it to repeat", start)
            case _ if character in _PLAIN:
                return CharacterClass(characters=frozenset(character))
        raise self._unsupported(character, start)

    def _quantified(self, one: CharacterClass | Anchor, start: int) -> Repeat:
        least, most = 1, 1
        unbounded = False
        quantifier = self._peek()
        if quantifier not in {"*", "+", "?", "{"}:
            return Repeat(one=one)
        if isinstance(one, Anchor):
            raise self._error("regex_nothing_to_repeat", "an anchor cannot be repeated", start)
        if quantifier == "{":
            least, upper = self._count()
            unbounded, most = upper is None, upper or 0
        else:
            self._at += 1
            least = 1 if quantifier == "+" else 0
            unbounded = quantifier != "?"
        if self._peek() == "?":
            self._at += 1
        if self._peek() in {"*", "+", "?", "{"}:
            raise self._error("regex_nothing_to_repeat", "a repeat cannot be repeated", self._at)
        return Repeat(one=one, least=least, most=None if unbounded else most)

    def _count(self) -> tuple[int, int | None]:
        found = _COUNT.match(self._source, self._at)
        if found is None:
            raise self._error("regex_count", "expected a count such as {2}, {2,} or {2,5}", self._at)
        start, self._at = self._at, found.end()
        least = int(found[1])
        most: int | None = least
        if found[2]:
            most = int(found[3]) if found[3] else None
        if most is not None and most < least:
            raise self._error("regex_count", "the first number of a count is the smaller one", start)
        return least, most

    def _class(self, start: int) -> CharacterClass:
        """Class = [ '^' ] member { member }; member = character [ '-' character ] | escape."""
        negated = self._peek() == "^"
        self._at += negated
        included: set[str] = set()
        left_out: frozenset[str] | None = None
        first = self._at
        while (character := self._peek()) != "]":
            if character in {"", "["}:
                raise self._error("regex_class", "a [ is closed by ], and no other [ stands inside", start)
            characters, inverse = self._member()
            if inverse:
                left_out = characters if left_out is None else left_out & characters
            else:
                included |= characters
        if self._at == first:
            raise self._error("regex_class", "a character class needs a member", start)
        self._at += 1
        if left_out is not None:
            return CharacterClass(characters=left_out - included, negated=not negated)
        return CharacterClass(characters=frozenset(included), negated=negated)

    def _member(self) -> tuple[frozenset[str], bool]:
        start = self._at
        characters, inverse = self._single()
        if inverse or len(characters) != 1 or self._peek() != "-" or self._source[self._at + 1 : self._at + 2] in {"", "]"}:
            return characters, inverse
        self._at += 1
        last, last_inverse = self._single()
        if last_inverse or len(last) != 1 or max(last) < max(characters):
            raise self._error("regex_class", "a range runs from a lower to a higher character", start)
        return frozenset(map(chr, range(ord(max(characters)), ord(max(last)) + 1))), False

    def _single(self) -> tuple[frozenset[str], bool]:
        start = self._at
        character = self._peek()
        self._at += 1
        if character == "\\":
            return self._escape(start)
        if character not in _PLAIN and character not in _OPERATORS:
            raise self._unsupported(character, start)
        return frozenset(character), False

    def _escape(self, start: int) -> tuple[frozenset[str], bool]:
        r"""Escape = '\' ( class letter | 'x' hex hex | sign )."""
        letter = self._peek()
        if letter in _CLASSES:
            self._at += 1
            return _CLASSES[letter]
        if found := _HEX.match(self._source, self._at):
            self._at = found.end()
            return frozenset(chr(int(found[1], 16))), False
        if letter == "" or not letter.isascii() or letter.isalnum():
            raise self._error("regex_escape", r"after \ expected one of d D s S w W, xhh or a sign", start)
        self._at += 1
        if letter not in _OPERATORS and letter not in _PLAIN:
            self.doubts.add(REGEX_ESCAPE)
        return frozenset(letter), False

    def _peek(self) -> str:
        return self._source[self._at : self._at + 1]

    def _unsupported(self, character: str, start: int) -> PatternError:
        if character in "()":
            return self._error("regex_parentheses", "parentheses are not supported in a regular expression", start)
        return self._error("regex_character", f"{character!r} is not supported in a regular expression", start)

    def _error(self, kind: str, message: str, start: int) -> PatternError:
        at = self._offset + start
        return PatternError(kind=kind, span=(at, max(at + 1, self._offset + self._at)), message=message)
