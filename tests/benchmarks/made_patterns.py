"""Filter patterns by chance, of what people write and worse: the fields and values of the records that controls require."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any, Final

Json = dict[str, Any]
_OPERATORS: Final = ("=", "=", "=", "!=")
_COMPARED: Final = ("<", ">", "<=", ">=", "=", "!=")
_ASKED: Final = ("NOT EXISTS", "NOT EXISTS", "IS NULL", "IS TRUE", "IS FALSE")
_OTHER_VALUES: Final = (
    "*",
    "root",
    "terraform",
    "AccessDenied*",
    "*UnauthorizedOperation",
    "Failure",
    "No",
    "Yes",
    "a*b*c",
    "*a*a*",
    "1",
)
_OTHER_FIELDS: Final = (
    "$.userIdentity.type",
    "$.userIdentity.invokedBy",
    "$.userIdentity.userName",
    "$.userIdentity.sessionContext.sessionIssuer.arn",
    "$.userAgent",
    "$.errorMessage",
    "$.requestParameters.policyArn",
    "$.requestParameters.items[0].name",
    "$.resources[0].ARN",
    "$.responseElements.ConsoleLogin",
    "$.readOnly",
    "$.requestParameters.*",
    "$.resources[*].ARN",
)
_ANYWHERE: Final = "$.*"
"""Of any property of the record: hardly anybody writes that, and it is the dearest to decide."""
_REGEXES: Final = (
    "^(Put|Delete|Attach).*Policy$",
    "[A-Z][a-z]+Policy",
    "Delete|Detach",
    "^.{5,20}$",
    r"\d{12}",
    "a.*b.*c",
    "(ab|cd)+",
    "^[^D]",
)
_LONGEST: Final = 1024
_REGEXES_EACH: Final = 2


def made(count: int, records: Json, seed: int = 0) -> Iterator[str]:
    """So many patterns of at most 1,024 characters; `records` are {control: {id: record}}, as the policies require them."""
    fields = _fields(records)
    for number in range(count):
        yield _Maker(random.Random(f"{seed}/{number}"), fields).pattern()  # noqa: S311 - the same patterns in every run


def _fields(records: Json) -> list[tuple[str, list[str]]]:
    """Each field of the records with the texts that it is required to have."""
    found: dict[str, dict[str, None]] = {}
    for required in records.values():
        for record in required.values():
            for path, spec in record["fields"].items():
                texts = found.setdefault(f"$.{path}", {})
                for value in (spec.get("is"), *spec.get("one_of", ()), *(spec.get("not") or ())):
                    if isinstance(value, str):
                        texts[value] = None
    return [(path, [*texts]) for path, texts in found.items()]


class _Maker:
    """One pattern by one source of chance."""

    def __init__(self, chance: random.Random, fields: Sequence[tuple[str, list[str]]]) -> None:
        self._chance = chance
        self._fields = fields
        self._regexes = _REGEXES_EACH
        self._anywhere = chance.random() < 0.01

    def pattern(self) -> str:
        chance = self._chance
        most = chance.choice((1, 3, 6, 6, 12, 25, 60))
        names = chance.random() < 0.5
        text = "{ " + self._condition(chance.randint(1, most), names=names) + " }"
        while len(text) > _LONGEST:
            most //= 2
            text = "{ " + self._condition(max(1, most), names=names) + " }"
        return text

    def _condition(self, atoms: int, *, names: bool) -> str:
        chance = self._chance
        if atoms == 1:
            return self._atom(names=names)
        parts = min(atoms, chance.choice((2, 2, 3, atoms)))
        sizes = [atoms // parts + (place < atoms % parts) for place in range(parts)]
        joined = chance.choice((" || ", "||", " && ")) if names else chance.choice((" || ", " && "))
        inner = [self._condition(size, names=names) for size in sizes]
        return joined.join(
            one if size == 1 and chance.random() < 0.5 else f"({one})" for one, size in zip(inner, sizes, strict=True)
        )

    def _atom(self, *, names: bool) -> str:
        chance = self._chance
        if names and chance.random() < 0.8:
            path, texts = next(one for one in self._fields if one[0] == "$.eventName")
        else:
            path, texts = chance.choice(self._fields)
            if chance.random() < 0.4:
                path, texts = chance.choice(_OTHER_FIELDS), []
            if self._anywhere:
                path, texts, self._anywhere = _ANYWHERE, [], False
        kind = chance.random()
        if kind < 0.12:
            return f"{path} {chance.choice(_ASKED)}"
        if kind < 0.17:
            return f"{path} {chance.choice(_COMPARED)} {chance.choice(('0', '1', '1.5', '403', '-2', '1e3'))}"
        if kind < 0.22 and self._regexes:
            self._regexes -= 1
            return f"{path} {chance.choice(_OPERATORS)} %{chance.choice(_REGEXES)}%"
        return f"{path} {chance.choice(_OPERATORS)} {self._value(texts)}"

    def _value(self, texts: Sequence[str]) -> str:
        chance = self._chance
        text = chance.choice(texts) if texts and chance.random() < 0.9 else chance.choice(_OTHER_VALUES)
        cut = chance.random()
        if cut < 0.15:
            text = text[: chance.randint(1, len(text))] + "*"
        elif cut < 0.25:
            text = "*" + text[chance.randrange(len(text)) :]
        elif cut < 0.3:
            middle = chance.randrange(len(text))
            text = f"{text[:middle]}*{text[middle + 1 :]}"
        return f'"{text}"' if chance.random() < 0.5 or not text.replace("*", "").isalnum() else text
