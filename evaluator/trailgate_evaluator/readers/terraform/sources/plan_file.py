"""The sources in a plan file: a zip whose `tfconfig/` holds every module as it was planned. Nothing is unpacked to disk."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from typing import Final

from msgspec import Struct, field

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.languages.hcl.evaluation.scope import NoFiles
from trailgate_evaluator.languages.hcl.functions.files import Files
from trailgate_evaluator.readers.terraform.expressions.sources import Folder
from trailgate_evaluator.readers.terraform.sources.names import LARGEST, MOST_BYTES, MOST_FILES, SUFFIXES, folders_of
from trailgate_evaluator.readers.terraform.sources.plan_message import read_plan_message

_MODULE: Final = "tfconfig/m-"
_MANIFEST: Final = "tfconfig/modules.json"
_PLAIN: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_PLAN: Final = "tfplan"


class PlanFileSources(Struct):
    """The modules of a plan file; `files` are those beside them, which a plan file does not hold."""

    name: str
    modules: dict[str, Folder]
    files: Files = field(default_factory=NoFiles)
    workspace: str | None = None
    timestamp: str | None = None
    packed: bool = True

    def folder(self, module: tuple[str, ...], _source: str | None, _parent: Folder | None, /) -> Folder | None:
        """The folder of a module by its path of calls."""
        return self.modules.get(".".join(module))


def read_plan_file(data: bytes, name: str) -> PlanFileSources:
    """The sources in a plan file; raises `InputError` where it is none, or larger than any that people make."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            return _read(opened, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, RuntimeError) as problem:
        raise _no_plan(name, "a zip that is damaged") from problem


def _read(opened: zipfile.ZipFile, name: str) -> PlanFileSources:
    entries = opened.infolist()
    if len(entries) > MOST_FILES:
        raise _no_plan(name, f"a zip of more than {MOST_FILES} files")
    if _PLAN not in {entry.filename for entry in entries}:
        raise _no_plan(name, "a zip without a plan in it")
    told = read_plan_message(_bytes(opened, opened.getinfo(_PLAN), name, MOST_BYTES))
    texts: dict[str, dict[str, str]] = {}
    dirs: dict[str, str] = {}
    total = 0
    for entry in entries:
        wanted = entry.filename == _MANIFEST or (entry.filename.startswith(_MODULE) and entry.filename.endswith(SUFFIXES))
        if not wanted:
            continue
        text = _text(opened, entry, name)
        total += len(text)
        if total > MOST_BYTES:
            raise _no_plan(name, f"sources of more than {MOST_BYTES // (1024 * 1024)} MiB")
        if entry.filename == _MANIFEST:
            dirs = folders_of(json.loads(text))
            continue
        key, _, file = entry.filename.removeprefix(_MODULE).partition("/")
        if file and "/" not in file:
            texts.setdefault(key, {})[file] = text
    modules = {}
    for key, files in texts.items():
        place = dirs.get(key, ".")
        prefix = "" if place == "." else f"{place}/"
        modules[key] = Folder(path=place, texts={prefix + file: text for file, text in sorted(files.items())})
    return PlanFileSources(name, modules, workspace=told.workspace, timestamp=told.timestamp)


def _text(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> str:
    return _bytes(opened, entry, name, LARGEST).decode("utf-8", "replace")


def _bytes(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, most: int) -> bytes:
    """A file of the zip, and never more of it than it may have, whatever it says of its size."""
    if entry.compress_type not in _PLAIN or entry.flag_bits & 1 or entry.file_size > most:
        raise _no_plan(name, "a zip of a kind that Terraform does not write")
    with opened.open(entry) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise _no_plan(name, f"a file of more than {most // (1024 * 1024)} MiB in it")
    return data


def _no_plan(name: str, found: str) -> InputError:
    return InputError(
        expected="a plan file, as `terraform plan -out` writes it",
        found=found,
        where=name,
        what_to_do="Plan again with `-out`, and give that file or the output of `terraform show -json`.",
    )
