"""Expressions over values that nobody knows yet, and what these may turn out to be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from tests.evaluator.languages.hcl.calls import GOOD
from tests.evaluator.languages.hcl.oracle import FAILS
from trailgate_evaluator.languages.hcl.evaluation.evaluating import value_of
from trailgate_evaluator.languages.hcl.evaluation.scope import Scope
from trailgate_evaluator.languages.hcl.syntax.expressions import parse_expression
from trailgate_evaluator.languages.hcl.syntax.tree import HclError
from trailgate_evaluator.languages.hcl.values.values import (
    Either,
    Entries,
    Glued,
    Items,
    Lazy,
    RefusedError,
    Symbol,
    Unknown,
    Value,
)

WRITTEN: Final = Path(__file__).parent / "opened.txt"
"""Those that are no plain calls."""
AT: Final = ("main.tf", 3)
WHY: Final = Unknown("not_visible", "var.x", AT)
OTHER_WHY: Final = Unknown("known_after_apply", "aws_x.y.z")
ARN: Final = Symbol("topic", ("arn",), plain=True, lacks=(" ", ","))
NAME: Final = Symbol("group", ("name",), plain=True)
TAGS: Final = Symbol("topic", ("tags",), plain=False)
COLONS: Final = Symbol("parts", ("arn",), plain=True, lacks=(" ",), colons=("arn", "aws", NAME))


class Late(Lazy):
    """An object that is looked into only where it is asked, or a list of such."""

    def __init__(self, whole: Entries | Items) -> None:
        self._whole = whole

    @property
    def real(self) -> Entries | Items:
        """What is there."""
        return self._whole

    def attribute(self, name: str) -> Value:
        if isinstance(self._whole, Entries) and name in self._whole.entries:
            return self._whole.entries[name]
        raise RefusedError(f"something that has {name}")

    def index(self, key: Value) -> Value:
        if isinstance(self._whole, Items) and isinstance(key, int):
            return self._whole.items[key]
        return super().index(key)

    def whole(self) -> Value:
        return self._whole


class Shy(Late):
    """One that nobody may look at as a whole."""

    def whole(self) -> Value:
        return Unknown("known_after_apply", "all of it")


THING: Final = Late(Entries("object", {"arn": ARN, "count": 2, "name": "n", "tags": TAGS}))
OPEN: Final[Mapping[str, Value]] = {
    "arn": ARN,
    "colons": COLONS,
    "either": Either(("a", "b"), WHY),
    "glued": Glued((ARN, ":", NAME)),
    "known": Items("tuple", ("a", "b")),
    "late": THING,
    "lates": Late(Items("list", (THING, THING))),
    "lists": Either((Items("tuple", ("a",)), Items("tuple", ("b", "c"))), OTHER_WHY),
    "loose": Items("set", (ARN, NAME), ordered=False),
    "maps": Either((Entries("object", {"a": "x"}), Entries("object", {"a": ARN, "b": "y"})), WHY),
    "mixed": Entries("object", {"a": ARN, "b": WHY, "c": "c"}),
    "name": NAME,
    "null_or": Either((None, "a"), WHY),
    "open": WHY,
    "or_not": Either((1, 2), Unknown("known_after_apply", "an index", AT, fails=True)),
    "shy": Shy(Entries("object", {"arn": ARN})),
    "several": Items("tuple", ("a", WHY)),
    "tags": TAGS,
    "truth": Either((True, False), OTHER_WHY),
    "wrapped": Glued((TAGS,)),
}
"""What stands for what nobody knows, by the name that expressions have for it."""


TEXT: Final = {
    "a.txt": "text\n",
    "t.tpl": "${name}: %{ for x in list }<${x}>%{ endfor }\n",
    "list.tpl": "${list}",
    "no.tpl": "%{ if }",
    "file.tpl": '${file("a.txt")}',
    "loop.tpl": "%{ for x in it }${x}%{ endfor }",
}


class Beside:
    """Some files, one folder, and what is not at hand."""

    def text(self, path: str) -> str | Unknown:
        if path in TEXT:
            return TEXT[path]
        if path == "none":
            raise RefusedError("a file")
        return Unknown("file_not_at_hand", path)

    def names(self, folder: str) -> list[str] | Unknown:
        known = ["a.txt", "a1.txt", "b.yaml", "b.yml", "c/d.txt", "c/e/f.txt", "c/e.yaml", "{x}.txt"]
        return known if folder == "." else Unknown("file_not_at_hand", folder)


def told(expression: str, names: Mapping[str, Value] = OPEN) -> Value | str:
    """What our evaluator says of an expression over these."""
    try:
        return value_of(parse_expression(expression), Scope(names, Beside(), at=AT))
    except (RefusedError, HclError):
        return FAILS


def asked() -> Iterator[str]:
    """What is asked: each function with one argument replaced by each of these, and what is written by hand."""
    yield from filter(None, WRITTEN.read_text(encoding="utf-8").splitlines())
    for name, arguments in GOOD.items():
        for place in range(len(arguments)):
            for other in OPEN:
                yield f"{name}({', '.join((*arguments[:place], other, *arguments[place + 1 :]))})"
