"""What the program is told of an account, and what it tells of records: most are counted without being parsed.

A record is known by its key, the text of each field that anybody looks at and the kind of those that are objects or lists; what
it is was found once by whoever judges records. What the program does not know, or does not read, is handed back as it stands, so
that names with a backslash, names that stand twice, blanks, long numbers and times in other forms cost time and nothing else.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.trace.scan.fields import Fields
from trailgate_evaluator.trace.scan.rows import Rows
from trailgate_evaluator.trace.scan.value_classes import ValueClasses
from trailgate_evaluator.trace.scan.ways import Unwrapped
from trailgate_evaluator.trace.tallies import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from trailgate_evaluator.trace.scan.ways import Way
    from trailgate_evaluator.trace.sight import Look, Path
    from trailgate_evaluator.trace.tallies import Judged

    ScannerFor = Callable[[int], "Scanner | None"]
    """The scanner for a text of so many bytes at least, None where there is none, or where it does not pay."""

Json = dict[str, Any]

TEXT: Final = 0x400000
ROOM: Final = 5 << 20
"""So many bytes of text are looked at at once."""
MORE, FULL, UNKNOWN, UNREAD, ENDED, NO_ROOM = range(6)
"""Why it stopped."""
IN_LIST, IN_STREAM, IN_LINES = b",", b"\0", b"\n"
"""How records follow one another: with commas between; anyhow, perhaps with a time before each; each a text behind which a line
feed stands."""
_GAP: Final = 64
"""So far before what it is taken from is written what a record was taken out of."""
_FIRST_LOOK: Final = 1 << 12
_AT, _ROWS_FOUND, _END_OF_RECORD, _LACKING, _AFTER, _BEHIND, _END, _WHY, _TO_LEARN, _PAIRS = 0, 1, 2, 3, 4, 13, 14, 15, 16, 18
"""Words of its memory."""
_ROWS, _STARTS, _ENDS, _DIGESTS = 0x30000, 0x40000, 0x48000, 0x50000
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
        fields = Fields(looks, itself)
        self._program = fields.program
        self._values = ValueClasses(fields, itself)
        self._tallies: list[Tally] = []
        self._told = self._untold = 0
        self._lacking, self._is_full = _NOTHING, False
        self.count = 0
        """How many records it told when it read on."""
        self.is_of_use = True
        """Whether it tells most records."""

    def load(self, text: bytes | memoryview, how: bytes, *, is_after: bool = False) -> None:
        """Takes a text of at most `ROOM` bytes that begins with a record, or behind one; `how` its records follow one another."""
        self._put(text, TEXT)
        self._begin(TEXT + len(text), how, is_after=is_after)

    def load_from(self, text: bytes | memoryview, way: Way) -> Unwrapped:
        """Takes the records out of what was put round them, a text of at most `ROOM` bytes, as texts of a line each."""
        self._put(text, TEXT + _GAP)
        end = TEXT + _GAP + len(text)
        why, at, to, after = self._program.call("unwrap", TEXT + _GAP, end, TEXT, way.how, way.which, int(way.is_after))
        self._put(b"", to)
        self._begin(to, IN_LINES)
        return Unwrapped(why, at - TEXT - _GAP, bool(after))

    def _put(self, text: bytes | memoryview, at: int) -> None:
        memory = self._program.memory
        memory[at : at + len(text)] = text
        memory[at + len(text) : at + len(text) + _GAP] = bytes(_GAP)

    def _begin(self, end: int, how: bytes, *, is_after: bool = False) -> None:
        words = self._program.words
        words[_AT], words[_END], words[_AFTER], words[_BEHIND] = TEXT, end, is_after, how[0]
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
    def is_at_end(self) -> bool:
        """Whether nothing is left of the text."""
        return self._program.words[_AT] >= self._program.words[_END]

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

    def line(self) -> bytes:
        """What stands from here to the next line feed, or to the end."""
        words, memory = self._program.words, self._program.memory
        at, end, size = words[_AT], words[_END], _FIRST_LOOK
        while True:
            text = bytes(memory[at : min(end, at + size)])
            found = text.find(b"\n")
            if found >= 0 or at + size >= end:
                return text if found < 0 else text[:found]
            size *= 16

    def leave(self, length: int) -> None:
        """Leaves what it does not read, so many bytes."""
        words = self._program.words
        words[_AT], words[_AFTER] = min(words[_AT] + length, words[_END]), 0
        self._pass()

    def learns_values(self) -> bool:
        """Where it does not know the record for some values alone: learns of which classes they are, and is to read it again."""
        if self._program.words[_LACKING] != _VALUES or self._is_full:
            return False
        for node, number in self._values.of_unknown():
            self._to_learn(node, number)
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
        words[_AT], words[_AFTER] = words[_END_OF_RECORD], 1
        self._pass()

    def _pass(self) -> None:
        self._lacking = _NOTHING
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
            self._values.note()
            self._to_learn(0, len(self._tallies))
            self._tallies.append(Tally(judged, ()))
        if self._is_full or (len(self._tallies) >= _SUSPICIOUS and self._values.reduce()):
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
