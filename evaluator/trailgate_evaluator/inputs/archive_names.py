"""Archives and their members by name alone, so that what opens them is loaded only where there is one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

SUFFIXES: Final = (".json", ".json.gz")
ENDINGS: Final = (".zip", ".tar", ".tar.gz", ".tgz")


def is_archive(path: str) -> bool:
    """Whether a file is an archive of inputs: by its name, and no plan file, which is a zip, too."""
    if not path.lower().endswith(ENDINGS) or not os.path.isfile(path):  # noqa: PTH113 - a name need not be a path
        return False
    from trailgate_evaluator.inputs.members import holds_inputs

    return holds_inputs(path)


def split(name: str, stands: Callable[[str], bool] = os.path.isfile) -> tuple[str, str] | None:
    """The archive and the member of a name such as `acme.zip/111122223333.json`; None where no archive of it `stands`."""
    for ending in ENDINGS:
        place = name.lower().find(f"{ending}/")
        archive = name[: place + len(ending)]
        if place > 0 and stands(archive):
            return archive, name[place + len(ending) + 1 :]
    return None
