"""`read` and `read_one` as those of `inputs`, which also read what others exported.

What is an input by itself comes first, in its order. What is not, and what lies beside it, is looked at together when all else
has come: answers about one account may lie in several files, folders and archives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trailgate_evaluator import inputs
from trailgate_evaluator.errors import ForeignInputError, InputError, NoInputsError, OwnOutputError
from trailgate_evaluator.inputs.finding import is_folder_name
from trailgate_evaluator.inputs.reading import PLAN_FILES, Source, Unreadable
from trailgate_evaluator.inputs.urls import called, is_url, tell_apart
from trailgate_evaluator.plain import amount

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from trailgate_evaluator.exports.answer import Left
    from trailgate_evaluator.exports.importing import Imported, Taken
    from trailgate_evaluator.inputs import PlanFiles

    PassedOver = Callable[[str, str], None]
    """Hears the name of a file that nothing was made of, and why."""

_HELD: Final = (ForeignInputError, NoInputsError)


def unheard(_name: str, _why: str) -> None:
    """Nobody listens."""


def read(
    paths: Iterable[str], packed: PlanFiles = PLAN_FILES, passed_over: PassedOver = unheard
) -> Iterator[Source | Unreadable]:
    """Yield every input under `paths` as `inputs.read` does, then a snapshot for each account that an export there tells of.

    Nothing raises: what cannot be read is yielded as `Unreadable`, and so is what no format knows where nothing else came of
    it. `passed_over` hears of each file, by name, that nothing was made of though others beside it were read, and why.
    """
    paths = list(paths)
    tell_apart(paths)
    held: list[tuple[str, Unreadable]] = []
    ours: set[str] = set()
    applications: set[str] = set()
    for path in paths:
        count = _Counted(path)
        for one in inputs.read([path], packed):
            if isinstance(one, Unreadable) and isinstance(one.error, _HELD):
                if path in applications:
                    passed_over(one.name, f"{one.error.found}.")
                    continue
                held.append((path, one))
                if (too_many := count.held()) is not None:
                    held = [each for each in held if each[0] != path]
                    yield too_many
                    break
                continue
            count.is_mixed = True
            ours.add(one.name)
            if isinstance(one, Source) and one.kind == "cloudformation_template" and is_folder_name(one.name):
                applications.add(one.name)
            if isinstance(one, Unreadable) and isinstance(one.error, OwnOutputError) and one.name != called(path):
                passed_over(one.name, f"{one.error.found}.")
                continue
            yield one
    if held:
        yield from _of_exports(held, ours, packed, passed_over)


class _Counted:
    """How many files at a path are for `exports` to look at, so that too many are refused before all are read.

    Not where an input of its own is among them (`is_mixed`), which is none of theirs.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._count = 0
        self.is_mixed = False

    def held(self) -> Unreadable | None:
        """Counts one; what the path is where there are too many."""
        from trailgate_evaluator.exports.opening import MOST_FILES, too_many

        self._count += 1
        if self._count <= MOST_FILES or self.is_mixed:
            return None
        return Unreadable(name=called(self._path), digest=None, error=too_many(called(self._path)))


def read_one(path: str, packed: PlanFiles = PLAN_FILES, passed_over: PassedOver = unheard) -> Source:
    """The one input at `path`; raises `InputError` where it cannot be read or is not one. `passed_over` as `read` has it."""
    try:
        return inputs.read_one(path, packed)
    except InputError as error:
        found = list(read([path], packed, passed_over))
        made = [one for one in found if isinstance(one, Source) and one.made]
        if len(made) != 1 or len(found) != 1:
            raise _several(path, made, error) from error
        return made[0]


