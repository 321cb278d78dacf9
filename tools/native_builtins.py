"""Writes `policies/capabilities.json`: the builtins that OPA compiles to WebAssembly itself, and no network.

Run by hand when OPA's version changes. Each builtin is compiled alone; those that the module asks its host for are left out.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "evaluator"))

from trailgate_evaluator.engine.opa_command import find_opa  # noqa: E402 (found through the line above)

# Answers that depend on more than the document, and metadata, which rules never read.
EXCLUDED = re.compile(r"^(http\.|net\.|opa\.|rand\.|rego\.|time\.|uuid\.|trace$|print$|internal\.(print|test_case)$)")


def main() -> None:
    """The file is written anew."""
    opa = find_opa()
    offered = json.loads(subprocess.run([opa, "capabilities", "--current"], check=True, capture_output=True).stdout)
    native = [builtin for builtin in offered["builtins"] if not EXCLUDED.match(builtin["name"]) and is_native(opa, builtin)]
    kept = {
        "builtins": native,
        "features": offered["features"],
        "future_keywords": offered["future_keywords"],
        "allow_net": [],
    }
    (ROOT / "policies" / "capabilities.json").write_text(json.dumps(kept, indent=2) + "\n")
    print(f"{len(native)} of {len(offered['builtins'])} builtins are native: {', '.join(b['name'] for b in native)}")


def is_native(opa: Path, builtin: dict[str, Any]) -> bool:
    """Whether a policy that calls `builtin` compiles to a module that asks its host for nothing."""
    if builtin["name"].startswith("internal."):
        return str(builtin["name"]).startswith("internal.member_")
    if builtin["name"] in {"assign", "eq"}:  # what `:=` and `=` become: part of the language
        return True
    arguments = [f"input.a{number}" for number, _ in enumerate(builtin["decl"].get("args", []))]
    call = f" {builtin['infix']} ".join(arguments) if "infix" in builtin else f"{builtin['name']}({', '.join(arguments)})"
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        (here / "p.rego").write_text(f"package p\n\nr := x if x := {call}\n")
        command = [str(opa), "build", "-t", "wasm", "-e", "p/r", "-o", "p.tar.gz", "p.rego"]
        done = subprocess.run(command, check=False, cwd=here, capture_output=True)
        if done.returncode != 0:
            print(builtin["name"], (done.stderr + done.stdout).decode(), file=sys.stderr)
            return False
        with tarfile.open(here / "p.tar.gz") as archive:
            module = archive.extractfile("/policy.wasm")
            assert module is not None  # noqa: S101
            (here / "policy.wasm").write_bytes(module.read())
        return not host_builtins(here / "policy.wasm")


def host_builtins(wasm: Path) -> dict[str, int]:
    """The builtins that the module asks its host for."""
    import wasmtime

    from trailgate_evaluator.engine.wasm_abi import PolicyInstance

    configuration = wasmtime.Config()
    configuration.consume_fuel = True
    engine = wasmtime.Engine(configuration)
    module = wasmtime.Module.from_file(engine, str(wasm))
    return PolicyInstance(engine, module, data=b"{}", memory_bytes=1 << 26, fuel=10**9).builtins


if __name__ == "__main__":
    main()
