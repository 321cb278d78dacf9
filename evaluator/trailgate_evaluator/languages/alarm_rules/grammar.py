"""The rule language of composite alarms: text to tree.

```
rule      = or
or        = and { 'OR' and }
and       = not { 'AND' not }
not       = { 'NOT' } atom
atom      = '(' or ')' | 'TRUE' | 'FALSE' | state '(' reference ')' | at_least
at_least  = 'AT_LEAST' '(' threshold ',' [ 'NOT' ] state ',' '(' reference { ',' reference } ')' ')'
threshold = digits [ '%' ]
state     = 'ALARM' | 'OK' | 'INSUFFICIENT_DATA'
reference = '"' ... '"' | word without blanks, brackets, commas, and not begun by a quote
```

Source: the CloudWatch API reference, `PutCompositeAlarm`, `AlarmRule`; the CloudWatch user guide,
"Composite alarms" (references with and without quotes, `AT_LEAST`). The order of operators is not
written there; every example agrees with the customary one: NOT before AND before OR. Single quotes
are written nowhere: a rule that has them is not read. Letter case: AWS writes keywords in capitals
and accepts `false`; no rule could mean anything else by another case, so it is free here.
"""

from __future__ import annotations

import re
from typing import Final, Literal, cast

from msgspec import Struct

from trailgate_evaluator.languages.alarm_rules.rule import And, AtLeast, Constant, InState, Not, Or, Rule, State
from trailgate_evaluator.regular import regex

MAX_DEPTH: Final = 64
"""Brackets inside brackets; deeper is `too_deep`. No rule of 10,240 characters written by a person gets there."""

MAX_LENGTH: Final = 10_240
"""Characters of a rule that AWS takes (`AlarmRule` of `PutCompositeAlarm`); a longer text is none."""

_STATES: Final = {"ALARM", "OK", "INSUFFICIENT_DATA"}
_TOKEN: Final = regex(r'\s*(?:(?P<mark>[(),])|"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<word>[^\s(),"\'][^\s(),]*))', re.DOTALL)

ErrorKind = Literal["unexpected", "bad_token", "too_deep", "too_long", "bad_threshold", "repeated_alarm", "ambiguous_escape"]


class RuleError(Struct, frozen=True, kw_only=True):
    """A text that is not a rule: what kind of fault, and where (`span`, from and to, in characters)."""

    kind: ErrorKind
    span: tuple[int, int]
    message: str


class _Fault(Exception):  # noqa: N818 - never leaves this file
    def __init__(self, error: RuleError) -> None:
        super().__init__(error.message)
        self.error = error


class _Token(Struct, frozen=True, kw_only=True):
    kind: Literal["mark", "quoted", "word", "end"]
    text: str
    span: tuple[int, int]

    def is_keyword(self, keyword: str) -> bool:
        return self.kind == "word" and self.text.upper() == keyword


