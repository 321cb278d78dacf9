"""The `opa` program: where it is, and what is asked of it outside of a server."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from trailgate_evaluator.errors import EngineError, PoliciesError

OPA_VERSION = "1.22.2"
"""The version that compiles our policies, and that the golden decisions were made with."""

_TIMEOUT = 120.0
_TOOL = Path(__file__).resolve().parents[3] / ".tools" / "opa"


def find_opa() -> Path:
    """The `opa` to run: `$TRAILGATE_OPA`, the checkout's `.tools/opa`, or the one on PATH.

    Raises:
        EngineError: there is none.
    """
    given = os.environ.get("TRAILGATE_OPA")
    candidates = [given] if given else [str(_TOOL), "opa"]
    for candidate in candidates:
        if found := shutil.which(candidate):
            return Path(found).resolve()
    raise EngineError(
        expected="the program `opa`",
        found=f"none at {given}" if given else "none on PATH",
        where="engine opa",
        what_to_do="Put OPA (https://www.openpolicyagent.org) on PATH, name it in TRAILGATE_OPA, or use `--engine wasm`.",
    )


def opa_version(opa: Path) -> str:
    """The version that `opa` says it has, as `1.22.2`."""
    for line in _run(opa, ["version"], cwd=Path("/")).splitlines():
        name, _, value = line.partition(":")
        if name == "Version":
            return value.strip()
    raise EngineError(
        expected="a line `Version: …` from `opa version`",
        found="none",
        where=str(opa),
        what_to_do="Check that this is the Open Policy Agent.",
    )


def check(opa: Path, policies: Path, capabilities: Path) -> None:
    """The policies in the folder `policies` compile, with no builtin beyond `capabilities`.

    Raises:
        PoliciesError: they do not; says where and why, as OPA does.
    """
    _run(opa, ["check", "--strict", "--capabilities", str(capabilities), "--bundle", "."], cwd=policies)


def inspect(opa: Path, policies: Path) -> dict[str, Any]:
    """What `opa inspect` tells about the bundle in the folder `policies`, with its METADATA annotations."""
    inspection: dict[str, Any] = json.loads(_run(opa, ["inspect", "--annotations", "--format", "json", "."], cwd=policies))
    return inspection


def build_wasm(opa: Path, policies: Path, capabilities: Path, *, entrypoints: tuple[str, ...], output: Path) -> None:
    """`output` is a bundle (.tar.gz) of the folder `policies`, compiled to WebAssembly; the same bytes every time."""
    chosen = [argument for entrypoint in entrypoints for argument in ("--entrypoint", entrypoint)]
    restricted = ["--capabilities", str(capabilities)]
    _run(opa, ["build", "--target", "wasm", *restricted, *chosen, "--output", str(output), "--bundle", "."], cwd=policies)


def _run(opa: Path, arguments: list[str], *, cwd: Path) -> str:
    """`opa` runs inside `cwd`, so that no path of this machine stands in what it writes."""
    try:
        done = subprocess.run(  # noqa: S603 (the program is OPA, the arguments are ours)
            [str(opa), *arguments],
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_TIMEOUT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EngineError(
            expected="`opa` to run",
            found=str(error),
            where=str(opa),
            what_to_do="Check the program, or use `--engine wasm`.",
        ) from error
    if done.returncode != 0:
        raise PoliciesError(
            expected=f"policies that `opa {arguments[0]}` accepts",
            found=(done.stderr or done.stdout).strip(),
            where="policies",
            what_to_do="Correct the policies; the allowed builtins stand in capabilities.json.",
        )
    return done.stdout
