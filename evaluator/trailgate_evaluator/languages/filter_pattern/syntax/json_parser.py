"""JSON patterns read into a tree, one function per line of the grammar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

from trailgate_evaluator.languages.filter_pattern.syntax.doubts import BLANK_BEFORE_BRACE, BRACKET_WITHOUT_PERIOD
from trailgate_evaluator.languages.filter_pattern.syntax.errors import Repair
from trailgate_evaluator.languages.filter_pattern.syntax.mistakes import after_operand, after_selector
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import (
    And,
    Atom,
    Compare,
    Condition,
    Index,
    Is,
    JsonPattern,
    Name,
    NotExists,
    Number,
    Operator,
    Or,
    Regex,
    Selector,
    Span,
    Step,
    Wildcard,
)
from trailgate_evaluator.languages.filter_pattern.syntax.values import read_value

if TYPE_CHECKING:
    from trailgate_evaluator.languages.filter_pattern.syntax.tokens import Cursor

WILDCARD_SELECTORS = 3
REGEXES = 2


class JsonParser:
    """Reads one JSON pattern from a cursor."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._doubts: set[str] = set()
        self._wildcards = 0
        self._regexes = 0

    def parse(self) -> JsonPattern:
        """Pattern = '{' or '}'."""
        cursor = self._cursor
        if cursor.at:
            self._doubts.add(BLANK_BEFORE_BRACE)
        start = cursor.at
        cursor.sign("{")
        cursor.blanks()
        if cursor.sign("}"):
            raise cursor.error("no_condition", "expected a condition between { and }", start=start, end=cursor.at)
        condition = self._condition()
        if not cursor.sign("}"):
            raise cursor.error("unclosed_brace", "expected } at the end of the pattern", start=start)
        cursor.blanks()
        if not cursor.ended():
            raise cursor.error("text_after_brace", "expected nothing after the closing }", end=len(cursor.source))
        return JsonPattern(condition=condition, doubts=frozenset(self._doubts))

    def _condition(self) -> Condition:
        """Or = and { '||' and }; and = atom { '&&' atom }; atom = '(' or ')' | test.

        Read with a stack of its own, so that no depth of parentheses is too deep.
        """
        cursor = self._cursor
        groups: list[_Group] = [_Group(opened=cursor.at)]
        while True:
            cursor.blanks()
            if cursor.rest(1) == "(":
                groups.append(_Group(opened=cursor.at))
                cursor.at += 1
                continue
            test = self._test()
            groups[-1].add(test, test.span)
            cursor.blanks()
            while len(groups) > 1 and cursor.sign(")"):
                closed = groups.pop()
                groups[-1].add(closed.condition(), (closed.opened, cursor.at))
                cursor.blanks()
            if cursor.sign("||"):
                groups[-1].alternative()
            elif not cursor.sign("&&"):
                break
        if len(groups) > 1:
            if cursor.ended() or cursor.rest(1) == "}":
                raise cursor.error("unclosed_parenthesis", "expected ) for this (", start=groups[-1].opened)
            raise after_operand(cursor)
        if not cursor.ended() and cursor.rest(1) != "}":
            raise after_operand(cursor)
        return groups[0].condition()

    def _test(self) -> Atom:
        """Test = selector ( '=' | '!=' ) value | selector order number | selector 'IS' what | selector 'NOT' 'EXISTS'."""
        cursor = self._cursor
        selector = self._selector()
        start = selector.span[0]
        cursor.blanks()
        if found := cursor.take("not_exists"):
            return NotExists(selector=selector, span=(start, cursor.at))
        if found := cursor.take("is"):
            what = cast("Literal['NULL', 'TRUE', 'FALSE']", found[1])
            return Is(selector=selector, what=what, span=(start, cursor.at))
        operator = cursor.take("order") or cursor.take("equality")
        if operator is None or cursor.rest(1) in {"=", "<", ">"}:
            raise after_selector(cursor, selector.span, operator)
        cursor.blanks()
        begin = cursor.at
        value, doubts = read_value(cursor)
        self._doubts |= doubts
        if isinstance(value, Regex):
            self._regexes += 1
            if self._regexes > REGEXES:
                message = f"a pattern holds at most {REGEXES} regular expressions"
                raise cursor.error("too_many_regexes", message, start=begin, end=cursor.at)
        if operator[0] in {"<", ">", "<=", ">="} and not isinstance(value, Number):
            message = f"{operator[0]} takes an unquoted number"
            raise cursor.error("ordering_needs_number", message, start=begin, end=cursor.at)
        return Compare(selector=selector, operator=cast("Operator", operator[0]), value=value, span=(start, cursor.at))

    def _selector(self) -> Selector:
        """Selector = '$' { '.' name | '[' digits ']' | '.[' quoted name ']' | '.*' | '[*]' }."""
        cursor = self._cursor
        start = cursor.at
        if not cursor.sign("$"):
            raise cursor.error("selector_expected", "expected a selector such as $.name, or (")
        steps: list[Step] = []
        while cursor.rest(1) in {".", "["}:
            steps.append(self._step())
        wild = sum(isinstance(step, Wildcard) for step in steps)
        self._wildcards += wild
        if wild > 1:
            raise cursor.error("too_many_wildcards", "a selector holds at most one wildcard", start=start, end=cursor.at)
        if self._wildcards > WILDCARD_SELECTORS:
            message = f"a pattern holds at most {WILDCARD_SELECTORS} wildcard selectors"
            raise cursor.error("too_many_wildcards", message, start=start, end=cursor.at)
        return Selector(steps=tuple(steps), span=(start, cursor.at))

    def _step(self) -> Step:
        """One step of a selector."""
        cursor = self._cursor
        start = cursor.at
        if found := cursor.take("bracketed"):
            if not found[1]:
                raise cursor.error("bad_selector", "expected a name in .['…']", start=start, end=cursor.at)
            if "." not in found[1]:
                self._doubts.add(BRACKET_WITHOUT_PERIOD)
            return Name(name=found[1], bracketed=True)
        if cursor.sign(".*"):
            return Wildcard.PROPERTY
        if cursor.sign("[*]"):
            return Wildcard.ELEMENT
        if cursor.sign("["):
            return self._index(start)
        cursor.sign(".")
        if found := cursor.take("name"):
            return Name(name=found[0])
        if cursor.rest(1) == ".":
            repair = Repair(start=cursor.at, end=cursor.at + 1, text="")
            raise cursor.error("bad_selector", "expected one period before a name", start=start, end=cursor.at + 1, repair=repair)
        if blank := cursor.sees("blank"):
            repair = Repair(start=cursor.at, end=blank.end(), text="")
            raise cursor.error("blank_in_selector", "a selector holds no blank", end=blank.end(), repair=repair)
        raise cursor.error("bad_selector", "expected a name of letters, digits, _ and - after the period")

    def _index(self, start: int) -> Index:
        """Index = '[' digits ']'."""
        cursor = self._cursor
        digits = cursor.take("digits")
        if digits is None or not cursor.sign("]"):
            raise cursor.error("bad_selector", "expected an index such as [0], or [*]", start=start, end=cursor.at + 1)
        return Index(index=int(digits[0]))


