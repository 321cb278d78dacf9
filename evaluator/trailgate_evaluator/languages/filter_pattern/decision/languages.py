"""Sets of texts that a test accepts: descriptions only, and which number a text is.

A string test is a regular language. So is a number test, on the number's canonical text: a plain decimal without exponent,
leading zeros, trailing zeros of a fraction, or a minus before zero.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, TypeAlias, assert_never

from msgspec import Struct
from msgspec.structs import force_setattr

from trailgate_evaluator.languages.filter_pattern.syntax.doubts import INNER_WILDCARD, REGEX_NEWLINE, STRING_ESCAPE, Reading
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Anchor, CharacterClass, Regex, Repeat, Text

if TYPE_CHECKING:
    from collections.abc import Iterable

ANY = CharacterClass(characters=frozenset(), negated=True)
LONGEST_NUMBER = 64


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """Texts that the alternatives match somewhere; `line_end` lets the end anchor stand before a last line feed too."""

    alternatives: tuple[tuple[Repeat, ...], ...]
    line_end: bool = False
    key: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        alternatives = [[_repeat_key(repeat) for repeat in repeats] for repeats in self.alternatives]
        object.__setattr__(self, "key", f"expression {self.line_end} {alternatives}")

    def __eq__(self, other: object) -> bool:
        """Whether both are written alike."""
        return isinstance(other, Expression) and self.key == other.key

    def __hash__(self) -> int:
        """The key's."""
        return hash(self.key)


class Exactly(Struct, frozen=True):
    """The one text."""

    text: str


class NumberOrder(Struct, frozen=True):
    """Canonical numbers whose comparison with the constant (-1 below, 0 equal, 1 above) is among `accepted`."""

    constant: str
    accepted: frozenset[int]


class TextSet(Struct, frozen=True, cache_hash=True):
    """The texts of one description, or all others where `negated`. `key` is equal for equal sets, and orders them."""

    among: Expression | Exactly | NumberOrder
    negated: bool = False
    key: str = ""

    def __post_init__(self) -> None:
        force_setattr(self, "key", f"{_key(self.among)}{'!' if self.negated else ''}")

    def __repr__(self) -> str:
        """The key, which tells sets apart."""
        return self.key

    def inverse(self) -> TextSet:
        """All other texts."""
        return TextSet(self.among, not self.negated)


def _key(among: Expression | Exactly | NumberOrder) -> str:
    match among:
        case Exactly(text=text):
            return f"exactly {text!r}"
        case NumberOrder(constant=constant, accepted=accepted):
            return f"number {constant} {sorted(accepted)}"
        case Expression(key=key):
            return key
        case _:
            assert_never(among)


def _repeat_key(repeat: Repeat) -> tuple[object, ...]:
    if isinstance(repeat.one, Anchor):
        return (repeat.one.value,)
    return "".join(sorted(repeat.one.characters)), repeat.one.negated, repeat.least, repeat.most


NUMBERS = TextSet(NumberOrder("0", frozenset({-1, 0, 1})))
Texts: TypeAlias = TextSet | bool  # True: every text; False: none


def spelled(text: str, *, before: bool = False, after: bool = False) -> tuple[Repeat, ...]:
    """One alternative of an expression: this text from end to end, with any text before it or after it where that may be."""
    anything = (Repeat(one=ANY, least=0, most=None),)
    return (
        Repeat(one=Anchor.START),
        *(anything if before else ()),
        *(Repeat(one=CharacterClass(characters=frozenset(one))) for one in text),
        *(anything if after else ()),
        Repeat(one=Anchor.END),
    )


