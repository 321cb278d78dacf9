"""Plans of `fixtures/sources/*/src`, made by real Terraform with the genuine AWS provider of a mirror; no AWS is asked.

`python -m tests.plans.make_sources [NAME...]` writes `plan.json` beside `src`. The mirror is `/opt/tf-plugins`, or `TF_MIRROR`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "fixtures" / "sources"
MIRROR = Path(os.environ.get("TF_MIRROR", "/opt/tf-plugins"))


def main(names: list[str]) -> int:
    """Make the named cases, or all."""
    with tempfile.TemporaryDirectory() as folder:
        environment = environment_of(Path(folder))
        for case in [CASES / name for name in names] or sorted(p.parent for p in CASES.glob("*/src")):
            work = Path(folder) / case.name
            shutil.copytree(case / "src", work)
            shown = planned(work, environment)
            (case / "plan.json").write_text(json.dumps(shown, separators=(",", ":"), sort_keys=True) + "\n")
            print(case.name, flush=True)
    return 0


def environment_of(folder: Path) -> dict[str, str]:
    """An environment in which Terraform finds providers in the mirror alone."""
    written = folder / "terraform.rc"
    written.write_text(f'provider_installation {{\n  filesystem_mirror {{\n    path = "{MIRROR}"\n  }}\n}}\n')
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "TF_"))}
    return kept | {"TF_CLI_CONFIG_FILE": str(written), "CHECKPOINT_DISABLE": "1", "AWS_EC2_METADATA_DISABLED": "true"}


def planned(work: Path, environment: dict[str, str]) -> object:
    """What Terraform shows of the plan of a folder, where it leaves `tfplan`."""
    for arguments in (["init", "-input=false"], ["plan", "-input=false", "-out=tfplan"]):
        terraform(work, environment, *arguments)
    return json.loads(terraform(work, environment, "show", "-json", "tfplan"))


def terraform(work: Path, environment: dict[str, str], *arguments: str) -> str:
    """What one Terraform command prints; a failure shows its messages."""
    done = subprocess.run(
        ["terraform", *arguments, "-no-color"],
        cwd=work,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    if done.returncode:
        raise RuntimeError(f"terraform {' '.join(arguments)} in {work}: {done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done.stdout


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
