"""The servers that the mutants of a folder of the law are asked on.

Compiling is most of what a mutant takes, and tests are more than half of what is compiled. So a mutant stands on a server
of the law with the tests of its own folder; on one with all tests only when those of other folders are asked.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Self

from tests.mutants.law.corpus import Question, RegoTests
from tests.mutants.law.server import Server

COMMON = Path("trailgate/passing")


class Bench:
    """The law of `policies` with one file of it changed at a time; paths are relative to `policies`."""

    def __init__(self, policies: Path, folder: Path, whole: Server) -> None:
        self._policies = policies
        self._folder = folder
        self._whole = whole
        self._kept = tempfile.TemporaryDirectory()
        near = Path(self._kept.name) / "policies"
        shutil.copytree(policies, near)
        for path in near.rglob("*_test.rego"):
            if not self._has(path.parent.relative_to(near)):
                path.unlink()
        self._near = Server(near)
        self._changed: tuple[Path, str] | None = None
        self._on_whole: Path | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._on_whole is not None:
            self._restore(self._whole, self._on_whole)
        self._near.__exit__()
        self._kept.cleanup()

    def put(self, path: Path, source: str) -> bool:
        """Changes a file, in the place of the change before; whether the law compiles."""
        if self._changed is not None and self._changed[0] != path:
            self._restore(self._near, self._changed[0])
        self._changed = path, source
        return self._near.put(path, source)

    def holds(self, question: Question) -> bool:
        """Whether what is expected comes out of the law as changed."""
        if not isinstance(question, RegoTests) or self._has(question.folder):
            return question.holds(self._near)
        if self._changed is not None:
            path, source = self._changed
            if self._on_whole is not None and self._on_whole != path:
                self._restore(self._whole, self._on_whole)
            self._on_whole = path
            self._whole.put(path, source)  # nothing is done where it stands there already
        return question.holds(self._whole)

    def _has(self, folder: Path) -> bool:
        return folder == self._folder or folder.is_relative_to(COMMON)

    def _restore(self, server: Server, path: Path) -> None:
        server.put(path, (self._policies / path).read_text("utf-8"))
