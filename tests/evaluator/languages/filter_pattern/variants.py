"""A pattern said otherwise, class by class: what is dropped, quoted, reordered, wildcarded, guarded, narrowed or weakened."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, Literal

from tests.evaluator.languages.filter_pattern.plainly import Junction, Test, tests_of

Tree = Test | Junction
_BARE: Final = re.compile(r"[\w.*-]+")
_FLIPPED: Final = {"=": "!=", "!=": "=", "NOT EXISTS": "IS NULL", "IS NULL": "NOT EXISTS"}
BY_USER: Final = (
    "$.userIdentity.userName != terraform",
    "$.userIdentity.userName NOT EXISTS || $.userIdentity.userName != terraform",
    "$.userIdentity.type != AssumedRole",
    "$.userIdentity.invokedBy NOT EXISTS",
    "$.userIdentity.arn = *",
)
BY_REGION: Final = ("$.awsRegion = us-east-1", "$.awsRegion != eu-west-1", "$.awsRegion = us-* || $.awsRegion = *-1")
BY_ERROR: Final = ("$.errorCode NOT EXISTS", "$.errorCode != AccessDenied", "$.errorMessage NOT EXISTS", "$.errorCode = *")


def written(tree: Tree, *, quoted: bool = False) -> str:
    """The text of a pattern; values that need quotes have them at any rate."""
    return "{ " + _condition(tree, quoted) + " }"


def _condition(tree: Tree, quoted: bool) -> str:
    if isinstance(tree, Junction):
        parts = [_condition(part, quoted) for part in tree.parts]
        return f" {tree.joined} ".join(f"({part})" for part in parts)
    path = "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in tree.path)
    match tree.kind:
        case "none":
            return f"{path} {tree.operator}"
        case "regex":
            return f"{path} {tree.operator} %{tree.source}%"
        case "text" if quoted or not _BARE.fullmatch(tree.source):
            return f'{path} {tree.operator} "{tree.source}"'
    return f"{path} {tree.operator} {tree.source}"


def dropped(tree: Tree) -> Iterator[str]:
    """Without each of its tests in turn."""
    if isinstance(tree, Junction):
        yield from map(written, _each(tree, lambda _: None))


def weakened(tree: Tree) -> Iterator[str]:
    """Each test turned into its opposite or said of another case, and the parts of each junction joined the other way."""
    yield from map(written, _each(tree, lambda test: _other(test, operator=_FLIPPED[test.operator])))
    yield from map(written, _each(tree, lambda test: _other(test, source=test.source.swapcase())))
    yield from map(written, _joined_otherwise(tree))


def wildcarded(tree: Tree) -> Iterator[str]:
    """Each value in turn, and all at once, cut off before or after an asterisk."""
    cuts: list[Callable[[str], str]] = [
        lambda source: source[: max(1, len(source) * 2 // 3)].rstrip("*") + "*",
        lambda source: "*" + source[len(source) // 3 :].lstrip("*"),
    ]
    for cut in cuts:
        yield from map(written, _each(tree, lambda test, cut=cut: _other(test, source=cut(test.source))))  # type: ignore[misc]  # a default binds `cut`
        yield written(_every(tree, lambda test, cut=cut: _other(test, source=cut(test.source))))  # type: ignore[misc]  # the same


def quoted(tree: Tree) -> Iterator[str]:
    """With quotes round every value, and round those alone that need them."""
    yield written(tree, quoted=True)
    yield written(tree)


def reordered(tree: Tree) -> Iterator[str]:
    """From the end to the beginning, and from the middle on."""
    yield written(_turned(tree, lambda parts: parts[::-1]))
    yield written(_turned(tree, lambda parts: parts[len(parts) // 2 :] + parts[: len(parts) // 2]))


def guarded(tree: Tree, source: str) -> Iterator[str]:
    """For calls of its own service, of any, and of another one."""
    for one in (source, "*", "sns.amazonaws.com"):
        yield narrowed(tree, f"$.eventSource = {one}")


def narrowed(tree: Tree, clause: str) -> str:
    return written(tree)[:-2].replace("{ ", "{ (", 1) + f") && ({clause}) }}"


def classes(tree: Tree, source: str) -> dict[str, list[str]]:
    """All of a pattern's variants by their class; `source` is that of the control's calls."""
    found = {
        "dropped": [*dropped(tree)],
        "quoted": [*quoted(tree)],
        "reordered": [*reordered(tree)],
        "wildcarded": [*wildcarded(tree)],
        "guarded by source": [*guarded(tree, source)],
        "narrowed by user": [narrowed(tree, one) for one in BY_USER],
        "narrowed by region": [narrowed(tree, one) for one in BY_REGION],
        "narrowed by error": [narrowed(tree, one) for one in BY_ERROR],
        "weakened": [*weakened(tree)],
    }
    return {name: list(dict.fromkeys(texts)) for name, texts in found.items()}


def _other(test: Test, *, operator: str | None = None, source: str | None = None) -> Test:
    if test.kind == "none":
        return test if operator is None else Test(test.path, operator, "none")
    return Test(test.path, operator or test.operator, test.kind, test.source if source is None else source)


def _each(tree: Tree, change: Callable[[Test], Test | None]) -> Iterator[Tree]:
    """The tree with each of its tests changed or, where nothing is left of it, taken out, in turn."""
    if isinstance(tree, Test):
        changed = change(tree)
        if changed is not None and changed != tree:
            yield changed
        return
    for at, part in enumerate(tree.parts):
        before, after = tree.parts[:at], tree.parts[at + 1 :]
        if isinstance(part, Test) and change(part) is None:
            left = before + after
            yield left[0] if len(left) == 1 else Junction(tree.joined, left)
        else:
            yield from (Junction(tree.joined, (*before, one, *after)) for one in _each(part, change))


def _every(tree: Tree, change: Callable[[Test], Test]) -> Tree:
    return change(tree) if isinstance(tree, Test) else Junction(tree.joined, tuple(_every(part, change) for part in tree.parts))


def _turned(tree: Tree, turn: Callable[[tuple[Tree, ...]], tuple[Tree, ...]]) -> Tree:
    if isinstance(tree, Test):
        return tree
    return Junction(tree.joined, turn(tuple(_turned(part, turn) for part in tree.parts)))


def _joined_otherwise(tree: Tree) -> Iterator[Tree]:
    if isinstance(tree, Junction):
        other: Literal["&&", "||"] = "||" if tree.joined == "&&" else "&&"
        yield Junction(other, tree.parts)
        for at, part in enumerate(tree.parts):
            yield from (Junction(tree.joined, (*tree.parts[:at], one, *tree.parts[at + 1 :])) for one in _joined_otherwise(part))


def number_of_tests(tree: Tree) -> int:
    return sum(1 for _ in tests_of(tree))
