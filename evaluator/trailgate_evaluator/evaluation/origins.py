"""Evidence and errors about an input that was made of other files lead back to these."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.readers.snapshot.origins import original
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trailgate_evaluator.inputs import Source

_ANYWHERE: Final = regex(r"/calls/\d+(?:/pages/\d+)?(?:/[\w~]+)*")
_RESOURCE: Final = regex(r"/values/root_module(?:/child_modules/\d+)*/resources/\d+")
_OWN: Final = "0#"
_ANEW: Final = "Leave out what is not true any more, or export the account again."


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


def to_files(error: InputError, source: Source) -> InputError:
    """The same error about a made snapshot, where each pointer into it names the file of the export."""

    def back(text: str) -> str:
        told = text.replace(f"{source.name}#/calls/", "/calls/")
        return _ANYWHERE.sub(lambda found: original(found[0], source.content), told)

    return InputError(
        expected=back(error.expected),
        found=back(error.found),
        where=back(error.where),
        what_to_do=_ANEW if error.what_to_do.startswith("Collect") else error.what_to_do,
    )
