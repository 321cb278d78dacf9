"""Evidence about a snapshot that was made of an export leads back to the file that it stands in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trailgate_evaluator.inputs import Source

Json = dict[str, Any]

_CALL: Final = re.compile(r"/calls/(\d+)(?:/pages/(\d+))?")
_ANYWHERE: Final = re.compile(r"/calls/\d+(?:/pages/\d+)?(?:/[\w~]+)*")
_RESOURCE: Final = re.compile(r"/values/root_module(?:/child_modules/\d+)*/resources/\d+")
_ROW: Final = re.compile(r"^/\w+/0(?=/|$)")
_LONGEST: Final = 60
_OWN: Final = "0#"


def led_back(value: Any, content: Json) -> Any:
    """The same value of a report, where each pointer into the snapshot `content` (`at`) is one into the file of the export."""
    match value:
        case dict():
            return {
                key: _led_back(one, content) if key == "at" and isinstance(one, str) else led_back(one, content)
                for key, one in value.items()
            }
        case list():
            return [led_back(one, content) for one in value]
        case _:
            return value


def led_back_by(value: Any, origins: Mapping[str, str]) -> Any:
    """The same, of an input whose parts stand elsewhere in its file: `origins` says where, by their pointers."""
    match value:
        case dict():
            return {
                key: _by(one, origins) if key == "at" and isinstance(one, str) else led_back_by(one, origins)
                for key, one in value.items()
            }
        case list():
            return [led_back_by(one, origins) for one in value]
        case _:
            return value


def _by(at: str, origins: Mapping[str, str]) -> str:
    pointer = at.removeprefix(_OWN)
    found = _RESOURCE.match(pointer) if at.startswith(_OWN) else None
    if found is None or found[0] not in origins:
        return at
    rest = re.sub("^/values", "/attributes", pointer[found.end() :])
    return f"{_OWN}{origins[found[0]]}{rest}"


def original(pointer: str, content: Json) -> str:
    """`FILE#POINTER` where what a pointer into the snapshot means stands; the pointer itself where nothing tells."""
    origins = _origins(content)
    found = _CALL.match(pointer)
    if found is None or len(found[0]) > _LONGEST or int(found[1]) >= len(origins):
        return pointer
    pages, page = origins[int(found[1])], int(found[2] or 0)
    if not isinstance(pages, list) or page >= len(pages) or not isinstance(pages[page], str):
        return pointer
    there: str = pages[page]
    rest = pointer[found.end() :]
    if there.endswith("="):  # the page has one row, which stands just there
        return there.removesuffix("=") + _ROW.sub("", rest)
    return there + rest


def is_imported(content: Json) -> bool:
    """Whether the snapshot was made of an export, now or by `trailgate import`."""
    return bool(_origins(content))


def _origins(content: Json) -> list[Any]:
    collected = content.get("collected")
    imported = collected.get("imported") if isinstance(collected, dict) else None
    calls = imported.get("calls") if isinstance(imported, dict) else None
    return calls if isinstance(calls, list) else []


def to_files(error: InputError, source: Source) -> InputError:
    """The same error about a made snapshot, where each pointer into it names the file of the export."""

    def back(text: str) -> str:
        told = text.replace(f"{source.name}#/calls/", "/calls/")
        return _ANYWHERE.sub(lambda found: original(found[0], source.content), told)

    return InputError(
        expected=back(error.expected),
        found=back(error.found),
        where=back(error.where),
        what_to_do="Leave out what is not true any more, or export the account again.",
    )


def _led_back(at: str, content: Json) -> str:
    return f"{_OWN}{original(at.removeprefix(_OWN), content)}" if at.startswith(_OWN) else at
