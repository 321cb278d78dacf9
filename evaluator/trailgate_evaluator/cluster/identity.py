"""What this program is, by digests: work is shared with the same program and the same law alone."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from trailgate_evaluator import __version__
from trailgate_evaluator.engine.bundle import packaged_bundle

_PACKAGE: Final = Path(__file__).resolve().parents[1]
_PROGRAMS: Final = (".py", ".wat")
_COMPILED: Final = ("policy.wasm", "data.json", "law.json")


@cache
def identity() -> dict[str, str]:
    """{version, law, program}: `law` is the digest of the policies, `program` that of all files by which is judged.

    Raises:
        StalePoliciesError: in a checkout the compiled policies are not those of the sources.
    """
    bundle = packaged_bundle()
    digest = hashlib.sha256()
    programs = sorted(path for path in _PACKAGE.rglob("*") if path.suffix in _PROGRAMS)
    for path in (*programs, *(bundle.folder / name for name in _COMPILED)):
        data = path.read_bytes().replace(b"\r\n", b"\n") if path.suffix in _PROGRAMS else path.read_bytes()
        digest.update(f"{path.relative_to(_PACKAGE).as_posix()} {len(data)}\n".encode())
        digest.update(data)
    return {"version": __version__, "law": bundle.digest, "program": f"sha256:{digest.hexdigest()}"}
