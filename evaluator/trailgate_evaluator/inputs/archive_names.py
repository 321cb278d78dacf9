"""Archives and their members by name alone, so that what opens them is loaded only where there is one."""

from __future__ import annotations

import os
from typing import Final

SUFFIXES: Final = (".json", ".json.gz")
ENDINGS: Final = (".zip", ".tar", ".tar.gz", ".tgz")


def is_archive(path: str) -> bool:
    """Whether a file is an archive of inputs: by its name, and no plan file, which is a zip, too."""
    if not path.lower().endswith(ENDINGS) or not os.path.isfile(path):  # noqa: PTH113 - a name need not be a path
        return False
    from trailgate_evaluator.inputs.members import holds_inputs

    return holds_inputs(path)


def split(name: str) -> tuple[str, str] | None:
    """The archive and the member of a name such as `acme.zip/111122223333.json`; None for any other name."""
    for ending in ENDINGS:
        place = name.lower().find(f"{ending}/")
        if place > 0 and os.path.isfile(name[: place + len(ending)]):  # noqa: PTH113 - a name need not be a path
            return name[: place + len(ending)], name[place + len(ending) + 1 :]
    return None
