"""A report for a store that is written as it comes: here at first, in a file without a name, and there when it is whole."""

from __future__ import annotations

from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from trailgate_evaluator.cli.writable import unwritable
from trailgate_evaluator.errors import EngineError, InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def uploading(path: str) -> Iterator[IO[bytes]]:
    """A file whose bytes are that object once this is left; nothing is there where that is by an error.

    Raises `EngineError` where there is no room here, or the store refuses.
    """
    import tempfile

    place = Uploading(path)
    try:
        yield place.file
    except OSError as error:
        raise unwritable(tempfile.gettempdir(), error, "answer") from error
    else:
        place.finish()
    finally:
        place.leave(keeps=False)


class Uploading:
    """An object that is put in parts when all of it is known; until then, and where the run ends early, nothing is there."""

    def __init__(self, path: str) -> None:
        import tempfile

        self.path = path
        try:
            self.file: IO[bytes] = tempfile.TemporaryFile(prefix="trailgate-")  # noqa: SIM115 - for as long as the run lasts
        except OSError as error:
            raise unwritable(tempfile.gettempdir(), error) from error

    def write(self, writing: Callable[[], None]) -> None:
        """Raises `EngineError` where there is no room here."""
        import tempfile

        try:
            writing()
        except OSError as error:
            raise unwritable(tempfile.gettempdir(), error) from error

    def finish(self) -> None:
        """The object is there; raises `EngineError` where the store refuses it."""
        from trailgate_evaluator.inputs.object_stores import put_file

        try:
            self.file.seek(0)
            put_file(self.path, self.file)
        except InputError as error:
            raise EngineError(expected=error.expected, found=error.found, where=self.path, what_to_do=error.what_to_do) from error
        finally:
            self.file.close()

    def leave(self, *, keeps: bool) -> None:
        """Nothing stands anywhere: what goes on from here is written to a file."""
        del keeps
        self.file.close()
