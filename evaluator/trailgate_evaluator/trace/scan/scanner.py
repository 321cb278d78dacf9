"""What the program is told of an account, and what it tells of records: most are counted without being parsed.

A record is known by its key, the text of each field that anybody looks at and the kind of those that are objects or lists; what
it is was found once by whoever judges records. What the program does not know, or does not read, is handed back as it stands, so
that names with a backslash, names that stand twice, blanks, long numbers and times in other forms cost time and nothing else.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.trace.duplicates import IDENTITY
from trailgate_evaluator.trace.projection import MANY
from trailgate_evaluator.trace.record_pieces import exact
from trailgate_evaluator.trace.scan.program import Program
from trailgate_evaluator.trace.scan.rows import Rows
from trailgate_evaluator.trace.tallies import Tally

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from trailgate_evaluator.trace.sight import Look, Path
    from trailgate_evaluator.trace.tallies import Judged

Json = dict[str, Any]

TEXT: Final = 0x400000
ROOM: Final = 5 << 20
"""So many bytes of text are looked at at once."""
MORE, FULL, UNKNOWN, UNREAD, ENDED, NO_ROOM = range(6)
"""Why it stopped."""
_AT, _ROWS_FOUND, _END_OF_RECORD, _LACKING, _AFTER, _NODES_MADE, _IDENTIFYING, _END, _WHY, _TO_LEARN, _PAIRS = (
    0, 1, 2, 3, 4, 5, 6, 14, 15, 16, 18,
)  # fmt: skip
"""Words of its memory."""
_NODES, _LETTERS = 0x1000, 0xC000
_ROWS, _STARTS, _ENDS, _DIGESTS = 0x30000, 0x40000, 0x48000, 0x50000
_IN_KEY, _VALUED, _REDUCED, _STRICT, _PARENT = 1, 2, 4, 8, 16
_MOST_NODES: Final = 200
_MOST_LETTERS: Final = 1 << 14
_DIGEST_ALONE: Final = ("digestS3Bucket",)
_NOTHING, _ITSELF, _VALUES = range(3)
"""What can be learnt of a record: nothing, what it is, of which classes some of its values are."""
_SUSPICIOUS: Final = 96
"""With so many keys, fields of many values are no longer taken as they are."""
_TRIED: Final = 1 << 14
"""After so many records it shows whether most of them are told."""


class Scanner:
    """The program, and what the numbers stand for that it tells."""

    def __init__(self, looks: Iterable[tuple[Path | None, Look, bool]], itself: Path) -> None:
        """`looks` as `Projection` takes them.

        Raises:
            ValueError: they cannot be answered by what stands at one field each, or the program does not run here.
        """
        self._looks: dict[Path, list[Look]] = {itself: []}
        self._valued = {itself}
        self._itself = itself
        for path, look, only_kind in looks:
            if path is None or not all(isinstance(step, str) for step in path):
                raise ValueError(path)
            self._looks.setdefault(path, []).append(look)
            self._valued |= set() if only_kind else {path}
        self._program = Program()
        self._nodes: dict[Path, int] = {(): 1}
        self._arrange()
        self._tallies: list[Tally] = []
        self._met: dict[Path, set[bytes]] = {path: set() for path in self._valued - {itself}}
        self._reduced: dict[Path, dict[Hashable, int]] = {}
        self._told = self._untold = 0
        self._lacking, self._is_full = _NOTHING, False
        self.count = 0
        """How many records it told when it read on."""
        self.is_of_use = True
        """Whether it tells most records."""

    def _arrange(self) -> None:
        letters = _LETTERS
        identity = [(name,) for name in IDENTITY]
        for path in sorted({*self._looks, *identity, _DIGEST_ALONE}):
            for length in range(1, len(path) + 1):
                if path[:length] in self._nodes:
                    continue
                number = self._nodes[path[:length]] = len(self._nodes) + 1
                name = str(path[length - 1]).encode("utf-8", "surrogatepass")
                if number > _MOST_NODES or letters + len(name) > _LETTERS + _MOST_LETTERS:
                    raise ValueError(path)
                self._program.memory[letters : letters + len(name)] = name
                self._program.call("name", self._nodes[path[: length - 1]], letters, len(name), number)
                letters += len(name)
        above = {path[:-1] for path in self._nodes}
        looked_at = {path[:length] for path in self._looks for length in range(1, len(path) + 1)}
        for path, number in self._nodes.items():
            flags = (
                (path in looked_at and _IN_KEY)
                | (path in self._valued and _VALUED)
                | (path in identity and _STRICT)
                | (path in above and _PARENT)
            )
            self._program.words[(_NODES >> 2) + number * 8] = int(flags)
        words = self._program.words
        words[_NODES_MADE] = len(self._nodes)
        words[_IDENTIFYING:_END] = array("I", [*(self._nodes[one] for one in identity), self._nodes[_DIGEST_ALONE]])

    def load(self, text: bytes, *, is_after: bool) -> None:
        """Takes a text of at most `ROOM` bytes that begins with a record, or behind one."""
        memory = self._program.memory
        memory[TEXT : TEXT + len(text)] = text
        memory[TEXT + len(text) : TEXT + len(text) + 64] = bytes(64)
        words = self._program.words
        words[_AT], words[_END], words[_AFTER] = TEXT, TEXT + len(text), is_after
        self._lacking = _NOTHING

    def on(self) -> int:
        """Reads on, and says why it stopped; what it tells is in `rows`."""
        words = self._program.words
        self._program.run()
        if words[_WHY] == NO_ROOM:
            self._is_full = True
            if words[_LACKING] == _VALUES:
                self.count = 0
                return UNKNOWN
            self._program.run()
        self.count = words[_ROWS_FOUND]
        self._told += self.count
        return words[_WHY]

    @property
    def place(self) -> int:
        """Where it stands in the text; of a record that is unknown where it begins."""
        return self._program.words[_AT] - TEXT

    @property
    def is_after(self) -> bool:
        """Whether it stands behind a record."""
        return bool(self._program.words[_AFTER])

    def rows(self) -> Rows:
        """The records that it told."""
        memory = self._program.memory
        count = self.count
        keys = array("Q", bytes(memory[_ROWS : _ROWS + 8 * count]))
        data = bytes(memory[_DIGESTS : _DIGESTS + 16 * count])
        return Rows(keys, [data[at : at + 16] for at in range(0, len(data), 16)])

    def text_of(self, row: int) -> bytes:
        """The text of the record in a row, until it reads on."""
        words = self._program.words
        return bytes(self._program.memory[words[(_STARTS >> 2) + row] : words[(_ENDS >> 2) + row]])

    def unknown(self) -> bytes:
        """The text of the record that it does not know."""
        return bytes(self._program.memory[self._program.words[_AT] : self._program.words[_END_OF_RECORD]])

    def learns_values(self) -> bool:
        """Where it does not know the record for some values alone: learns of which classes they are, and is to read it again."""
        if self._program.words[_LACKING] != _VALUES or self._is_full:
            return False
        for path in self._reduced:
            if text := self._value(path):
                self._to_learn(self._nodes[path], self._class(path, text))
        return True

    def _to_learn(self, node: int, number: int) -> None:
        words = self._program.words
        at = _PAIRS + 2 * words[_TO_LEARN]
        words[at], words[at + 1] = node, number
        words[_TO_LEARN] += 1

    def ask(self) -> None:
        """From now on, until it is passed by, it may learn what that record is."""
        self._lacking = self._program.words[_LACKING]

    def pass_by(self) -> None:
        """Leaves the record that it does not know."""
        words = self._program.words
        words[_AT], words[_AFTER], self._lacking = words[_END_OF_RECORD], 1, _NOTHING
        self._untold += 1
        if self._told + self._untold >= _TRIED:
            self.is_of_use = 2 * self._untold < self._told
            self._told = self._untold = 0

    @property
    def tallies(self) -> list[Tally]:
        """Those that the numbers stand for."""
        return self._tallies

    def learn(self, judged: Judged) -> Iterator[Tally]:
        """What the record is that it asks for, if it does; yields the tallies that are given up, with what they counted."""
        if self._lacking == _ITSELF:
            self._note_values()
            self._to_learn(0, len(self._tallies))
            self._tallies.append(Tally(judged, ()))
        if self._is_full or self._is_to_be_reduced():
            yield from self.settle(forget=True)

    def settle(self, *, forget: bool) -> Iterator[Tally]:
        """As `Tallies.settle`."""
        for tally in self._tallies:
            if tally.times:
                yield tally
                tally.times = {}
        if forget:
            self._tallies = []
            self._is_full = False
            self._program.words[_TO_LEARN] = 0
            self._program.call("forget")

    def _value(self, path: Path) -> bytes:
        """The text at a field of the record that was unknown, empty where none is."""
        words, at = self._program.words, (_NODES >> 2) + 8 * self._nodes[path]
        if words[at + 4] != words[(_NODES >> 2) + 8 * self._nodes[(IDENTITY[0],)] + 4] or words[at + 3] not in {4, 5}:
            return b""
        return bytes(self._program.memory[words[at + 1] : words[at + 2]])

    def _note_values(self) -> None:
        for path, met in self._met.items():
            if len(met) <= MANY:
                met.add(self._value(path))

    def _is_to_be_reduced(self) -> bool:
        """Whether fields of many values are from now on taken by what is asked of them."""
        many = [path for path, met in self._met.items() if len(met) > MANY] if len(self._tallies) >= _SUSPICIOUS else []
        for path in many:
            self._reduced[path] = {}
            del self._met[path]
            self._program.words[(_NODES >> 2) + 8 * self._nodes[path]] |= _REDUCED
        return bool(many)

    def _class(self, path: Path, text: bytes) -> int:
        """The number of what all looks at a field say of a value, which is all that they see."""
        record: Any = exact(text)
        for name in reversed(path):
            record = {name: record}
        classes = self._reduced[path]
        return classes.setdefault(tuple(look(record) for look in self._looks[path]), len(classes))
