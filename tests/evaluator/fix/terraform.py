"""Real Terraform with whichever AWS provider is at hand: the one that `make plans` fetched, or the machine's own mirror."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Final

import pytest

from tests.plans.make_plans import TOOLS, configured

if TYPE_CHECKING:
    from pathlib import Path

RIG: Final = """provider "aws" {
  region                      = "us-east-1"
  access_key                  = "AKIAIOSFODNN7EXAMPLE"
  secret_key                  = "simulated"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}
"""
"""A provider that asks nobody; every version takes these."""


def begun(folder: Path) -> None:
    """Terraform finds its provider from this folder; the test is skipped where there is none."""
    if shutil.which("terraform") is None:
        pytest.skip("terraform is not on PATH")
    given = os.environ.get("TF_CLI_CONFIG_FILE", os.path.expanduser("~/.terraformrc"))  # noqa: PTH111 - as Terraform does
    if (TOOLS / "mirror").is_dir():
        configured(folder)
    elif os.path.isfile(given):  # noqa: PTH113 - beside the other
        shutil.copy(given, folder / "terraform.rc")
    else:
        pytest.skip("neither `make plans` nor Terraform's own configuration has a provider")


def run(folder: Path, *arguments: str) -> str:
    """What a terraform command prints."""
    done = tried(folder, *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def tried(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """One terraform command."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TF_"))}
    environment |= {"TF_CLI_CONFIG_FILE": str(folder / "terraform.rc"), "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"}
    return subprocess.run(
        ["terraform", *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
