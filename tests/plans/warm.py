"""Terraform, its provider and a simulated AWS, all started once, so that planning and applying take a second or two."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.aws.make_fixtures import OF_ONE_RUN
from tests.aws.server import ACCOUNT, Aws, aws_server, reset_moto
from tests.aws.state import State
from tests.aws.wire import access_key_of
from tests.plans.old_alarms import OldPrograms
from tests.plans.providers import HOME, Provider, attached, plain_environment
from trailgate_collector.aws_session import AwsSession, SessionOptions
from trailgate_collector.collection import collect_account
from trailgate_collector.snapshot import Asked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

REGIONS = (HOME, "eu-west-1", "eu-central-1")
"""Of the simulated account: those that configurations and fixtures name."""
ALIAS = "eu"
PROVIDERS = ('region = "us-east-1"', f'alias  = "{ALIAS}"\n  region = "eu-west-1"')
HOMES = (PROVIDERS[0], "", "region = var.home")
"""Ways to say the region of the default provider: in its block, in the environment, by a variable."""
PATIENCE = 900
"""Seconds for one command: the genuine provider takes a minute to start where others keep a machine busy."""
BUCKET = "org-trail-logs"
"""The one that the simulated account has."""


class RefusedError(Exception):
    """Terraform refused the configuration, or its apply."""


class Bench:
    """One working folder, whose AWS is empty at the start of each configuration."""

    def __init__(self, folder: Path, aws: Aws, provider: Provider, environment: Mapping[str, str]) -> None:
        self.work = folder / "work"
        self.aws = aws
        self.provider = provider
        self._attached = dict(environment)
        self._alone = False
        self._environment = {
            **plain_environment(),
            "TF_CLI_CONFIG_FILE": str(provider.configuration(folder)),
            "CHECKPOINT_DISABLE": "1",
            "TF_IN_AUTOMATION": "1",
        }
        self._session = AwsSession(SessionOptions(region=REGIONS[0], endpoint_url=aws.url))

    def begin(self, regions: tuple[str, ...] = REGIONS) -> None:
        """Nothing is there: no state, and an AWS with a bucket and a role, as every account has."""
        self.work.mkdir(exist_ok=True)
        for left in self.work.iterdir():
            if left.name != ".terraform":
                shutil.rmtree(left) if left.is_dir() else left.unlink()
        reset_moto()
        self.aws.layer.state = State(now=int(time.time()), regions=regions)
        self.aws.layer.requests.clear()
        self.aws.client("s3").create_bucket(Bucket=BUCKET)

    def write(self, files: Mapping[str, str], providers: tuple[str, ...] = PROVIDERS) -> None:
        """The configuration is now this one; the state stays."""
        for old in self.work.rglob("*.tf*"):
            if old.is_file() and ".tfstate" not in old.name and ".terraform" not in old.parts:
                old.unlink()
        for name, text in files.items():
            path = self.work / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        key = access_key_of(ACCOUNT)
        (self.work / "provider_rig.tf").write_text("\n".join(self.provider.block(self.aws.url, one, key) for one in providers))
        # One process of an old provider knows one region: where a second is used, Terraform starts a process for each.
        # So it is where the region is another one than that of all other configurations, or only a variable's.
        alone = (
            any(f"aws.{ALIAS}" in text for text in files.values())
            or (len(providers) > 1 and providers is not PROVIDERS)
            or any(one not in HOMES for one in providers[:1])
        )
        if alone != self._alone:
            shutil.rmtree(self.work / ".terraform", ignore_errors=True)
            (self.work / ".terraform.lock.hcl").unlink(missing_ok=True)
        self._alone = alone
        if not (self.work / ".terraform").exists() or any('module "' in text for text in files.values()):
            self.terraform("init", "-input=false")

    def forget(self) -> None:
        """The state is gone, and the account stays as it is."""
        for state in self.work.glob("terraform.tfstate*"):
            state.unlink()

    def plan(self, *arguments: str) -> str:
        """The plan of what was written, as JSON; `tfplan` holds it."""
        self.terraform("plan", "-input=false", "-lock=false", "-out=tfplan", *arguments)
        return self.terraform("show", "-json", "tfplan")

    def graph(self) -> str:
        """The plan's graph."""
        return self.terraform("graph", "-type=plan", "-plan=tfplan")

    def apply(self, *, planned: bool = True) -> None:
        """The plan becomes true, or what was written does; and everybody who is asked to confirm a subscription does."""
        self.terraform("apply", "-input=false", "-lock=false", *(["tfplan"] if planned else ["-auto-approve"]))
        from moto.sns.models import sns_backends

        for region in REGIONS:
            for topic in list(sns_backends[ACCOUNT][region].topics):
                self.aws.confirm(topic)

    def snapshot(self, named: Sequence[str] = ()) -> dict[str, Any]:
        """The account as the collector sees it, with the topics and groups that are `named`."""
        asked = Asked(regions=self.aws.layer.state.regions, named=tuple(named))
        snapshot = collect_account(self._session, asked=asked, concurrency=4).to_json()
        for name in OF_ONE_RUN:
            del snapshot["collected"][name]
        return snapshot

    def terraform(self, *arguments: str) -> str:
        """What a command prints; raises `RefusedError` with its messages where it fails."""
        try:
            done = subprocess.run(
                ["terraform", *arguments, *([] if arguments[0] == "graph" else ["-no-color"])],
                cwd=self.work,
                env=self._environment if self._alone else {**self._environment, **self._attached},
                capture_output=True,
                text=True,
                check=False,
                timeout=PATIENCE,
            )
        except subprocess.TimeoutExpired:
            raise RefusedError(f"terraform {arguments[0]} took longer than {PATIENCE} s") from None
        if done.returncode:
            raise RefusedError(f"terraform {arguments[0]}: {done.stdout[-1500:]}{done.stderr[-1500:]}")
        return done.stdout


@contextmanager
def bench(provider: Provider) -> Iterator[Bench]:
    """A bench in a temporary folder; the environment has the simulator's credentials as long as it stands."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        aws = stack.enter_context(aws_server(regions=REGIONS))
        aws.layer.__class__ = OldPrograms
        before = dict(os.environ)
        stack.callback(_restore, before)
        os.environ.update(aws.environment(ACCOUNT))
        del os.environ["AWS_ENDPOINT_URL"]
        running = stack.enter_context(attached(provider))
        yield Bench(folder, aws, provider, running)


def _restore(before: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(before)
