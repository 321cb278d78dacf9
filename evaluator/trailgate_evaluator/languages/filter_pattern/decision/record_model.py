"""What policies say of a record, field by field: the specs of a record model, read.

A spec is what `policies/trailgate/record_model` documents: `is`, `unknown`, `one_of`, `like`, `not`, `kinds`, `absent`. A dotted
path has one, and every other path is free.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from msgspec.structs import replace

from trailgate_evaluator.languages.filter_pattern.decision.languages import (
    ANY,
    Exactly,
    Expression,
    TextSet,
    canonical_number,
    of_regex,
    spelled,
)
from trailgate_evaluator.languages.filter_pattern.decision.spec_form import KINDS, SpecError, check
from trailgate_evaluator.languages.filter_pattern.decision.value_test import Kind
from trailgate_evaluator.languages.filter_pattern.decision.witness import common_text
from trailgate_evaluator.languages.filter_pattern.decision.work import Work
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached, PatternError
from trailgate_evaluator.languages.filter_pattern.syntax.regex_parser import RegexParser
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Anchor, CharacterClass, Repeat

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_STEPS: Final = 40_000
_STRING: Final = frozenset({Kind.STRING})
_MOST_READ: Final = 4096


class Spec(Struct, frozen=True, kw_only=True, dict=True):
    """What may stand at a path: one of `kinds`; a string in every one of `strings`, a number in every one of `numbers`.

    `constants` are all values that may stand there, where they can be listed (else empty). `unknown`: always the same one of
    these, which nobody knows.
    """

    kinds: frozenset[Kind]
    strings: tuple[TextSet, ...] = ()
    numbers: tuple[TextSet, ...] = ()
    constants: tuple[Any, ...] = ()
    unknown: bool = False

    @cached_property
    def is_constant(self) -> bool:
        """Whether the one value is known, and always there."""
        return len(self.constants) == 1 and self.present and not self.unknown

    @cached_property
    def present(self) -> bool:
        """Whether the field is never absent."""
        return Kind.ABSENT not in self.kinds

    @cached_property
    def _hash(self) -> int:
        return hash((self.kinds, self.strings, self.numbers, self.constants, self.unknown))

    def __hash__(self) -> int:
        """That of all members, worked out once."""
        return self._hash


specs_read: dict[str, Spec] = {}
"""By what was said."""


class RecordModel(Struct, frozen=True, kw_only=True, dict=True):
    """A record: the specs of its paths, in order. Equal models are equal records."""

    fields: tuple[tuple[str, Spec], ...]

    @cached_property
    def constants(self) -> Mapping[str, Any]:
        """The values that are the same in every such record and known, by path."""
        return {path: spec.constants[0] for path, spec in self.fields if spec.is_constant}

    @cached_property
    def unknown(self) -> Mapping[str, Spec]:
        """The paths of which each has one value that is not known."""
        return {path: spec for path, spec in self.fields if spec.unknown}

    @cached_property
    def varying(self) -> Mapping[str, Spec]:
        """The paths that are never absent and of which different records may have different values."""
        return {path: spec for path, spec in self.fields if spec.present and not spec.is_constant and not spec.unknown}

    def __hash__(self) -> int:
        """That of the fields, worked out once."""
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash(self.fields)

    def with_values(self, values: Mapping[str, str]) -> RecordModel:
        """The model with these texts at paths of it."""
        if not values:
            return self
        return model_of({**dict(self.fields), **{path: of_values([value]) for path, value in values.items()}})


def model_of(fields: Mapping[str, Spec]) -> RecordModel:
    """The model of these fields, put in order."""
    return RecordModel(fields=tuple((path, fields[path]) for path in sorted(fields)))


def record_model(specs: Mapping[str, Mapping[str, Any]]) -> RecordModel:
    """The model that the policies' specs describe; raises `SpecError` where they describe none."""
    return model_of({path: _spec(path, spec) for path, spec in specs.items()})


def texts_of(specs: Iterable[Spec]) -> set[str]:
    """The texts that stand in these specs to be listed."""
    return {value for spec in specs for value in spec.constants if isinstance(value, str)}


