"""What an interrupted run left behind, read back: what stands there need not be judged again."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol

import orjson

from trailgate_evaluator.cli.partial import is_file, partial_name
from trailgate_evaluator.errors import InputError, UsageError
from trailgate_evaluator.evaluation.run import Part
from trailgate_evaluator.formats.streams import Told

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trailgate_evaluator.cli.destinations import Destination
    from trailgate_evaluator.evaluation.evaluating import Run

Json = dict[str, Any]


class Kept(Protocol):
    """The inputs whose results stand in what a run to `path` left, by number; `end` is how many bytes of it these take."""

    path: str
    end: int

    def __len__(self) -> int:
        """How many."""

    def __contains__(self, index: object, /) -> bool:
        """Whether it is one of them."""

    @property
    def last(self) -> int:
        """The number of the last one."""

    def told(self) -> Iterator[tuple[int, Told]]:
        """Each with its number, in order, as it would be told if it were judged."""


def is_resumable(run: Run[Told], wanted: Sequence[Destination]) -> bool:
    """Whether what is left of these reports is enough to go on from."""
    return run.digest is not None and _source(wanted) is not None


def kept_of(run: Run[Told], wanted: Sequence[Destination]) -> Kept:
    """What an interrupted run left of these reports: of lines, else of columns where nothing else is wanted.

    Raises:
        UsageError: another run left it: its inputs, its options or the law were others; or nobody can go on with such a run.
    """
    source, digest = _source(wanted), run.digest
    if source is None:
        raise UsageError(
            expected="a report that a run can go on with: -o FILE.jsonl beside the others, or -o FILE.parquet alone",
            found="none",
            where="--resume",
            what_to_do="Leave --resume out.",
        )
    if digest is None:
        raise UsageError(
            expected="inputs that are there a second time, judged by themselves",
            found="standard input, a pipe, or what belongs to one plan",
            where="--resume",
            what_to_do="Leave --resume out.",
        )
    now = partial_name(source.path, digest)
    if not Path(now).is_file():
        _refuse_others(source.path, now)
    return KeptLines(source.path, now, run) if source.format.name == "jsonl" else KeptRows(source.path, now, run)


def changed(path: str) -> InputError:
    """What it means that an input without results has some now."""
    return InputError(
        expected="files that stay as they are while they are judged",
        found="another content than an interrupted run met",
        where=path,
        what_to_do="Judge all of them again, without --resume.",
    )


def _source(wanted: Sequence[Destination]) -> Destination | None:
    files = [entry for entry in wanted if is_file(entry.path)]
    lines = [entry for entry in files if entry.format.name == "jsonl"]
    columns = [entry for entry in files if entry.format.name == "parquet"]
    return lines[0] if lines else columns[0] if columns and len(columns) == len(wanted) else None


def _refuse_others(path: str, now: str) -> None:
    """Refuses what another run left; where none left anything, all is judged."""
    name = "".join(f"[{one}]" if one in "*?[" else one for one in Path(path).name)
    others = sorted(str(one) for one in Path(path).parent.glob(f"{name}.*.partial"))
    if others:
        raise UsageError(
            expected=f"{now}, as a run of these inputs and options by this law leaves it",
            found=f"what another run left: {others[0]}",
            where="--resume",
            what_to_do="Give the same inputs and options again, or leave --resume out.",
        )


class KeptLines:
    """Lines of `jsonl`. Only the last input's may be cut short where the program was killed, so that these do not count."""

    def __init__(self, path: str, now: str, run: Run[Told]) -> None:
        self.path, self.end = path, 0
        self._now, self._run = now, run
        self._places: dict[int, tuple[int, int]] = {}
        if Path(now).is_file():
            with open(now, "rb") as file:  # noqa: PTH123 - a name need not be a path
                self._note(file)

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, index: object, /) -> bool:
        return index in self._places

    @property
    def last(self) -> int:
        """See `Kept`."""
        return max(self._places, default=-1)

    def told(self) -> Iterator[tuple[int, Told]]:
        """See `Kept`."""
        if not self._places:
            return
        with open(self._now, "rb") as file:  # noqa: PTH123 - the same
            for index, (start, length) in self._places.items():
                file.seek(start)
                lines = [orjson.loads(line) for line in file.read(length).splitlines()]
                results = [line["result"] for line in lines if line["result"] is not None]
                yield index, self._run.shape(Part(entry=lines[0]["input"], results=results))

    def _note(self, file: IO[bytes]) -> None:
        place = 0
        last: tuple[int, int, int] | None = None
        for index, lines in groupby(self._lines(file), key=lambda told: told[0]):
            length = sum(size for _, size in lines)
            if last is not None:
                if index <= last[0]:
                    return
                self._places[last[0]] = last[1:]
                self.end = last[1] + last[2]
            last = (index, place, length)
            place += length

    def _lines(self, file: IO[bytes]) -> Iterator[tuple[int, int]]:
        """(the number of the input, the bytes) of each line that is whole and of this run."""
        head, digests = self._run.head, self._run.roll.digests
        for line in file:
            try:
                told = orjson.loads(line)
                entry = told["input"]
                index = entry["index"]
                ours = all(told[name] == head[name] for name in ("format", "tool", "policies", "engine"))
                if not (line.endswith(b"\n") and ours and isinstance(index, int) and entry["digest"] == digests[index]):
                    return
            except (orjson.JSONDecodeError, LookupError, TypeError):
                return
            yield index, len(line)


class KeptRows:
    """Rows of `parquet`: those of an input are all there, since the file is ended behind whole inputs."""

    end = 0

    def __init__(self, path: str, now: str, run: Run[Told]) -> None:
        from trailgate_evaluator.formats.parquet import TABLE, read_back

        self.path = path
        self._read = read_back
        self._columns = TABLE.names
        self._file: IO[bytes] | None = None
        self._numbers: dict[tuple[str, str | None], int] = {}
        self._indexes: frozenset[int] = frozenset()
        if not Path(now).is_file():
            return
        given = list(zip(run.roll.names(), run.roll.digests, strict=True))
        if len(set(given)) == len(given):
            self._file = open(now, "rb")  # noqa: SIM115, PTH123 - read while another file takes its name
            there = set(read_back(self._file, ("input", "input_digest")))
            self._numbers = {key: index for index, key in enumerate(given) if key in there}
        self._indexes = frozenset(self._numbers.values())

    def __len__(self) -> int:
        return len(self._numbers)

    def __contains__(self, index: object, /) -> bool:
        return index in self._indexes

    @property
    def last(self) -> int:
        """See `Kept`."""
        return max(self._numbers.values(), default=-1)

    def told(self) -> Iterator[tuple[int, Told]]:
        """See `Kept`."""
        if self._file is None:
            return
        place = {name: number for number, name in enumerate(self._columns)}
        with self._file as file:
            of_one = groupby(self._read(file), key=lambda row: (row[place["input"]], row[place["input_digest"]]))
            for key, found in of_one:
                rows = list(found)
                if key in self._numbers:
                    standings = Counter(row[place["standing"]] for row in rows)
                    outcomes = Counter(row[place["outcome"]] for row in rows)
                    told = Told(
                        name=key[0], unreadable=False, standings=standings, outcomes=outcomes, pieces={"parquet": rows}, part=None
                    )
                    yield self._numbers[key], told
