"""Terms patterns read into a tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trailgate_evaluator.languages.filter_pattern.syntax.doubts import QUOTED_BLANK, TERM_ESCAPE
from trailgate_evaluator.languages.filter_pattern.syntax.errors import Repair
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Regex, Role, Term, TermsPattern
from trailgate_evaluator.languages.filter_pattern.syntax.values import read_regex

if TYPE_CHECKING:
    from trailgate_evaluator.languages.filter_pattern.syntax.tokens import Cursor


_QUOTES = {"'": "'", "`": "`", "\u2018": "\u2019", "\u201c": "\u201d"}


def parse_terms(cursor: Cursor) -> TermsPattern:
    """Terms = term { blank term }."""
    terms: list[Term] = []
    doubts: set[str] = set()
    while not cursor.ended():
        terms.append(_term(cursor, doubts))
        if not cursor.ended() and cursor.take("blank") is None:
            raise _punctuation(cursor, terms[-1])
    if any(term.what == " " and term.quoted for term in terms):
        doubts.add(QUOTED_BLANK)
    return TermsPattern(terms=tuple(terms), doubts=frozenset(doubts))


def _term(cursor: Cursor, doubts: set[str]) -> Term:
    """Term = [ '?' | '-' ] ( word | '"' … '"' | '%' regex '%' )."""
    start = cursor.at
    role = Role.OPTIONAL if cursor.sign("?") else Role.EXCLUDED if cursor.sign("-") else Role.REQUIRED
    what: str | Regex
    quoted = False
    if found := cursor.take("string"):
        quoted = True
        if "\\" in found[1]:
            doubts.add(TERM_ESCAPE)
        what = found[1]
    elif cursor.rest(1) == '"':
        raise cursor.error("unclosed_string", 'expected a closing "', end=len(cursor.source))
    elif cursor.rest(1) == "%":
        what, raised = read_regex(cursor)
        doubts |= raised
    elif found := cursor.take("term"):
        what = found[0]
    else:
        raise _punctuation(cursor, None)
    return Term(role=role, what=what, quoted=quoted, span=(start, cursor.at))


def _unwrapped(source: str) -> str | None:
    """A JSON pattern without the quotes, or the mark of byte order, that it was copied with; None where it is nothing such."""
    text = source.strip().removeprefix("\ufeff")
    inner = text[1:-1].strip() if text[:1] in _QUOTES and text[-1:] == _QUOTES[text[:1]] else text
    return inner if inner != source.strip() and inner.startswith("{") and inner.endswith("}") else None


def _punctuation(cursor: Cursor, before: Term | None) -> Exception:
    source, at = cursor.source, cursor.at
    start = at if before is None else before.span[0]
    end = at + 1
    while end < len(source) and source[end] not in " \t\r\n":
        end += 1
    word = source[start:end]
    if "$." in source and any(sign in source for sign in "=<>") and source[:1] in "($":
        repair = Repair(start=0, end=len(source), text="{ " + source.strip() + " }")
        return cursor.error("braces_expected", "a JSON pattern stands between { and }", start=start, end=end, repair=repair)
    if (inner := _unwrapped(source)) is not None:
        repair = Repair(start=0, end=len(source), text=inner)
        message = "the quotes round a pattern are the shell's, or the language's that it stands in"
        return cursor.error("quoted_pattern", message, start=0, end=len(source), repair=repair)
    quotable = (before is None or not before.quoted) and any(map(str.isalnum, word)) and not set(word) & set('"%\\?-')
    repair_word = Repair(start=start, end=end, text=f'"{word}"') if quotable else None
    message = "a term with other characters than letters, digits and _ stands in double quotes"
    return cursor.error("unquoted_term", message, start=start, end=end, repair=repair_word)
