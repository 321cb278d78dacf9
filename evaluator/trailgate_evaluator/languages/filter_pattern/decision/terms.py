"""Whether terms are found in the text of every record of a shape, of some, or of none.

A record's text is compact JSON: it begins with `{"` and ends with `}`, holds each constant's name and value side by side, the
name of each field that is never absent with how its value begins, or with one of the values that it may have, and no control
character; where each stands, and what else there is, is free. `always` and `never` are proven of all such texts by automata,
`sometimes` is shown by two records.
"""

from __future__ import annotations

import json
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any, TypeAlias

from trailgate_evaluator.languages.filter_pattern.decision.answer import Decision
from trailgate_evaluator.languages.filter_pattern.decision.languages import Expression, TextSet, of_regex
from trailgate_evaluator.languages.filter_pattern.decision.value_test import Kind
from trailgate_evaluator.languages.filter_pattern.decision.witness import common_text, contains
from trailgate_evaluator.languages.filter_pattern.decision.work import Work
from trailgate_evaluator.languages.filter_pattern.syntax.doubts import QUOTED_BLANK
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import (
    Anchor,
    CharacterClass,
    Regex,
    Repeat,
    Role,
    Term,
    TermsPattern,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from trailgate_evaluator.languages.filter_pattern.decision.record_model import RecordModel, Spec

Piece: TypeAlias = tuple[tuple[Repeat, ...], ...]
STEPS = 150_000
STEPS_OF_TEXTS = 40_000
FREE_FIELD = "additionalEventData"
_CONTROL = frozenset(map(chr, range(32)))
_START, _END = Repeat(one=Anchor.START), Repeat(one=Anchor.END)
_REST = Repeat(one=CharacterClass(characters=_CONTROL, negated=True), least=0, most=None)
_PLAIN_REST = Repeat(one=CharacterClass(characters=_CONTROL | frozenset('"\\'), negated=True), least=0, most=None)
_IDENTIFIER = Repeat(one=CharacterClass(characters=frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")), least=0, most=None)
_ANYTHING: Piece = ((_PLAIN_REST,),)
_ESCAPED = _CONTROL | frozenset('"\\')
_IDENTIFIERS = TextSet(Expression(((_START, _IDENTIFIER, _END),)))
_AROUND = (("", ""), ("{", "}"), ('{"', '"}'), ('{"', ""), ("", '"}'), ('{"a":', "}"), ('{"a":"', '"}'), ("[", "]"))


def decide_terms(pattern: TermsPattern, model: RecordModel, samples: Mapping[str, Any]) -> Decision:
    """The answer for terms.

    `samples` has a value for each field that is never absent and has several. A constant that is not known and of which nothing
    is said is an identifier of lower-case letters, digits and hyphens.
    """
    try:
        blanks = [term for term in pattern.terms if term.quoted and term.what == " "]
        answer = _Terms(pattern.terms, model, samples).decide()
        if not blanks:
            return answer
        first = _without_blanks(pattern.terms, blanks, model, samples)
    except BoundReached as reached:
        return Decision(matched="undecided", bound=reached.bound)
    return first if first.matched == answer.matched else Decision(matched="undecided", doubts=(QUOTED_BLANK,))


def _without_blanks(terms: Sequence[Term], blanks: Sequence[Term], model: RecordModel, samples: Mapping[str, Any]) -> Decision:
    """The answer where a quoted blank is found in every event."""
    rest = [term for term in terms if term not in blanks]
    if any(term.role is Role.EXCLUDED for term in blanks):
        return Decision(matched="never", missed={})
    if not rest or all(term.role is Role.OPTIONAL for term in terms):
        return Decision(matched="always", hit={})
    return _Terms(rest, model, samples).decide()


class _Sought:
    """One term, as a set of the texts that hold it."""

    def __init__(self, term: Term) -> None:
        self.literal = None if isinstance(term.what, Regex) else _unescaped(term.what) if term.quoted else term.what
        if isinstance(term.what, Regex):
            found = of_regex(term.what, frozenset())
            assert isinstance(found, TextSet)  # noqa: S101 - only a lone * stands for every text
            self.holding = found
        else:
            self.holding = TextSet(Expression((tuple(_letters(self.literal or "")),)))

    def found(self, text: str) -> bool:
        return self.literal in text if self.literal is not None else contains(self.holding, text)


class _Terms:
    def __init__(self, terms: Sequence[Term], model: RecordModel, samples: Mapping[str, Any]) -> None:
        self._constants = model.constants
        self._present = samples
        self._work = Work(STEPS)
        unknown, varying = model.unknown, model.varying
        self._unknown = {path: spec.strings[0] if spec.strings else _IDENTIFIERS for path, spec in unknown.items()}
        known = [f"{_key(path)}{json.dumps(value, ensure_ascii=False)}" for path, value in self._constants.items()]
        known += [f"{_key(path)}{_beginning(spec)}" for path, spec in varying.items()]
        fields = {*self._constants, *unknown, *varying}
        self._members = [*known, *(f'{_key(path)}"' for path in unknown), *([","] if len(fields) > 1 else [])]
        self._pieces: list[Piece] = [(tuple(_letters(member)),) for member in self._members]
        self._pieces += [_member(path, like) for path, like in self._unknown.items()]
        self._told = [_member(path, one) for path, spec in varying.items() for one in _plain(spec)]
        self._pieces += self._told
        self._spoken = {path for path, spec in varying.items() if spec.strings or spec.numbers}
        self._texts = {path: spec.strings for path, spec in varying.items() if spec.strings and isinstance(samples[path], str)}
        sought = {role: [_Sought(term) for term in terms if term.role is role] for role in Role}
        self._required, self._excluded = sought[Role.REQUIRED], sought[Role.EXCLUDED]
        self._optional = [] if self._required or self._excluded else sought[Role.OPTIONAL]

    def decide(self) -> Decision:
        """Examples are looked for first: a proof is owed only where one is not found."""
        hit, missed = self._hit(), self._missed()
        if hit is None and self._never():
            return Decision(matched="never", missed=missed)
        if missed is None and self._always():
            return Decision(matched="always", hit=hit)
        if doubtful := [path for path in self._unknown if self._may_lie_in(path)]:
            return Decision(matched="undecided", bound=f"unknown constant: {', '.join(doubtful)}")
        if hit is None or missed is None:
            return Decision(matched="undecided", bound="no example record was found")
        return Decision(matched="sometimes", hit=hit, missed=missed)

    def _never(self) -> bool:
        if self._optional:
            return not any(map(self._possible, self._optional))
        return (
            not all(map(self._possible, self._required))
            or any(map(self._certain, self._excluded))
            or any(self._excludes(*both) for both in product(self._required, self._excluded))
        )

    def _always(self) -> bool:
        if self._optional:
            return any(map(self._certain, self._optional)) or self._one_of_them_certain()
        return all(map(self._certain, self._required)) and not any(map(self._possible, self._excluded))

    def _possible(self, term: _Sought) -> bool:
        """Whether some record's text may hold the term."""
        if term.literal is not None:
            return not _CONTROL & set(term.literal)
        return all(self._some_text([term.holding, _records(piece)]) is not None for piece in self._pieces)

    def _certain(self, term: _Sought) -> bool:
        """Whether every record's text holds the term: no text with that constant, or of that form, is without it."""
        if term.literal is not None and any(term.literal in text for text in ('{"', "}", *self._members)):
            return True
        without = term.holding.inverse()
        pieces = self._told if term.literal is not None else self._pieces
        return any(self._some_text([without, _records(piece)]) is None for piece in pieces)

    def _one_of_them_certain(self) -> bool:
        """Whether every text of some field holds one of the terms, though none of them all."""
        without = [term.holding.inverse() for term in self._optional]
        return any(self._some_text([*without, _records(piece)]) is None for piece in self._told)

    def _excludes(self, required: _Sought, excluded: _Sought) -> bool:
        """Whether a text with the one must hold the other."""
        if required.literal is not None and excluded.literal is not None:
            return excluded.literal in required.literal
        return self._some_text([required.holding, excluded.holding.inverse(), _records()]) is None

    def _may_lie_in(self, path: str) -> bool:
        """Whether finding a term may rest on what the unknown constant is."""
        terms = (*self._required, *self._excluded, *self._optional)
        return any(self._some_text([term.holding, self._unknown[path]]) is not None for term in terms)

    @cached_property
    def _examples(self) -> dict[str, str]:
        """A text for each constant that is not known, so that example records are whole."""
        return {path: self._some_text([like]) or "" for path, like in self._unknown.items()}

    @cached_property
    def _bases(self) -> list[dict[str, Any]]:
        """The least that a record may hold besides its constants: as it is often written, and as barely as can be."""
        bare = {
            path: value if path in self._spoken or isinstance(value, dict | list) else type(value)()
            for path, value in self._present.items()
        }
        return [{**self._present, **self._examples}, {**bare, **self._examples}]

    @cached_property
    def _without(self) -> list[dict[str, Any]]:
        """The barest of these with texts that hold as few of the terms as their fields allow; none where it is the same."""
        work = Work(STEPS_OF_TEXTS)
        try:
            texts = {path: self._text_without(sets, work) for path, sets in self._texts.items()}
        except BoundReached:
            return []
        return [] if texts.items() <= self._bases[-1].items() else [{**self._bases[-1], **texts}]

    def _text_without(self, strings: tuple[TextSet, ...], work: Work) -> str | None:
        sets, text = list(strings), common_text(strings, work)
        for term in (*self._required, *self._optional, *self._excluded):
            other = common_text([*sets, term.holding.inverse()], work)
            if other is not None:
                sets.append(term.holding.inverse())
                text = other
        return text

    def _hit(self) -> dict[str, Any] | None:
        found = self._first_hit(self._bases)
        return self._first_hit(self._without) if found is None else found

    def _first_hit(self, bases: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
        return next((found for base in bases if (found := self._hit_from(base)) is not None), None)

    def _hit_from(self, base: dict[str, Any]) -> dict[str, Any] | None:
        if self._matches(base):
            return base
        text = _text({**self._constants, **base})
        for terms in [[term] for term in self._optional] or [self._required]:
            held = [self._held(term) for term in terms if not term.found(text)]
            extra = {**base, FREE_FIELD: [one for ones in held for one in ones]}
            if all(held) and self._matches(extra):
                return extra
        return None

    def _missed(self) -> dict[str, Any] | None:
        held = [{FREE_FIELD: self._held(term)} for term in self._excluded]
        candidates = ({**base, **extra} for extra in [{}, *held] for base in self._bases)
        found = next((extra for extra in candidates if not self._matches(extra)), None)
        return next((base for base in self._without if not self._matches(base)), None) if found is None else found

    def _held(self, term: _Sought) -> list[Any]:
        """JSON values in whose text the term is found, and no excluded one if that can be; none where none was thought of."""
        free = TextSet(Expression(((_START, _PLAIN_REST, _END),)))
        without = [other.holding.inverse() for other in self._excluded if other is not term]
        for sets in ([term.holding, free, *without], [term.holding, free], [term.holding, _records(), *without]):
            text = term.literal if sets[-1] is free and term.literal is not None else self._some_text(sets)
            for before, after in _AROUND if text is not None else ():
                value = _value_of(f"{before}{text}{after}") if before or after else text
                if value is not None and term.found(_text(value)):
                    return [value]
        return []

    def _matches(self, extra: Mapping[str, Any]) -> bool:
        text = _text({**self._constants, **extra})
        if self._optional:
            return any(term.found(text) for term in self._optional)
        return all(term.found(text) for term in self._required) and not any(term.found(text) for term in self._excluded)

    def _some_text(self, sets: Sequence[TextSet]) -> str | None:
        return common_text(sets, self._work)


def _records(piece: Piece = ((),)) -> TextSet:
    """The texts that a record may have which holds one of these pieces of text."""
    later = [(_START, *_letters('{"'), _REST, *one, _REST, *_letters("}"), _END) for one in piece]
    first = [(_START, *_letters("{"), *one, _REST, *_letters("}"), _END) for one in piece if one]
    return TextSet(Expression((*later, *first)))


def _key(path: str) -> str:
    return f'"{path.rsplit(".", maxsplit=1)[-1]}":'


_BEGINNINGS = {Kind.STRING: '"', Kind.OBJECT: "{", Kind.ARRAY: "["}


def _beginning(spec: Spec) -> str:
    """How the text of every such value begins; nothing, where they have nothing in common."""
    found = {_BEGINNINGS.get(kind, "") for kind in spec.kinds}
    return found.pop() if len(found) == 1 else ""


def _member(path: str, like: TextSet) -> Piece:
    """A field's name and a text that is like this, as they stand in a record."""
    return tuple((*_letters(f'{_key(path)}"'), *inside, *_letters('"')) for inside in _inside(like))


def _plain(spec: Spec) -> list[TextSet]:
    """The set of texts that a field may have, where it has nothing but texts and they are plainly said."""
    said = [one for one in spec.strings if not one.negated]
    return said if spec.kinds == {Kind.STRING} and len(said) == 1 and _inside(said[0]) != _ANYTHING else []


def _inside(like: TextSet) -> Piece:
    """What stands between the quotes of a value that is like this; anything, where that is not plainly said."""
    among = like.among
    if not isinstance(among, Expression) or not all(map(_as_written, among.alternatives)):
        return _ANYTHING
    return tuple(repeats[1:-1] for repeats in among.alternatives)


def _as_written(repeats: tuple[Repeat, ...]) -> bool:
    """Whether these texts stand in JSON as they are, or, where anything may stand, whatever is put before a quote."""
    return (
        repeats[:1] == (_START,)
        and repeats[-1:] == (_END,)
        and all(
            isinstance(one.one, CharacterClass)
            and (
                (one.one.negated and not one.one.characters and one.most is None)
                or not (one.one.negated or one.one.characters & _ESCAPED)
            )
            for one in repeats[1:-1]
        )
    )


def _letters(text: str) -> Iterable[Repeat]:
    return (Repeat(one=CharacterClass(characters=frozenset(character))) for character in text)


def _unescaped(source: str) -> str:
    text, at = "", 0
    while at < len(source):
        at += source[at] == "\\" and at + 1 < len(source)
        text += source[at]
        at += 1
    return text


def _value_of(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _text(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
