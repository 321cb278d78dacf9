"""The fields of records that the program notes: each has a node in its memory, and so have the objects that they stand in."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Final

from trailgate_evaluator.trace.duplicates import IDENTITY
from trailgate_evaluator.trace.scan.program import Program
from trailgate_evaluator.trace.shapes import COLUMNS, LISTS, TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trailgate_evaluator.trace.sight import Look, Path

_NODES_MADE, _IDENTIFYING, _AFTER_THEM = 5, 6, 13
"""Words of its memory."""
_NODES, _LETTERS = 0x1000, 0xC000
_IN_KEY, _VALUED, _REDUCED, _STRICT, _PARENT, _UNTOLD, _A_TEXT, _AN_OBJECT = 1, 2, 4, 8, 16, 32, 64, 128
_START, _END, _KIND, _RECORD = 1, 2, 3, 4
"""Words of a node: its flags come first."""
_TEXTS: Final = frozenset({4, 5})
"""Kinds of values whose text may be taken: texts and numbers."""
_MOST_NODES: Final = 200
_MOST_LETTERS: Final = (1 << 14) - (1 << 9)
"""Beside those of what may be put round a record."""
_NO_RECORD: Final[tuple[Path, ...]] = tuple((name,) for name in ("digestS3Bucket", *LISTS))
"""What digests have, and what lists records."""
AROUND: Final = _MOST_NODES + 1
"""The node of what may be put round a record."""
_NAMES_AROUND: Final = {
    **dict.fromkeys(("eventName", "messageType", *LISTS), 0),
    **dict.fromkeys(TEXTS, _A_TEXT),
    "detail": _AN_OBJECT,
}
_IN_ROWS: Final = 230
"""The node of what is the only column of a row, as `unwrap.wat` knows it."""
_NAMES_IN_ROWS: Final = {name: _A_TEXT for name in TEXTS if name.lower() in COLUMNS}


class Fields:
    """Where they stand in the record at hand; `looks` are what is asked of each, `valued` those whose value is asked for."""

    def __init__(self, looks: Iterable[tuple[Path | None, Look, bool]], itself: Path) -> None:
        """`looks` as `Projection` takes them; `itself` is looked at, too.

        Raises:
            ValueError: they cannot be answered by what stands at one field each, or are too many; or the program does not run.
        """
        self.looks: dict[Path, list[Look]] = {itself: []}
        self.valued = {itself}
        for path, look, only_kind in looks:
            if path is None or not all(isinstance(step, str) for step in path):
                raise ValueError(path)
            self.looks.setdefault(path, []).append(look)
            self.valued |= set() if only_kind else {path}
        self.program = Program()
        """It knows the names of these fields, and no record yet."""
        self.nodes: dict[Path, int] = {(): 1}
        identity: list[Path] = [(name,) for name in IDENTITY]
        self._letters = _LETTERS
        self._name(sorted({*self.looks, *identity, *_NO_RECORD}))
        self._mark(identity)
        for above, names in ((AROUND, _NAMES_AROUND), (_IN_ROWS, _NAMES_IN_ROWS)):
            for number, (name, flags) in enumerate(names.items(), above + 1):
                self._place(above, name.encode(), number)
                self.program.words[(_NODES >> 2) + 8 * number] = flags

    def _name(self, paths: Iterable[Path]) -> None:
        for path in paths:
            for length in range(1, len(path) + 1):
                if path[:length] in self.nodes:
                    continue
                number = self.nodes[path[:length]] = len(self.nodes) + 1
                name = str(path[length - 1]).encode("utf-8", "surrogatepass")
                if number > _MOST_NODES or self._letters + len(name) > _LETTERS + _MOST_LETTERS:
                    raise ValueError(path)
                self._place(self.nodes[path[: length - 1]], name, number)

    def _place(self, above: int, name: bytes, number: int) -> None:
        """Makes a node's name known, below another node."""
        letters = self._letters
        self.program.memory[letters : letters + len(name)] = name
        self.program.call("name", above, letters, len(name), number)
        self._letters += len(name)

    def _mark(self, identity: list[Path]) -> None:
        above = {path[:-1] for path in self.nodes}
        looked_at = {path[:length] for path in self.looks for length in range(1, len(path) + 1)}
        words = self.program.words
        for path in self.nodes:
            flags = (
                (path in looked_at and _IN_KEY)
                | (path in self.valued and _VALUED)
                | (path in identity and _STRICT)
                | (path in above and _PARENT)
                | (path in _NO_RECORD and _UNTOLD)
            )
            words[self._word(path)] = int(flags)
        words[_NODES_MADE] = len(self.nodes)
        words[_IDENTIFYING:_AFTER_THEM] = array("I", [self.nodes[one] for one in identity])

    def _word(self, path: Path) -> int:
        return (_NODES >> 2) + 8 * self.nodes[path]

    def text(self, path: Path) -> bytes:
        """The text at a field of the record that was unknown, empty where none is."""
        words, at = self.program.words, self._word(path)
        if words[at + _RECORD] != words[self._word((IDENTITY[0],)) + _RECORD] or words[at + _KIND] not in _TEXTS:
            return b""
        return bytes(self.program.memory[words[at + _START] : words[at + _END]])

    def reduce(self, path: Path) -> None:
        """From now on what stands at a field is known by the class of its value."""
        self.program.words[self._word(path)] |= _REDUCED
