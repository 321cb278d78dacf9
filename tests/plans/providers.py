"""The AWS providers that are at hand without a network, and what each wants to be told to talk to a simulated AWS."""

from __future__ import annotations

import json
import os
import re
import subprocess
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
MIRRORS = (ROOT / ".tools" / "terraform" / "mirror", Path(os.environ.get("TRAILGATE_TERRAFORM_MIRROR", "/opt/tf-plugins")))
SERVICES = ("cloudtrail", "cloudwatch", "cloudwatchlogs", "iam", "kms", "s3", "sns", "sqs", "sts")
HOME = "us-east-1"
_ATTACH = re.compile(r"TF_REATTACH_PROVIDERS='(.*)'")
_OLD = 4
"""Before this major version some settings had other names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One version of hashicorp/aws in a mirror."""

    version: str
    mirror: Path
    program: Path

    @property
    def is_quick(self) -> bool:
        """Whether a run takes seconds: it can be started once for many runs, and its schema is small."""
        return int(self.version.split(".")[0]) < _OLD

    def block(self, url: str, arguments: str, key: str) -> str:
        """A provider block with these arguments that asks `url` with the access key `key`."""
        endpoints = "\n".join(f'    {service} = "{url}"' for service in SERVICES)
        old = "  skip_get_ec2_platforms = true\n  s3_force_path_style = true\n"
        return (
            f'provider "aws" {{\n  {arguments}\n  access_key = "{key}"\n  secret_key = "simulated"\n'
            "  skip_credentials_validation = true\n  skip_metadata_api_check = true\n  skip_requesting_account_id = true\n"
            f"{old if self.is_quick else '  s3_use_path_style = true'}\n  endpoints {{\n{endpoints}\n  }}\n}}\n"
        )

    def configuration(self, folder: Path) -> Path:
        """A Terraform CLI configuration in `folder` that finds this provider and no other."""
        written = folder / f"terraform-{self.version}.rc"
        written.write_text(
            f'provider_installation {{\n  filesystem_mirror {{\n    path = "{self.mirror}"\n'
            '    include = ["registry.terraform.io/*/*"]\n  }\n}\n'
        )
        return written


def providers() -> list[Provider]:
    """Every version at hand, the quick ones first."""
    places = "registry.terraform.io/hashicorp/aws/*/linux_amd64/terraform-provider-aws_v*"
    found = [
        Provider(version=program.parts[-3], mirror=mirror, program=program)
        for mirror in MIRRORS
        for program in sorted(mirror.glob(places))
    ]
    return sorted(found, key=lambda one: not one.is_quick)


def plain_environment() -> dict[str, str]:
    """An environment that knows nothing of AWS but a region; Go collects less garbage, which saves a third of the time."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TF_"))}
    return {**kept, "AWS_DEFAULT_REGION": HOME, "GOGC": "800"}


@contextmanager
def attached(provider: Provider) -> Iterator[dict[str, str]]:
    """The environment in which Terraform uses one running process of the provider, which saves starting it for each command."""
    with subprocess.Popen(
        [str(provider.program), "-debug"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=plain_environment(),
    ) as running:
        try:
            assert running.stdout is not None
            told = next(found[1] for line in running.stdout if (found := _ATTACH.search(line)))
            json.loads(told)
            threading.Thread(target=_drain, args=(running.stdout,), daemon=True).start()
            yield {"TF_REATTACH_PROVIDERS": told}
        finally:
            running.kill()


def _drain(stream: IO[str]) -> None:
    for _ in stream:
        pass
