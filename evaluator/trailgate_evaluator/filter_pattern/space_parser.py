"""Space-delimited patterns read into a tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from .syntax import Field, FieldTest, Number, Operator, Regex, SpacePattern
from .values import read_value

if TYPE_CHECKING:
    from .tokens import Cursor

REGEXES = 2


class SpaceParser:
    """Reads one space-delimited pattern from a cursor."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._doubts: set[str] = set()
        self._regexes = 0

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
        """Field = name [ test { '&&' [ name ] test } { '||' … } ]; the name may stand in front of each test."""
        cursor = self._cursor
        wrapped = cursor.sign("(")
        cursor.blanks()
        name = self._name(None)
        alternatives: list[tuple[FieldTest, ...]] = []
        tests: list[FieldTest] = []
        while operator := (cursor.take("order") or cursor.take("equality")):
            tests.append(self._test(cast("Operator", operator[0])))
            cursor.blanks()
            if cursor.sign("&&"):
                self._name(name)
            elif cursor.sign("||"):
                self._name(name)
                alternatives.append(tuple(tests))
                tests = []
            else:
                break
        else:
            if alternatives or tests:
                raise cursor.error("bad_operator", "expected an operator: = != < > <= >=")
        if wrapped and not cursor.sign(")"):
            raise cursor.error("unclosed_parenthesis", "expected )")
        return Field(name=name, alternatives=(*alternatives, tuple(tests)) if tests else ())

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
