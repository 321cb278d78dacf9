"""The files that a path on the command line stands for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from trailgate_evaluator.errors import InputError, NoInputsError
from trailgate_evaluator.inputs.archive_names import SUFFIXES, is_archive
from trailgate_evaluator.inputs.opening import STANDARD_INPUT
from trailgate_evaluator.inputs.template_folders import ENDINGS, templates_among
from trailgate_evaluator.inputs.templates import manifest_in
from trailgate_evaluator.inputs.urls import found_at, is_url, shown

if TYPE_CHECKING:
    from collections.abc import Iterator


def find(path: str, suffixes: tuple[str, ...] = SUFFIXES) -> Iterator[str | InputError]:
    """Yield the files that `path` stands for, sorted; an error for each folder that cannot be read.

    An archive stands for the inputs in it. A folder stands for the regular files within it, at any depth, that end in one of
    `suffixes` (`.json` or `.json.gz`). Names that begin with a dot and links to folders are left out. The folder that `cdk
    synth` wrote is one input, its manifest; one with CloudFormation templates is an input itself (`template_folders`), and
    they are none. An address stands for what lies there (`urls`).
    """
    if is_url(path):
        yield from _at_url(path, suffixes)
        return
    if not is_folder_name(path):
        yield from _in_archive(path, suffixes) if is_archive(path) else (path,)
        return
    if (manifest := manifest_in(path)) is not None:
        yield manifest
        return
    takes_templates = suffixes == SUFFIXES
    below, errors = _files_under(path, (*suffixes, *ENDINGS) if takes_templates else suffixes)
    templates = set(templates_among(below)) if takes_templates else set()
    files = [name for name in below if name.endswith(suffixes) and name not in templates]
    yield from errors
    if templates:
        yield path
    yield from files
    if not files and not templates and not errors:
        yield NoInputsError(
            expected=f"a folder with files that end in {' or '.join(suffixes)}",
            found="none",
            where=path,
            what_to_do="Name a file, or the folder that `trailgate collect -o` wrote to.",
        )


def templates_in(folder: str) -> list[str]:
    """The templates below a folder, sorted."""
    files, _ = _files_under(folder, ENDINGS)
    return templates_among(files)


def _at_url(path: str, suffixes: tuple[str, ...]) -> Iterator[str | InputError]:
    from trailgate_evaluator.inputs.packed_urls import found_in, is_packed

    try:
        if is_packed(name := shown(path)):
            yield from found_in(name, suffixes)
        else:
            yield from found_at(path, suffixes)
    except InputError as error:
        yield error


def _in_archive(path: str, suffixes: tuple[str, ...]) -> Iterator[str | InputError]:
    from trailgate_evaluator.inputs.members import members

    try:
        yield from members(path, suffixes)
    except InputError as error:
        yield error


def is_folder_name(path: str) -> bool:
    """Whether that is the name of a folder here."""
    if path == STANDARD_INPUT or is_url(path):
        return False
    try:
        return Path(path).is_dir()
    except OSError:  # a name too long, say: reading it tells
        return False


def _files_under(folder: str, suffixes: tuple[str, ...]) -> tuple[list[str], list[InputError]]:
    files: list[str] = []
    errors: list[InputError] = []
    waiting = [folder]
    while waiting:
        current = waiting.pop()
        try:
            with os.scandir(current) as entries:
                for entry in entries:
                    if entry.name.startswith("."):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    elif entry.name.endswith(suffixes) and entry.is_file():
                        files.append(entry.path)
        except OSError as problem:
            errors.append(
                InputError(
                    expected="a folder that can be listed",
                    found=problem.strerror or type(problem).__name__,
                    where=current,
                    what_to_do="Give this user the right to read it, or leave it out.",
                )
            )
    files.sort(key=lambda name: Path(name).parts)
    errors.sort(key=lambda error: error.where)
    return files, errors
