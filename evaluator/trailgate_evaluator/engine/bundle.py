"""The policies that the package carries: compiled, with their sources and metadata, and never stale."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trailgate_evaluator.engine.sources import MANIFEST, sources_digest
from trailgate_evaluator.errors import StalePoliciesError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trailgate_evaluator.engine.protocol import Control

_PACKAGE = Path(__file__).resolve().parents[1]
BUNDLE = _PACKAGE / "_bundle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A folder made by `make policies`: `policy.wasm`, `data.json`, `law.json`, `policies/`, `schemas/` and `policy.json`."""

    folder: Path
    digest: str
    opa_version: str
    controls: Mapping[str, Control]

    @property
    def wasm(self) -> Path:
        """The policies as OPA compiled them to WebAssembly."""
        return self.folder / "policy.wasm"

    @property
    def data(self) -> Path:
        """The base data that the compiled policies read."""
        return self.folder / "data.json"

    @property
    def law(self) -> Path:
        """What each file of the law decides, by control: see `engine.law`."""
        return self.folder / "law.json"

    @property
    def policies(self) -> Path:
        """The sources, without tests: loads in stock `opa` with `-b`.

        Raises:
            StalePoliciesError: in a checkout they are not those of what is compiled beside them.
        """
        folder = self.folder / "policies"
        if checkout_policies(self.folder) is not None and (found := sources_digest(folder)) != self.digest:
            raise _stale(f"copies of the sources {self.digest}", found, folder)
        return folder


def packaged_bundle(folder: Path = BUNDLE) -> Bundle:
    """The bundle in the package; in a checkout, only if it was made from the sources that stand there now.

    Raises:
        StalePoliciesError: there is no bundle, or the sources have changed since.
    """
    try:
        made = json.loads((folder / "policy.json").read_bytes())
    except FileNotFoundError:
        raise _stale("compiled policies", "none", folder) from None
    bundle = Bundle(folder=folder, digest=made["digest"], opa_version=made["opa_version"], controls=made["controls"])
    sources = checkout_policies(folder)
    if sources is not None and (digest := sources_digest(sources)) != bundle.digest:
        raise _stale(f"compiled policies of the sources {digest}", bundle.digest, sources)
    return bundle


def packaged_schema(name: str, folder: Path = BUNDLE) -> Any:
    """A schema of the package; in a checkout, only if it is the one that stands in the sources now.

    Raises:
        StalePoliciesError: there is none, or it is another one.
    """
    path, sources = folder / "schemas" / name, checkout_policies(folder)
    try:
        written = path.read_bytes()
    except FileNotFoundError:
        raise _stale("the schemas", "none", path.parent) from None
    if sources is not None and written != (sources / "schemas" / name).read_bytes():
        raise _stale(f"a copy of {sources / 'schemas' / name}", "another text", path)
    return json.loads(written)


def checkout_policies(bundle: Path) -> Path | None:
    """The `policies/` folder of the checkout that holds `bundle`, or None where the package is installed."""
    root = bundle.parents[2] if len(bundle.parents) > 2 else bundle  # noqa: PLR2004 (ROOT/evaluator/PACKAGE/_bundle)
    is_checkout = bundle == root / "evaluator" / _PACKAGE.name / "_bundle" and (root / "policies" / MANIFEST).is_file()
    return root / "policies" if is_checkout else None


def _stale(expected: str, found: str, where: Path) -> StalePoliciesError:
    return StalePoliciesError(expected=expected, found=found, where=str(where), what_to_do="Run `make policies`.")
