"""Policies as an OPA server loads them: the packaged ones, or a folder that the user edits."""

from __future__ import annotations

import json
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from trailgate_evaluator.engine import opa_command
from trailgate_evaluator.engine.metadata import controls_of
from trailgate_evaluator.engine.sources import CAPABILITIES, MANIFEST, copy_sources, source_files, sources_digest
from trailgate_evaluator.errors import PoliciesError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from trailgate_evaluator.engine.bundle import Bundle
    from trailgate_evaluator.engine.protocol import Control

_MANIFEST = {"roots": ["trailgate"], "rego_version": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicySet:
    """A folder that OPA loads as a bundle, the digest of its sources, and its controls."""

    folder: Path
    digest: str
    controls: Mapping[str, Control]


def packaged_policies(bundle: Bundle) -> PolicySet:
    """The policies that the package carries."""
    return PolicySet(folder=bundle.policies, digest=bundle.digest, controls=bundle.controls)


@contextmanager
def user_policies(folder: Path, *, capabilities: Path) -> Iterator[PolicySet]:
    """A private copy of the policies in `folder`, for as long as the block lasts.

    They are checked before a server loads them: nothing beyond the builtins in `capabilities`, so no network and no clock.
    A copy, so that what was checked is what runs. Without a manifest their root is `trailgate`.

    Raises:
        PoliciesError: there are none, they cannot be read, or they do not compile.
    """
    opa = opa_command.find_opa()
    with tempfile.TemporaryDirectory(prefix="trailgate-policies-") as private:
        copy = Path(private)
        _copy(folder, copy)
        digest = sources_digest(copy)
        (copy / CAPABILITIES).unlink(missing_ok=True)
        if not (copy / MANIFEST).exists():
            (copy / MANIFEST).write_text(json.dumps(_MANIFEST))
        opa_command.check(opa, copy, capabilities)
        yield PolicySet(folder=copy, digest=digest, controls=controls_of(opa_command.inspect(opa, copy)))


def _copy(folder: Path, copy: Path) -> None:
    """All of it or nothing: policies without what cannot be read would be others."""
    try:
        found, where = "no .rego file", str(folder)
        if any(path.endswith(".rego") for path in source_files(folder)):
            copy_sources(folder, copy)
            return
    except OSError as error:
        found, where = error.strerror or type(error).__name__, str(error.filename or folder)
    raise PoliciesError(
        expected="a folder of Rego policies",
        found=found,
        where=where,
        what_to_do="Give the folder that holds `trailgate/`, such as a copy of `policies/`.",
    )