class _Reader:
    """The tokens of a text and the place in them."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._next = 0
        self.depth = 0

    @property
    def current(self) -> _Token:
        return self._tokens[self._next]

    def take(self) -> _Token:
        token = self._tokens[self._next]
        self._next += token.kind != "end"
        return token

    def accept_keyword(self, keyword: str) -> bool:
        found = self.current.is_keyword(keyword)
        self._next += found
        return found

    def expect_mark(self, mark: str) -> None:
        token = self.take()
        if (token.kind, token.text) != ("mark", mark):
            raise _unexpected(token, f"'{mark}'")


def parse_rule(text: str) -> Rule | RuleError:
    """The tree of a rule, or the first fault in it. `rule = or`."""
    if len(text) > MAX_LENGTH:
        return RuleError(kind="too_long", span=(MAX_LENGTH, len(text)), message=f"more than {MAX_LENGTH} characters")
    try:
        reader = _Reader(text)
        rule = _or(reader)
        if reader.current.kind != "end":
            raise _unexpected(reader.current, "AND, OR or the end")
    except _Fault as fault:
        return fault.error
    return rule


def _or(reader: _Reader) -> Rule:
    """`or = and { 'OR' and }`."""
    operands = [_and(reader)]
    while reader.accept_keyword("OR"):
        operands.append(_and(reader))
    return operands[0] if len(operands) == 1 else Or(operands=tuple(operands))


def _and(reader: _Reader) -> Rule:
    """`and = not { 'AND' not }`."""
    operands = [_not(reader)]
    while reader.accept_keyword("AND"):
        operands.append(_not(reader))
    return operands[0] if len(operands) == 1 else And(operands=tuple(operands))


def _not(reader: _Reader) -> Rule:
    """`not = { 'NOT' } atom`."""
    negated = False
    while reader.accept_keyword("NOT"):
        negated = not negated
    atom = _atom(reader)
    return Not(operand=atom) if negated else atom


def _atom(reader: _Reader) -> Rule:
    """`atom = '(' or ')' | 'TRUE' | 'FALSE' | state '(' reference ')' | at_least`."""
    token = reader.take()
    if (token.kind, token.text) == ("mark", "("):
        reader.depth += 1
        if reader.depth > MAX_DEPTH:
            raise _Fault(RuleError(kind="too_deep", span=token.span, message=f"more than {MAX_DEPTH} brackets deep"))
        inner = _or(reader)
        reader.expect_mark(")")
        reader.depth -= 1
        return inner
    if token.is_keyword("TRUE") or token.is_keyword("FALSE"):
        return Constant(value=token.is_keyword("TRUE"))
    if token.is_keyword("AT_LEAST"):
        return _at_least(reader)
    state = _state(token)
    reader.expect_mark("(")
    alarm = _reference(reader)
    reader.expect_mark(")")
    return InState(alarm=alarm, state=state)


def _at_least(reader: _Reader) -> Rule:
    """`at_least = 'AT_LEAST' '(' threshold ',' [ 'NOT' ] state ',' '(' reference { ',' reference } ')' ')'`."""
    reader.expect_mark("(")
    threshold = reader.take()
    reader.expect_mark(",")
    negated = reader.accept_keyword("NOT")
    state = _state(reader.take())
    reader.expect_mark(",")
    reader.expect_mark("(")
    alarms = [_reference(reader)]
    while (reader.current.kind, reader.current.text) == ("mark", ","):
        reader.take()
        alarms.append(_reference(reader))
    reader.expect_mark(")")
    reader.expect_mark(")")
    if len(set(alarms)) != len(alarms):
        message = "whether AWS counts an alarm twice is not known"
        raise _Fault(RuleError(kind="repeated_alarm", span=threshold.span, message=message))
    members: list[InState] = [InState(alarm=alarm, state=state) for alarm in alarms]
    operands = tuple(Not(operand=member) if negated else member for member in members)
    return AtLeast(count=_threshold(threshold, len(alarms)), operands=operands)


def _threshold(token: _Token, alarms: int) -> int:
    """`threshold = digits [ '%' ]`; a share is rounded up, since fewer would be less than it."""
    match = re.fullmatch(r"([0-9]{1,6})(%?)", token.text) if token.kind == "word" else None
    if match is None:
        raise _Fault(RuleError(kind="bad_threshold", span=token.span, message="expected a count or a percentage"))
    number = int(match[1])
    count = -(-number * alarms // 100) if match[2] else number
    if not 1 <= count <= alarms:
        message = f"expected between 1 and {alarms} alarms, found {token.text}"
        raise _Fault(RuleError(kind="bad_threshold", span=token.span, message=message))
    return count


def _state(token: _Token) -> State:
    """`state = 'ALARM' | 'OK' | 'INSUFFICIENT_DATA'`."""
    if token.kind != "word" or token.text.upper() not in _STATES:
        raise _unexpected(token, "'(', NOT, TRUE, FALSE, AT_LEAST, ALARM, OK or INSUFFICIENT_DATA")
    return cast("State", token.text.upper())


def _reference(reader: _Reader) -> str:
    r"""`reference = '"' ... '"' | word`; in quotes, `\"` is a quote."""
    token = reader.take()
    if token.kind not in ("quoted", "word") or not token.text:
        raise _unexpected(token, "the name or ARN of an alarm")
    if token.kind == "word":
        return token.text
    if "\\\\" in token.text:
        message = "whether two backslashes are one is not known"
        raise _Fault(RuleError(kind="ambiguous_escape", span=token.span, message=message))
    return token.text.replace('\\"', '"')


def _tokens(text: str) -> list[_Token]:
    """Every token of the text in order, closed by one of kind `end`."""
    tokens: list[_Token] = []
    place, end = 0, len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None:
            message = "a quote that is not closed, or single quotes"
            raise _Fault(RuleError(kind="bad_token", span=(place, end), message=message))
        kind = cast("Literal['mark', 'quoted', 'word']", match.lastgroup)
        start = match.start(kind) - (kind == "quoted")
        tokens.append(_Token(kind=kind, text=match[kind], span=(start, match.end())))
        place = match.end()
    tokens.append(_Token(kind="end", text="", span=(end, end)))
    return tokens


def _unexpected(token: _Token, expected: str) -> _Fault:
    found = "the end" if token.kind == "end" else f"'{token.text[:40]}'"
    return _Fault(RuleError(kind="unexpected", span=token.span, message=f"expected {expected}, found {found}"))
