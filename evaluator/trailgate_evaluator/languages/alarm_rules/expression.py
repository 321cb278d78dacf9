"""Metric math expressions: which queries and functions an expression uses.

```
expression = { prefix } operand { operator { prefix } operand }
operand    = number | string | '(' expression ')' | '[' list ']' | function '(' [ list ] ')' | symbol | id
list       = expression { ',' expression }
prefix     = '-' | '+' | '!' | 'NOT'
operator   = '+' '-' '*' '/' '^' '==' '!=' '<' '<=' '>' '>=' '&&' '||' 'AND' 'OR'
id         = a word that starts with a small letter
```

The order of operators does not matter for what is used, so none is kept. Source: the CloudWatch
user guide, "Using math expressions with CloudWatch metrics", syntax and functions.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from trailgate_evaluator.languages.alarm_rules.insights import is_metrics_insights
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_DEPTH: Final = 64
"""Brackets inside brackets; a deeper expression cannot be known."""

FUNCTIONS: Final = frozenset(
    [
        "ABS",
        "ANOMALY_DETECTION_BAND",
        "AVG",
        "CEIL",
        "DATAPOINT_COUNT",
        "DATE",
        "DAY",
        "DIFF",
        "DIFF_TIME",
        "EPOCH",
        "FILL",
        "FIRST",
        "FLOOR",
        "HOUR",
        "IF",
        "LAST",
        "LOG",
        "LOG10",
        "MAX",
        "METRICS",
        "METRIC_COUNT",
        "MIN",
        "MINUTE",
        "MONTH",
        "PERIOD",
        "RATE",
        "REMOVE_EMPTY",
        "RUNNING_SUM",
        "SERVICE_QUOTA",
        "SLICE",
        "SORT",
        "STDDEV",
        "SUM",
        "TIME_SERIES",
        "YEAR",
    ]
)
"""Functions whose series come from their arguments. Those that fetch others (SEARCH, LAMBDA) are not here: what they
watch cannot be known."""

ELSEWHERE: Final = frozenset(["DB_PERF_INSIGHTS", "INSIGHT_RULE_METRIC"])
"""Functions whose series are no metrics of CloudWatch's: counters of databases, and what a rule of Contributor
Insights finds in logs. Whatever their arguments, no metric filter writes what they fetch."""

SYMBOLS: Final = frozenset(["ASC", "DESC", "LINEAR", "REPEAT", "AVG", "MAX", "MIN", "STDDEV", "SUM"])
"""Words in the place of an argument: the ways of FILL and SORT."""

_TOKEN: Final = regex(
    r"""\s*(?:
        (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
      | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<string>"[^"\\]*"|'[^'\\]*')
      | (?P<mark>&&|\|\||==|!=|<=|>=|[-+*/^<>!(),\[\]])
    )""",
    re.VERBOSE,
)
_PREFIXES: Final = frozenset(["-", "+", "!"])
_OPERATORS: Final = frozenset(["+", "-", "*", "/", "^", "==", "!=", "<", "<=", ">", ">=", "&&", "||"])


class Expression(Struct, frozen=True, kw_only=True):
    """What an expression uses.

    `uses`: ids of queries that it names. `functions`: names of functions, in capitals.
    `metrics_containing`: texts t of `METRICS("t")`, which means every metric query of the alarm whose
    id contains t; plain `METRICS()` is the empty text. `queries` makes ids of all of it.
    """

    uses: frozenset[str]
    functions: frozenset[str]
    metrics_containing: frozenset[str]

    def queries(self, metric_query_ids: Iterable[str]) -> list[str]:
        """The ids used, sorted, in an alarm whose queries for plain metrics have the ids given."""
        reached = {query for query in metric_query_ids if any(text in query for text in self.metrics_containing)}
        return sorted(self.uses | reached)


class _Unknown(Exception):  # noqa: N818 - never leaves this file
    """The text is not an expression that we can know."""


class _Reader:
    """The tokens of a text as (kind, text), the place in them, and what was used so far."""

    def __init__(self, text: str) -> None:
        self.tokens = _tokens(text)
        self.next = 0
        self.depth = 0
        self.uses: set[str] = set()
        self.functions: set[str] = set()
        self.metrics_containing: set[str] = set()

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.next]

    def take(self) -> tuple[str, str]:
        token = self.tokens[self.next]
        self.next += 1
        return token

    def accept(self, *marks: str) -> bool:
        kind, text = self.peek()
        found = kind == "mark" and text in marks
        self.next += found
        return found

    def accept_word(self, *words: str) -> bool:
        kind, text = self.peek()
        found = kind == "word" and text.upper() in words
        self.next += found
        return found


def parse_expression(text: str) -> Expression | None:
    """What an expression uses; `None` where it is not an expression, or fetches series by itself."""
    if is_metrics_insights(text):
        return None
    try:
        reader = _Reader(text)
        _expression(reader)
        if reader.peek()[0] != "end":
            return None
    except _Unknown:
        return None
    return Expression(
        uses=frozenset(reader.uses),
        functions=frozenset(reader.functions),
        metrics_containing=frozenset(reader.metrics_containing),
    )


def _expression(reader: _Reader) -> None:
    """`expression = { prefix } operand { operator { prefix } operand }`."""
    reader.depth += 1
    if reader.depth > MAX_DEPTH:
        raise _Unknown
    _operand(reader)
    while reader.accept(*_OPERATORS) or reader.accept_word("AND", "OR"):
        _operand(reader)
    reader.depth -= 1


def _operand(reader: _Reader) -> None:
    """`{ prefix } operand`: a number, a string, something in brackets, a call, a symbol or an id."""
    while reader.accept(*_PREFIXES) or _is_not(reader):
        pass
    kind, text = reader.take()
    match kind, text:
        case "number" | "string", _:
            return
        case "mark", "(":
            _expression(reader)
            _expect(reader, ")")
        case "mark", "[":
            _list(reader, "]")
        case "word", _ if reader.accept("("):
            _call(reader, text.upper())
        case "word", _ if text[0].islower():
            reader.uses.add(text)
        case "word", _ if text in SYMBOLS:
            return
        case _:
            raise _Unknown


def _is_not(reader: _Reader) -> bool:
    """`NOT` before an operand; the word `not` alone could be an id."""
    found = reader.peek() == ("word", "NOT")
    reader.next += found
    return found


def _call(reader: _Reader, function: str) -> None:
    """`function '(' [ list ] ')'`, after its opening bracket."""
    if function not in FUNCTIONS and function not in ELSEWHERE:
        raise _Unknown
    reader.functions.add(function)
    if function in ELSEWHERE:
        while not reader.accept(")"):
            if reader.take()[0] not in {"string", "word", "number"}:
                raise _Unknown
            if reader.peek() != ("mark", ")"):
                _expect(reader, ",")
        return
    if function == "METRICS":
        kind, text = reader.peek()
        reader.next += kind == "string"
        reader.metrics_containing.add(text[1:-1] if kind == "string" else "")
        _expect(reader, ")")
    elif not reader.accept(")"):
        _list(reader, ")")


def _list(reader: _Reader, closing: str) -> None:
    """`list = expression { ',' expression }` and the closing bracket."""
    _expression(reader)
    while reader.accept(","):
        _expression(reader)
    _expect(reader, closing)


def _expect(reader: _Reader, mark: str) -> None:
    if not reader.accept(mark):
        raise _Unknown


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    place, end = 0, len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            raise _Unknown
        tokens.append((match.lastgroup, match[match.lastgroup]))
        place = match.end()
    return [*tokens, ("end", "")]
