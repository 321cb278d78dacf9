"""A plan file, as `terraform plan -out` writes it: a zip, and beside it its JSON, which Terraform makes of it."""

from __future__ import annotations

import io
import os
from typing import Final

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.inputs.archives import without_a_plan
from trailgate_evaluator.inputs.content import MAX_BYTES, content_of
from trailgate_evaluator.inputs.opening import STANDARD_INPUT

ZIP: Final = b"PK\x03\x04"
_PROGRAMS: Final = ("terraform", "tofu")
_PLAN: Final = "tfplan"
_LONGEST: Final = 600
_SHOWN: Final = 300


def refuse_other_zip(data: bytes, name: str) -> None:
    """An error where a zip has no plan in it."""
    import zipfile  # only what is a zip pays for it

    names: list[str] = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = packed.namelist()
        if _PLAN in names:
            return
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        pass
    found, what_to_do = without_a_plan(names)
    raise InputError(expected="a plan file, as `terraform plan -out` writes it", found=found, where=name, what_to_do=what_to_do)


def json_of(name: str, given: str | None, folder: str | None) -> bytes:
    """The JSON of the plan file `name`: the file `given` for it, else what `terraform show -json` says of it.

    Terraform runs in `folder`, the plan's own where there is none, since it asks the providers installed there for their
    schemas. Raises `InputError` where there is no JSON to be had.
    """
    import shutil
    import subprocess

    if given is not None:
        return content_of(given)
    program = next((found for called in _PROGRAMS if (found := shutil.which(called))), None)
    if program is None or name == STANDARD_INPUT:
        found = "no terraform on PATH" if program is None else "a plan file on standard input, which terraform cannot read"
        raise _no_json(name, found)
    plan = os.path.abspath(name)  # noqa: PTH100 - an absolute path is no option, whatever the file is called
    try:
        shown = subprocess.run(  # noqa: S603 - terraform itself, without a shell, on a file that the user named
            [program, "show", "-json", "-no-color", plan],
            cwd=folder or os.path.dirname(plan),  # noqa: PTH120 - the same
            capture_output=True,
            check=False,
            timeout=_LONGEST,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise _no_json(name, f"an error while running {program}: {type(problem).__name__}") from problem
    if shown.returncode:
        said = " ".join(shown.stderr.decode("utf-8", "replace").split())
        raise _no_json(name, f"an error of `terraform show -json`: {said[:_SHOWN]}")
    if len(shown.stdout) > MAX_BYTES:
        raise _no_json(name, f"one of more than {MAX_BYTES // (1024 * 1024)} MiB")
    return shown.stdout


def _no_json(name: str, found: str) -> InputError:
    return InputError(
        expected="the JSON of the plan file",
        found=found,
        where=name,
        what_to_do="Give it beside the plan file: `terraform show -json tfplan > plan.json` where it was planned, then "
        "`--json plan.json`; or run trailgate in that folder, with terraform on PATH.",
    )