def _spec(path: str, said: Mapping[str, Any]) -> Spec:
    """The spec, read once for all records that say the same of some field: they have most of theirs in common."""
    key = repr(said)
    if key not in specs_read:
        if len(specs_read) >= _MOST_READ:
            specs_read.clear()
        specs_read[key] = _read(path, said)
    return specs_read[key]


def _read(path: str, said: Mapping[str, Any]) -> Spec:
    check(path, said)
    try:
        spec = _of(said)
    except PatternError as error:
        raise SpecError(f"{path}: expected a regular expression of the kind that filter patterns have, found {said!r}") from error
    if spec.strings and not spec.constants and not _some_text(spec.strings):
        raise SpecError(f"{path}: expected a field that can have some text, found {said!r}")
    return replace(spec, kinds=spec.kinds | {Kind.ABSENT}) if said.get("absent") else spec


@lru_cache(maxsize=256)
def _some_text(strings: tuple[TextSet, ...]) -> bool:
    """Whether a text is found that lies in all of these sets."""
    try:
        return common_text(strings, Work(_STEPS)) is not None
    except BoundReached:
        return False


def _of(said: Mapping[str, Any]) -> Spec:
    if "is" in said:
        return of_values([said["is"]])
    if "one_of" in said:
        return of_values(list(said["one_of"]))
    if "kinds" in said:
        return Spec(kinds=frozenset().union(*(KINDS[kind] for kind in said["kinds"])))
    if "unknown" in said:
        like = (said["unknown"] or {}).get("like")
        return Spec(kinds=_STRING, strings=() if like is None else (language_of(like),), unknown=True)
    strings = [language_of(said["like"])] if "like" in said else []
    strings += [TextSet(Exactly(text), negated=True) for text in sorted(said.get("not", ()))]
    return Spec(kinds=_STRING, strings=tuple(strings))


def of_values(values: list[Any], *, absent: bool = False) -> Spec:
    """The spec of these values, and no others; with `absent`, or of none."""
    texts, numbers = texts_and_numbers(values)
    kinds = {Kind.STRING} if texts else set()
    kinds |= {Kind.NUMBER} if numbers else set()
    kinds |= {_LITERAL[value] for value in values if value is None or isinstance(value, bool)}
    kinds |= {Kind.ABSENT} if absent else set()
    return Spec(
        kinds=frozenset(kinds),
        strings=(among(texts),) if texts else (),
        numbers=(among(numbers),) if numbers else (),
        constants=tuple(sorted(values, key=lambda value: (type(value).__name__, str(value)))),
    )


def texts_and_numbers(values: Iterable[Any]) -> tuple[list[str], list[str]]:
    """The texts among these values, and the canonical numbers, each in order."""
    listed = list(values)
    texts = {value for value in listed if isinstance(value, str)}
    return sorted(texts), sorted({canonical_number(str(value)) for value in listed if _is_number(value)})


_LITERAL: Final = {None: Kind.NULL, True: Kind.TRUE, False: Kind.FALSE}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def among(texts: list[str]) -> TextSet:
    """The set of these texts."""
    if len(texts) == 1:
        return TextSet(Exactly(texts[0]))
    return TextSet(Expression(tuple(map(spelled, texts))))


@lru_cache(maxsize=256)
def language_of(source: str) -> TextSet:
    """The texts that a regular expression describes from end to end; its dot is any character.

    Raises `PatternError` where it is none that filter patterns could hold.
    """
    start, end = Repeat(one=Anchor.START), Repeat(one=Anchor.END)
    parsed = RegexParser(source, 0).parse()
    whole = tuple((start, *(_any_character(repeat) for repeat in repeats), end) for repeats in parsed.alternatives)
    return TextSet(Expression(whole))


def _any_character(repeat: Repeat) -> Repeat:
    dot = isinstance(repeat.one, CharacterClass) and repeat.one.dot
    return Repeat(one=ANY, least=repeat.least, most=repeat.most) if dot else repeat


__all__ = ["RecordModel", "Spec", "SpecError", "among", "language_of", "model_of", "of_regex", "record_model", "texts_of"]
