"""A pattern's text read into a tree: which of the languages it is, then that language's parser.

Language: AWS user guide, "Filter pattern syntax for metric filters"; `docs/filter-patterns.md` says how sure each statement is.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, TypeAlias

from trailgate_evaluator.languages.filter_pattern.syntax.errors import PatternError
from trailgate_evaluator.languages.filter_pattern.syntax.json_parser import JsonParser
from trailgate_evaluator.languages.filter_pattern.syntax.space_parser import SpaceParser
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import EmptyPattern, Pattern
from trailgate_evaluator.languages.filter_pattern.syntax.terms_parser import parse_terms
from trailgate_evaluator.languages.filter_pattern.syntax.tokens import Cursor

Language: TypeAlias = Literal["json", "terms", "space_delimited", "empty"]
LONGEST = 1024


def language_of(text: str) -> Language:
    """The language that the first character other than a blank decides."""
    match text.lstrip(" \t\r\n")[:1]:
        case "{":
            return "json"
        case "[":
            return "space_delimited"
        case "":
            return "empty"
        case _:
            return "terms"


@lru_cache(maxsize=4096)
def parse(text: str) -> Pattern:
    """The tree of a pattern; raises `PatternError` where AWS would refuse it."""
    if len(text) > LONGEST:
        message = f"a pattern has at most {LONGEST} characters; this one has {len(text)}"
        raise PatternError(kind="too_long", span=(LONGEST, len(text)), message=message)
    cursor = Cursor(text)
    cursor.blanks()
    match language_of(text):
        case "json":
            return JsonParser(cursor).parse()
        case "space_delimited":
            return SpaceParser(cursor).parse()
        case "empty":
            return EmptyPattern()
        case "terms":
            return parse_terms(cursor)


def parses(text: str) -> bool:
    """Whether a pattern is valid, as AWS takes it."""
    try:
        parse(text)
    except PatternError:
        return False
    return True
