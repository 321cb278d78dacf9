"""Makes everything that a release consists of, in `dist/`: wheel, sdist, container context, SBOM, checksums.

The same commit gives the same bytes: of git's files alone, at the time of the commit (or of `SOURCE_DATE_EPOCH`), whoever
builds it and wherever.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Final

from tools.make_sbom import sbom

ROOT: Final = Path(__file__).resolve().parents[1]
CONTEXT: Final = ("Containerfile", "requirements.txt")
_WITHOUT_GIT: Final = 1580601600
"""The time that hatchling takes where none is given."""


def release(source: Path, target: Path, moment: int) -> list[Path]:
    """The files of a release, made of the folder `source` alone, as of `moment`; the last one has the checksums."""
    about = tomllib.loads((source / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    name = f"{about['name']}-{about['version']}"
    target.mkdir(parents=True, exist_ok=True)
    _built(source, target, moment)
    wheel, sdist = target / f"{name}-py3-none-any.whl", target / f"{name}.tar.gz"
    context = target / f"{name}-container.tar.gz"
    context.write_bytes(_archive([*(source / one for one in CONTEXT), wheel], moment))
    bill = target / f"{name}.cdx.json"
    bill.write_text(sbom(source, [wheel, sdist], moment), encoding="utf-8", newline="\n")
    made = [wheel, sdist, context, bill]
    sums = target / "SHA256SUMS"
    lines = sorted(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in made)
    sums.write_text("".join(lines), encoding="utf-8", newline="\n")
    return [*made, sums]


def _built(source: Path, target: Path, moment: int) -> None:
    """Wheel and sdist, by what is installed here."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(moment)}
    command = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--sdist", "--outdir", str(target), str(source)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"The package could not be built:\n{done.stdout}{done.stderr}")


def _archive(paths: list[Path], moment: int) -> bytes:
    """The files side by side, without a trace of who packed them where."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path in sorted(paths, key=lambda one: one.name):
            entry = tarfile.TarInfo(path.name)
            entry.size, entry.mtime, entry.mode = path.stat().st_size, moment, 0o644
            with path.open("rb") as file:
                archive.addfile(entry, file)
    return gzip.compress(packed.getvalue(), mtime=moment)


def _git(*arguments: str) -> str | None:
    """What git says of this checkout, or None where there is no git or no repository of ours."""
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        return None
    return subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, check=True).stdout  # noqa: S607 - the user's own git


def main(*arguments: str) -> int:
    """`make release`: of the last commit, whatever else lies in the checkout; of the folder itself where there is no git."""
    target = Path(arguments[0]) if arguments else ROOT / "dist"
    committed = _git("log", "-1", "--format=%ct")
    moment = int(os.environ.get("SOURCE_DATE_EPOCH") or committed or _WITHOUT_GIT)
    if _git("status", "--porcelain"):
        print("What is not committed is not in it.", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="trailgate-release-") as folder:
        source = ROOT
        if committed is not None:
            _git("archive", "--format=tar", f"--output={folder}/sources.tar", "HEAD")
            source = Path(folder) / "sources"
            with tarfile.open(f"{folder}/sources.tar") as archive:
                archive.extractall(source, filter="data")
        made = release(source, Path(folder) / "made", moment)
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        for path in made:
            shutil.copyfile(path, target / path.name)
    print(*(target / path.name for path in made), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
