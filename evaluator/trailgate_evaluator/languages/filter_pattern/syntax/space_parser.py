"""Space-delimited patterns read into a tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Field, FieldTest, Number, Operator, Regex, SpacePattern
from trailgate_evaluator.languages.filter_pattern.syntax.values import read_value

if TYPE_CHECKING:
    from trailgate_evaluator.languages.filter_pattern.syntax.tokens import Cursor

REGEXES = 2
DEEPEST = 50
MOST_ALTERNATIVES = 64


class SpaceParser:
    """Reads one space-delimited pattern from a cursor."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._doubts: set[str] = set()
        self._regexes = 0
        self._named = ""

    def parse(self) -> SpacePattern:
        """Pattern = '[' field { ',' field } ']', where one field may be an ellipsis."""
        cursor = self._cursor
        start = cursor.at
        cursor.sign("[")
        sides: list[list[Field]] = [[]]
        while True:
            cursor.blanks()
            if cursor.sign("..."):
                if len(sides) > 1:
                    raise cursor.error("second_ellipsis", "a pattern holds one ellipsis", start=cursor.at - 3, end=cursor.at)
                sides.append([])
            else:
                sides[-1].append(self._field())
            cursor.blanks()
            if cursor.sign("]"):
                break
            if not cursor.sign(","):
                if cursor.ended():
                    raise cursor.error("unclosed_bracket", "expected ] at the end of the pattern", start=start)
                raise cursor.error("comma_expected", "expected , or ] after a field")
        cursor.blanks()
        if not cursor.ended():
            raise cursor.error("text_after_bracket", "expected nothing after the closing ]", end=len(cursor.source))
        after = tuple(sides[1]) if len(sides) > 1 else ()
        return SpacePattern(before=tuple(sides[0]), ellipsis=len(sides) > 1, after=after, doubts=frozenset(self._doubts))

    def _field(self) -> Field:
        """Field = name | either; the name may stand in front of each test."""
        self._named = ""
        alternatives = self._either(depth=0)
        return Field(name=self._named, alternatives=() if () in alternatives else tuple(alternatives))

    def _either(self, *, depth: int) -> list[tuple[FieldTest, ...]]:
        """Either = both { '||' both }; what holds, as alternatives of tests that hold together."""
        found = self._both(depth=depth)
        while self._cursor.sign("||"):
            found += self._both(depth=depth)
        return found

    def _both(self, *, depth: int) -> list[tuple[FieldTest, ...]]:
        """Both = one { '&&' one }."""
        found = self._one(depth=depth)
        while self._cursor.sign("&&"):
            more = self._one(depth=depth)
            found = [(*left, *right) for left in found for right in more]
            if len(found) > MOST_ALTERNATIVES:
                raise self._cursor.error("too_many_alternatives", f"a field has at most {MOST_ALTERNATIVES} alternatives")
        return found

    def _one(self, *, depth: int) -> list[tuple[FieldTest, ...]]:
        """One = '(' either ')' | [ name ] operator value | name."""
        cursor = self._cursor
        cursor.blanks()
        if cursor.sign("("):
            if depth >= DEEPEST:
                raise cursor.error("too_deep", f"a field has at most {DEEPEST} parentheses within each other")
            found = self._either(depth=depth + 1)
            if not cursor.sign(")"):
                raise cursor.error("unclosed_parenthesis", "expected )")
            cursor.blanks()
            return found
        first = not self._named
        self._named = self._name(self._named or None)
        operator = cursor.take("order") or cursor.take("equality")
        if operator is None:
            if not first:
                raise cursor.error("bad_operator", "expected an operator: = != < > <= >=")
            return [()]
        test = self._test(cast("Operator", operator[0]))
        cursor.blanks()
        return [(test,)]

    def _name(self, expected: str | None) -> str:
        """Name = letters, digits, _ and -; once named, a field keeps its name."""
        cursor = self._cursor
        cursor.blanks()
        start = cursor.at
        found = cursor.take("name")
        if found is None and expected is None:
            raise cursor.error("field_expected", "expected a field's name or ...")
        name = found[0] if found else expected or ""
        if expected is not None and name != expected:
            raise cursor.error("other_field", f"expected the field {expected} again", start=start, end=cursor.at)
        cursor.blanks()
        return name

    def _test(self, operator: Operator) -> FieldTest:
        cursor = self._cursor
        cursor.blanks()
        start = cursor.at
        value, doubts = read_value(cursor)
        self._doubts |= doubts
        if operator not in {"=", "!="} and not isinstance(value, Number):
            raise cursor.error("ordering_needs_number", f"{operator} takes an unquoted number", start=start, end=cursor.at)
        if isinstance(value, Regex):
            self._regexes += 1
            if self._regexes > REGEXES:
                message = f"a pattern holds at most {REGEXES} regular expressions"
                raise cursor.error("too_many_regexes", message, start=start, end=cursor.at)
        return FieldTest(operator=operator, value=value)
