"""Each input becomes a value: parsed, recognised and digested, or the reason why it cannot be."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from trailgate_evaluator.errors import InputError, out_of_memory
from trailgate_evaluator.inputs.content import content_of
from trailgate_evaluator.inputs.finding import find
from trailgate_evaluator.inputs.parsing import parse
from trailgate_evaluator.inputs.recognising import recognise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from trailgate_evaluator.document.parts import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One input that can be read: its content, what it is, and the SHA-256 of its plain bytes.

    `packed` are the bytes of the plan file, where that was given and `content` is its JSON.
    """

    name: str
    kind: Kind
    digest: str
    content: dict[str, Any]
    packed: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """One input that cannot be read or trusted, and why; `digest` where its bytes were read."""

    name: str
    digest: str | None
    error: InputError


def read(paths: Iterable[str]) -> Iterator[Source | Unreadable]:
    """Yield every input under `paths` in order, one at a time: files, folders, `-`.

    A folder stands for its `*.json` and `*.json.gz` files, sorted, folders within it included.
    Nothing raises: what cannot be read is yielded as `Unreadable`.
    """
    for path in paths:
        for found in find(path):
            match found:
                case InputError():
                    yield Unreadable(name=path, digest=None, error=found)
                case str():
                    yield _read_file(found)


def read_one(path: str) -> Source:
    """The one input at `path`; raises `InputError` where it cannot be read or is not one."""
    found = list(find(path))
    if len(found) != 1:
        raise InputError(
            expected="one input",
            found=f"a folder with {len(found)}",
            where=path,
            what_to_do="Name one file of it.",
        )
    match found[0]:
        case InputError() as error:
            raise error
        case name:
            given = _read_file(name)
    if isinstance(given, Unreadable):
        raise given.error
    return given


def _read_file(name: str) -> Source | Unreadable:
    digest = None
    try:
        data = content_of(name)
        digest = "sha256:" + hashlib.sha256(data).hexdigest()
        content = parse(data, name)
        return Source(name=name, kind=recognise(content, name), digest=digest, content=content)
    except InputError as error:
        return Unreadable(name=name, digest=digest, error=error)
    except MemoryError:
        return Unreadable(name=name, digest=digest, error=out_of_memory(name))