class _Group:
    """What stands inside one pair of parentheses so far: alternatives, each a list of conditions that hold together."""

    def __init__(self, *, opened: int) -> None:
        self.opened = opened
        self._alternatives: list[list[Condition]] = [[]]
        self._spans: list[list[Span]] = [[]]

    def add(self, condition: Condition, span: Span) -> None:
        """One more condition; `span` is where it stands with its parentheses."""
        self._alternatives[-1].append(condition)
        self._spans[-1].append(span)

    def alternative(self) -> None:
        self._alternatives.append([])
        self._spans.append([])

    def condition(self) -> Condition:
        """The group as one flat condition: an And holds no And, an Or no Or."""
        parts = [all_of(*both) for both in zip(self._alternatives, self._spans, strict=True)]
        return any_of(parts, [(spans[0][0], spans[-1][1]) for spans in self._spans])


def all_of(parts: list[Condition], spans: list[Span] | None = None) -> Condition:
    """The conjunction of conditions, flat; `spans` are theirs with parentheses, by default their own."""
    flat: list[Condition] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, And) else (part,))
    if len(flat) == 1:
        return flat[0]
    return And(parts=tuple(flat), span=_joined(parts, spans))


def any_of(parts: list[Condition], spans: list[Span] | None = None) -> Condition:
    """The disjunction of conditions, flat; `spans` are theirs with parentheses, by default their own."""
    flat: list[Condition] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Or) else (part,))
    if len(flat) == 1:
        return flat[0]
    return Or(parts=tuple(flat), span=_joined(parts, spans))


def _joined(parts: list[Condition], spans: list[Span] | None) -> Span:
    first, last = (spans[0], spans[-1]) if spans else (parts[0].span, parts[-1].span)
    return first[0], last[1]


__all__ = ["REGEXES", "WILDCARD_SELECTORS", "JsonParser", "all_of", "any_of"]
