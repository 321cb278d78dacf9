"""Compiles `policies/` into the evaluator's `_bundle/`: run by `make policies` after an edit of the law.

What only OPA can make (`COMPILED`) is committed, so that nobody needs OPA to install; the copies of the sources beside it
are laid by every build. `--check` compiles anew elsewhere and compares the bytes with those that stand here.

The same sources and the same OPA give the same bytes. Needs Python's standard library and OPA, nothing else.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "evaluator"))

from trailgate_evaluator.engine import opa_command  # noqa: E402 (found through the line above)
from trailgate_evaluator.engine.bundle import BUNDLE, packaged_bundle  # noqa: E402
from trailgate_evaluator.engine.law import law_of  # noqa: E402
from trailgate_evaluator.engine.metadata import controls_of  # noqa: E402
from trailgate_evaluator.engine.sources import CAPABILITIES, copy_sources, sources_digest  # noqa: E402
from trailgate_evaluator.errors import EngineError, StalePoliciesError, TrailgateError  # noqa: E402

COMPILED = ("data.json", "law.json", "policy.json", "policy.wasm")
ENTRYPOINTS = (
    "trailgate/decision",
    "trailgate/required_records",
    "trailgate/ordinary_records",
    "trailgate/traced",
    "trailgate/recorded",
    "trailgate/walked",
)


def main(*arguments: str) -> int:
    """`make policies`, and with `--check` what `make lint` asks."""
    try:
        if arguments == ("--check",):
            check_compiled()
        else:
            compile_policies()
    except TrailgateError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    print(f"{BUNDLE.relative_to(ROOT)}: policies {packaged_bundle().digest}")
    return 0


def compile_policies(policies: Path = ROOT / "policies", target: Path = BUNDLE) -> None:
    """`target` is the bundle of `policies`: made anew if it is not already of these sources."""
    opa = opa_command.find_opa()
    if (version := opa_command.opa_version(opa)) != opa_command.OPA_VERSION:
        raise EngineError(
            expected=f"OPA {opa_command.OPA_VERSION}",
            found=version,
            where=str(opa),
            what_to_do="Run `make .tools/opa`.",
        )
    with tempfile.TemporaryDirectory(dir=target.parent, prefix="_bundle.new.") as folder:
        made = Path(folder) / "_bundle"
        _compile(opa, policies, made)
        shutil.rmtree(target, ignore_errors=True)
        made.replace(target)


def check_compiled(policies: Path = ROOT / "policies", bundle: Path = BUNDLE) -> None:
    """`bundle` holds the very bytes that OPA makes of `policies`.

    Raises:
        StalePoliciesError: a file differs or is not there; it is named.
    """
    with tempfile.TemporaryDirectory(prefix="trailgate-policies-") as folder:
        made = Path(folder) / "_bundle"
        compile_policies(policies, made)
        differing = [name for name in COMPILED if _bytes(bundle / name) != (made / name).read_bytes()]
    if differing:
        raise StalePoliciesError(
            expected=f"what OPA {opa_command.OPA_VERSION} makes of {policies}",
            found=f"other bytes in {', '.join(differing)}",
            where=str(bundle),
            what_to_do="Run `make policies` and commit what it wrote.",
        )


def lay_sources(policies: Path = ROOT / "policies", bundle: Path = BUNDLE) -> None:
    """Beside the compiled law of `bundle` stand copies of its sources, for an OPA server and for auditors; needs no OPA.

    Raises:
        StalePoliciesError: what is compiled there is not the law of `policies`.
    """
    made = packaged_bundle(bundle)
    wasm = digest_of(made.wasm)
    if (stated := json.loads((bundle / "policy.json").read_bytes())["wasm_digest"]) != wasm:
        raise StalePoliciesError(
            expected=f"compiled policies with the digest {stated}",
            found=wasm,
            where=str(made.wasm),
            what_to_do="Run `make policies`.",
        )
    for name in ("policies", "schemas"):
        shutil.rmtree(bundle / name, ignore_errors=True)
    copy_sources(policies, bundle / "policies")
    shutil.copytree(policies / "schemas", bundle / "schemas")


def digest_of(path: Path) -> str:
    """`sha256:…` of a file's bytes."""
    return "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def _compile(opa: Path, policies: Path, made: Path) -> None:
    sources = made / "policies"
    sources.mkdir(parents=True)
    copy_sources(policies, sources)
    if (policies / "schemas").is_dir():
        shutil.copytree(policies / "schemas", made / "schemas")
    opa_command.build_wasm(opa, sources, sources / CAPABILITIES, entrypoints=ENTRYPOINTS, output=made / "bundle.tar.gz")
    with tarfile.open(made / "bundle.tar.gz") as archive:
        for name in ("policy.wasm", "data.json"):
            member = archive.extractfile(f"/{name}")
            assert member is not None  # OPA writes both into every such bundle  # noqa: S101
            (made / name).write_bytes(member.read())
    (made / "bundle.tar.gz").unlink()
    inspection = opa_command.inspect(opa, sources)
    _write_json(made / "law.json", law_of(inspection, _texts(sources), _links(made / "data.json")))
    about = {
        "controls": controls_of(inspection),
        "digest": sources_digest(sources),
        "opa_version": opa_command.OPA_VERSION,
        "wasm_digest": digest_of(made / "policy.wasm"),
    }
    _write_json(made / "policy.json", about)


def _texts(sources: Path) -> dict[str, str]:
    return {path.relative_to(sources).as_posix(): path.read_text("utf-8") for path in sorted(sources.rglob("*.rego"))}


def _links(data: Path) -> list[str]:
    """The links in their order, as the law itself lists them."""
    codes = json.loads(data.read_bytes()).get("trailgate", {}).get("codes", {})
    return list(codes.get("links", []))


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