def look(paths: Iterable[str], packed: PlanFiles = PLAN_FILES) -> tuple[Imported, list[Source | Unreadable]]:
    """All that is made of the exports at these paths, and what became of each file; and what is an input by itself there.

    Raises `InputError` where they are too large.
    """
    held: list[tuple[str, Unreadable]] = []
    ours: list[Source | Unreadable] = []
    for path in paths:
        count = _Counted(path)
        for one in inputs.read([path], packed):
            if isinstance(one, Unreadable) and isinstance(one.error, _HELD):
                held.append((path, one))
                if (too_many := count.held()) is not None:
                    raise too_many.error
            else:
                ours.append(one)
                count.is_mixed = True
    return _imported(held, {one.name for one in ours}, packed), ours


def _of_exports(
    held: list[tuple[str, Unreadable]], ours: set[str], packed: PlanFiles, passed_over: PassedOver
) -> Iterator[Source | Unreadable]:
    try:
        found = _imported(held, ours, packed)
    except InputError as error:
        yield Unreadable(name=called(held[0][0]), digest=None, error=error)
        return
    if not found.made:
        yield from _nothing_made([one for path, one in held if not _is_moot(path, one, ours)], found.files)
        return
    from trailgate_evaluator.exports.sources import source_of

    for taken in found.files:
        for left in taken.left:
            if left.why != "ignored":
                passed_over(taken.file, f"{left.found}. {left.what_to_do}".strip())
    roots = list(dict.fromkeys(called(path) for path, _ in held))
    for made in found.made:
        yield source_of(made, roots, alone=len(found.made) == 1)


def _is_moot(path: str, one: Unreadable, ours: set[str]) -> bool:
    """Whether that a folder has nothing else matters to nobody."""
    return isinstance(one.error, NoInputsError) and any(name.startswith(f"{path.rstrip('/')}/") for name in ours)


def _imported(held: list[tuple[str, Unreadable]], ours: set[str], packed: PlanFiles) -> Imported:
    from trailgate_evaluator.exports.answer import Given
    from trailgate_evaluator.exports.importing import imported
    from trailgate_evaluator.exports.opening import names_in

    names = [one.name for path, one in held if is_url(path)]
    for path in dict.fromkeys(path for path, _ in held if not is_url(path)):
        names += [name for name in names_in(path) if name not in ours]
    roots = tuple(dict.fromkeys(path for path, _ in held))
    return imported(dict.fromkeys(names), Given(account=packed.account, region=packed.region, roots=roots))


def _nothing_made(held: list[Unreadable], files: Iterable[Taken]) -> Iterator[Unreadable]:
    """The same, with what is left of each file that a format took: that it does not tell whose it is, say.

    Of a folder that has nothing else, the files of which that is told stand in its place.
    """
    left = {taken.file: found for taken in files for found in taken.left[::-1] if found.why != "not_known" or found.what_to_do}
    for one in held:
        if one.name in left:
            yield _told_why(one, left.pop(one.name))
        elif not (isinstance(one.error, NoInputsError) and _is_told_of(one.name, left)):
            yield one
    nobody = InputError(expected="an export that can be read", found="", where="", what_to_do="See `trailgate import`.")
    for name, found in left.items():
        if found.why != "ignored":
            yield _told_why(Unreadable(name=name, digest=None, error=nobody), found)


def _is_told_of(folder: str, left: dict[str, Left]) -> bool:
    """Whether something is told of a file in the folder that was of no use."""
    return any(name.startswith(f"{folder.rstrip('/')}/") and found.why != "ignored" for name, found in left.items())


def _told_why(one: Unreadable, left: Left) -> Unreadable:
    error = InputError(
        expected="an answer that tells whose it is" if left.why == "whose" else one.error.expected,
        found=left.found,
        where=f"{left.file}#{left.pointer}" if left.pointer else left.file,
        what_to_do=left.what_to_do or one.error.what_to_do,
    )
    return Unreadable(name=one.name, digest=one.digest, error=error)


def _several(path: str, made: list[Source], error: InputError) -> InputError:
    if len(made) < 2:  # noqa: PLR2004 - none, or one beside what cannot be read
        return error
    return InputError(
        expected="one input",
        found=f"an export of {amount(len(made), 'account')}",
        where=called(path),
        what_to_do="Turn it into snapshots with `trailgate import`, and name one of them.",
    )
