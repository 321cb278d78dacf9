"""Every place where AWS's own meaning is unsettled, once.

A doubt has two readings. Where both give the same answer the answer is decided; where they differ it is undecided and names
the doubt.
A reading of a pattern is the set of doubts that are read the second way.
"""

from __future__ import annotations

from msgspec import Struct

Reading = frozenset[str]

INNER_WILDCARD = "inner_wildcard"
NULL_COMPARED = "null_compared"
BOOLEAN_COMPARED = "boolean_compared"
STRING_ESCAPE = "string_escape"
REGEX_NEWLINE = "regex_newline"
WILDCARD_NOT_EXISTS = "wildcard_not_exists"
BLANK_BEFORE_BRACE = "blank_before_brace"
UNQUOTED_CHARACTER = "unquoted_character"
BRACKET_WITHOUT_PERIOD = "bracket_without_period"
REGEX_ESCAPE = "regex_escape"
QUOTED_BLANK = "quoted_blank"
TERM_ESCAPE = "term_escape"


class Doubt(Struct, frozen=True, kw_only=True):
    """One unsettled point: what is asked, and the two readings. `refused` says that the second one refuses the pattern."""

    name: str
    first: str
    second: str
    refused: bool = False


DOUBTS: tuple[Doubt, ...] = (
    Doubt(
        name=INNER_WILDCARD,
        first="a * inside a string is the character itself",
        second="a * inside a string stands for any text",
    ),
    Doubt(
        name=NULL_COMPARED,
        first="a null property matches neither = nor !=",
        second="a null property is compared by the text null",
    ),
    Doubt(
        name=BOOLEAN_COMPARED,
        first="a property that is true or false matches neither = nor !=",
        second="a property that is true or false is compared by that text",
    ),
    Doubt(
        name=STRING_ESCAPE,
        first="a backslash in a quoted value is the character itself",
        second="a backslash in a quoted value escapes the character after it",
    ),
    Doubt(
        name=REGEX_NEWLINE,
        first="in a regular expression . does not match a line feed, and $ is the end alone",
        second="in a regular expression . matches a line feed, and $ stands before a last one too",
    ),
    Doubt(
        name=WILDCARD_NOT_EXISTS,
        first="NOT EXISTS with a wildcard selector holds where no node is selected",
        second="NOT EXISTS with a wildcard selector is another condition on the nodes",
    ),
    Doubt(
        name=BLANK_BEFORE_BRACE,
        first="a blank before { is free",
        second="a blank before { is refused",
        refused=True,
    ),
    Doubt(
        name=UNQUOTED_CHARACTER,
        first="an unquoted value may hold other characters than letters, digits, _ . * and -",
        second="such a value is refused without quotes",
        refused=True,
    ),
    Doubt(
        name=BRACKET_WITHOUT_PERIOD,
        first="a name without a period may stand in .['…']",
        second="brackets are refused round a name without a period",
        refused=True,
    ),
    Doubt(
        name=REGEX_ESCAPE,
        first="a backslash in a regular expression makes any sign after it literal",
        second="a backslash before a sign that the language lacks is refused",
        refused=True,
    ),
    Doubt(
        name=QUOTED_BLANK,
        first="a quoted blank matches every event",
        second="a quoted blank matches events that hold a blank",
    ),
    Doubt(
        name=TERM_ESCAPE,
        first="a backslash in a quoted term escapes the character after it",
        second="a backslash in a quoted term has no meaning, so a quote after it ends the term",
        refused=True,
    ),
)

REFUSING: frozenset[str] = frozenset(doubt.name for doubt in DOUBTS if doubt.refused)
# What a backslash in a quoted term asks for is open even where AWS took the term; the others only ask whether it would.
SETTLED_BY_USE: frozenset[str] = REFUSING - {TERM_ESCAPE}