def of_text(value: Text, reading: Reading) -> Texts:
    """The texts that a string value stands for: itself, with a * at an end, alone or (second reading) inside for any text."""
    marks = list(_marks(value.source, escapes=STRING_ESCAPE in reading))
    inner = INNER_WILDCARD in reading
    last = len(marks) - 1
    wild = [star and (inner or at in {0, last}) for at, (_, star) in enumerate(marks)]
    if marks and all(wild):
        return True
    if not any(wild):
        return TextSet(Exactly("".join(character for character, _ in marks)))
    repeats = [Repeat(one=Anchor.START)]
    for (character, _), any_text in zip(marks, wild, strict=True):
        one = ANY if any_text else CharacterClass(characters=frozenset(character))
        repeats.append(Repeat(one=one, least=0, most=None) if any_text else Repeat(one=one))
    return TextSet(Expression(((*repeats, Repeat(one=Anchor.END)),)))


def of_regex(value: Regex, reading: Reading) -> Texts:
    """The texts in which the expression is found."""
    loose = REGEX_NEWLINE in reading
    if not loose:
        return TextSet(Expression(value.alternatives))
    alternatives = tuple(tuple(_loose(repeat) for repeat in repeats) for repeats in value.alternatives)
    return TextSet(Expression(alternatives, line_end=True))


def reads_newlines(value: Regex) -> bool:
    """Whether the doubt about line feeds bears on the expression."""
    return any(
        repeat.one is Anchor.END or (isinstance(repeat.one, CharacterClass) and repeat.one.dot)
        for repeats in value.alternatives
        for repeat in repeats
    )


def of_order(source: str, operator: str) -> TextSet:
    """The canonical texts of the numbers that stand in that relation to the constant; of texts that are no numbers, any."""
    constant = canonical_number(source)
    match operator:
        case "=" | "!=":
            return TextSet(Exactly(constant), negated=operator == "!=")
        case _:
            accepted = {"<": {-1}, ">": {1}, "<=": {-1, 0}, ">=": {0, 1}}[operator]
            return TextSet(NumberOrder(constant, frozenset(accepted)))


def canonical_number(source: str) -> str:
    """The plain decimal text of a number; raises `BoundReached` past 64 digits."""
    try:
        number = Decimal(source)
    except InvalidOperation:
        raise BoundReached(f"a number of more than {LONGEST_NUMBER} digits") from None
    if number == 0:
        return "0"
    if abs(number.adjusted()) > LONGEST_NUMBER or len(number.as_tuple().digits) > LONGEST_NUMBER:
        raise BoundReached(f"a number of more than {LONGEST_NUMBER} digits")
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    sign, digits = ("-", text[1:]) if text[0] == "-" else ("", text.lstrip("+"))
    return sign + (digits.lstrip("0") if not digits.lstrip("0").startswith(".") else "0" + digits.lstrip("0"))


def tightest(orders: Iterable[TextSet]) -> list[TextSet]:
    """The few orders among many that all numbers in all of them are decided by: one bound from above and one from below."""
    bounds: dict[bool, tuple[Decimal, TextSet]] = {}
    for one in orders:
        if not isinstance(one.among, NumberOrder):
            continue
        accepted = frozenset({-1, 0, 1}) - one.among.accepted if one.negated else one.among.accepted
        if len(accepted & {-1, 1}) != 1:
            continue
        above = 1 in accepted
        key = Decimal(one.among.constant) if above else Decimal(one.among.constant).copy_negate()
        best = bounds.get(above)
        if best is None or key > best[0] or (key == best[0] and 0 not in accepted):
            bounds[above] = (key, TextSet(NumberOrder(one.among.constant, accepted)))
    return [one for _, one in bounds.values()]


def _marks(source: str, *, escapes: bool) -> Iterable[tuple[str, bool]]:
    """The characters of a value, each with whether it is a * that may be a wildcard."""
    at = 0
    while at < len(source):
        if escapes and source[at] == "\\" and at + 1 < len(source):
            at += 1
            yield source[at], False
        else:
            yield source[at], source[at] == "*"
        at += 1


def _loose(repeat: Repeat) -> Repeat:
    if isinstance(repeat.one, CharacterClass) and repeat.one.dot:
        return Repeat(one=ANY, least=repeat.least, most=repeat.most)
    return repeat
