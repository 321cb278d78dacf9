"""A whole organization in the simulated AWS: its accounts built by API calls, and collected by the real collector."""

from __future__ import annotations

import gzip
import json
import os
import re
import tempfile
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from unittest import mock

from tests.aws.builder import Account
from tests.aws.make_fixtures import NOW, VERSIONS, settled_times
from tests.aws.server import Aws, aws_server
from tests.estates.claim import Made
from trailgate_collector.aws_session import AwsSession, SessionOptions
from trailgate_collector.estate import Estate, Plan
from trailgate_collector.organization import collect_organization
from trailgate_collector.roll_call import Wishes
from trailgate_collector.snapshot import Asked
from trailgate_collector.snapshot_folder import SnapshotFolder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_collector.call_kinds import Group

Json = dict[str, Any]

MANAGEMENT: Final = "777788889999"
ROLE: Final = "trailgate"
ENDPOINT: Final = "https://sts.us-east-1.amazonaws.com"
"""The simulator's port is another one in each run."""
_SESSION: Final = re.compile(r"AROA[A-Z0-9]{17}:")
"""Roles are assumed at once, so that their sessions' ids come in no order."""


@dataclass(kw_only=True)
class Organization:
    """`accounts` are the numbers by name; `asker` is the name of the account whose credentials collect."""

    aws: Aws
    accounts: dict[str, str] = field(default_factory=lambda: {"management": MANAGEMENT})
    asker: str = "management"
    left_out: tuple[str, ...] = ()
    beyond: frozenset[Group] = frozenset({"cross_account"})

    @property
    def client(self) -> Any:
        """A client that builds the organization itself."""
        return self.aws.client("organizations", account=MANAGEMENT)

    def account(self, name: str) -> Account:
        """An account of that name, made where there is none yet."""
        if name not in self.accounts:
            made = self.client.create_account(AccountName=name, Email=f"{name}@example.com")
            self.accounts[name] = made["CreateAccountStatus"]["AccountId"]
            self.aws.layer.state.organization = tuple(self.accounts.values())
        return Account(aws=self.aws, id=self.accounts[name])

    def collect(self, folder: Path, clock: Callable[[], datetime]) -> Estate:
        """Every account that is in use, but for those left out, into a folder."""
        plan = Plan(
            role_name=ROLE,
            session_name="trailgate-collect",
            external_id=None,
            wishes=Wishes(accounts=(), exclude=tuple(self.accounts[name] for name in self.left_out), units=()),
            asked=Asked(beyond=self.beyond),
            max_age=timedelta(0),
            account_minutes=60.0,
        )
        environment = {**self.aws.environment(self.accounts[self.asker]), "AWS_MAX_ATTEMPTS": "1"}
        with mock.patch.dict(os.environ, environment):
            session = AwsSession(SessionOptions())
            return collect_organization(session, plan, SnapshotFolder(str(folder)), told=lambda _done, _left: None, clock=clock)


@contextmanager
def organization(now: int) -> Iterator[Organization]:
    """An organization of its management account alone, by whose clock it is `now`."""
    with aws_server(regions=("us-east-1",), now=now) as aws:
        made = Organization(aws=aws)
        made.client.create_organization(FeatureSet="ALL")
        aws.layer.state.organization = (MANAGEMENT,)
        yield made


def snapshots_in(folder: Path) -> dict[str, Json]:
    """The snapshots of a folder by the names of their files."""
    return {path.name: json.loads(gzip.decompress(path.read_bytes())) for path in sorted(folder.iterdir())}


def collected(build: Callable[[Organization], None]) -> Callable[[], Made]:
    """The snapshots of an organization that is built so, with our clock and versions in the place of this run's."""

    def make() -> Made:
        with organization(int(NOW.timestamp())) as made, tempfile.TemporaryDirectory() as folder:
            build(made)
            made.collect(Path(folder), lambda: NOW)
            found = {name: _settled(snapshot, made.aws.url) for name, snapshot in snapshots_in(Path(folder)).items()}
            return Made(snapshots=found, names={number: name for name, number in made.accounts.items()})

    return make


def _settled(snapshot: Json, url: str) -> Json:
    text = json.dumps(settled_times(snapshot, wall=datetime.now(UTC))).replace(url, ENDPOINT)
    found: Json = json.loads(_SESSION.sub(f"AROA{'S' * 17}:", text))
    found["collected"].update(VERSIONS)
    return found
