"""`trailgate collect --organization`: fifty accounts and a few odd ones, each with a snapshot of its own."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from tests.aws.builder import Account, good_chain
from tests.aws.faults import Fault
from tests.aws.server import Aws, aws_server
from tests.collector.conftest import APP, PROGRAM, Snapshot
from tests.collector.test_beyond import copying, pages_of
from tests.collector.test_snapshot_schema import VALIDATOR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typer.testing import Result

MANAGEMENT, AUDIT = "777788889999", "444455556666"
AUDITOR = f"arn:aws:iam::{MANAGEMENT}:user/auditor"
ONE_REGION = ("--region", "us-east-1")


@dataclass(kw_only=True)
class Organization:
    """An organization in the simulator, and the collector run on it inside this process."""

    aws: Aws
    folder: Path
    monkeypatch: pytest.MonkeyPatch
    region: str = "us-east-1"
    accounts: dict[str, str] = field(default_factory=dict)

    @property
    def client(self) -> Any:
        return self.aws.client("organizations", self.region, MANAGEMENT)

    def add(self, *names: str) -> None:
        for name in names:
            made = self.client.create_account(AccountName=name, Email=f"{name}@example.com")
            self.accounts[name] = made["CreateAccountStatus"]["AccountId"]

    def role(self, name: str, role: str = "audit/trailgate") -> str:
        return f"arn:aws:iam::{self.accounts[name]}:role/{role}"

    def collect(self, *options: str, account: str = MANAGEMENT, **environment: str) -> Result:
        variables = {**self.aws.environment(account), "AWS_MAX_ATTEMPTS": "3", "AWS_DEFAULT_REGION": self.region} | environment
        for name, value in variables.items():
            self.monkeypatch.setenv(name, value)
        self.aws.layer.requests.clear()
        given = ["--organization", "--role-name", "audit/trailgate", "--output", str(self.folder), *options]
        return CliRunner().invoke(APP, given)

    def snapshots(self) -> dict[str, Snapshot]:
        """Every snapshot by account, each as its schema says; nothing else stands in the folder but what is half written."""
        whole = (path for path in self.folder.iterdir() if not path.name.startswith("."))
        found = {path.name: json.loads(gzip.decompress(path.read_bytes())) for path in whole}
        for name, snapshot in found.items():
            VALIDATOR.validate(snapshot)
            assert name == f"{snapshot['account']['id']}.json.gz"
        return {snapshot["account"]["id"]: snapshot for snapshot in found.values()}

    def asked(self) -> Counter[str]:
        """How many requests each account got, beside those of the management account."""
        return Counter(request.account for request in self.aws.layer.requests if request.account != MANAGEMENT)

    def count(self, operation: str) -> int:
        return sum(request.operation == operation for request in self.aws.layer.requests)


@pytest.fixture
def organization(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Organization]:
    with aws_server(regions=("us-east-1",), page_size=20) as aws:
        made = Organization(aws=aws, folder=tmp_path / "estate", monkeypatch=monkeypatch)
        made.client.create_organization(FeatureSet="ALL")
        yield made


def operations(snapshot: Snapshot) -> set[str]:
    return {call["operation"] for call in snapshot["calls"]}


TOLD_TO_ONE = {"ListDelegatedAdministrators", "DescribeResourcePolicy"}
"""What only the management account is asked, whoever asks for the list."""
SHARED = {"DescribeOrganization", "ListAccounts", "ListCentralizationRulesForOrganization"} | TOLD_TO_ONE


ODD = {
    "member-2": {"denied"},
    "member-3": {"denied"},
    "member-6": {"answered", "failed"},
    "member-7": {"answered", "denied"},
    "member-8": {"answered", "failed"},
    "member-9": {"failed"},
}
"""Accounts that are not whole, and what became of their calls."""
OPTIONS = (*ONE_REGION, "--external-id", "agreed", "--session-name", "yearly-audit")


def go_wrong(organization: Organization) -> None:
    """Two accounts are out of use, and nine are odd, each in a way of its own."""
    names, state = organization.accounts, organization.aws.layer.state
    organization.client.close_account(AccountId=names["closed"])
    state.account_states[names["leaving"]] = "PENDING_CLOSURE"
    state.external_ids[organization.role("member-1")] = "agreed"
    state.external_ids[organization.role("member-2")] = "something else"
    organization.monkeypatch.setattr("trailgate_collector.aws_session.READ_SECONDS", 6)
    organization.monkeypatch.setattr("trailgate_collector.retries.SLOW_ATTEMPTS", 1)
    organization.monkeypatch.setattr("trailgate_collector.member.CALLS_AT_ONCE", 2)
    first = min(names, key=names.__getitem__)
    names["member-8"], names[first] = names[first], names["member-8"]  # what hangs begins first, and the others meanwhile
    organization.aws.layer.faults.order(
        Fault(kind="deny", operation="sts:AssumeRole", about=names["member-3"]),
        Fault(kind="throttle", operation="sts:AssumeRole", about=names["member-4"], times=1),
        Fault(kind="throttle", operation="cloudtrail:DescribeTrails", account=names["member-5"], times=1),
        Fault(kind="throttle", operation="cloudtrail:DescribeTrails", account=names["member-6"]),
        Fault(kind="deny", operation="securityhub:DescribeHub", account=names["member-7"]),
        Fault(kind="hang", operation="events:ListRules", account=names["member-8"], seconds=7.0),
        Fault(kind="internal", operation="sts:AssumeRole", about=names["member-9"]),
    )


def check_whose_answers_stand_where(organization: Organization, snapshots: dict[str, Snapshot]) -> None:
    names, management = organization.accounts, snapshots[MANAGEMENT]
    assert (organization.count("ListAccounts"), organization.count("DescribeOrganization")) == (3, 1)
    (roll,) = (call for call in management["calls"] if call["operation"] == "ListAccounts")
    states = Counter(row["State"] for page in roll["pages"] for row in page["Accounts"])
    assert states == {"ACTIVE": 49, "SUSPENDED": 1, "PENDING_CLOSURE": 1}
    assert (management["collected"]["by"], management["collected"]["from"]["caller"]) == (AUDITOR, None)
    for account, snapshot in snapshots.items():
        assert bool(operations(snapshot) & SHARED) == (account == MANAGEMENT)
        assert snapshot["organization"] == management["organization"]
        assert "agreed" not in json.dumps(snapshot)
    ordinary = snapshots[names["member-0"]]
    assert ordinary["collected"]["by"] == f"arn:aws:sts::{names['member-0']}:assumed-role/trailgate/yearly-audit"
    assert ordinary["collected"]["from"] == {"caller": AUDITOR, "endpoint": organization.aws.url}
    assert ordinary["collected"]["asked"] == {"regions": ["us-east-1"], "beyond": ["cross_account"], "named": []}
    assert {"DescribeTrails", "ListSinks", "ListAccountAliases"} < operations(ordinary)


def check_what_was_refused(organization: Organization, snapshots: dict[str, Snapshot]) -> None:
    refused = snapshots[organization.accounts["member-3"]]
    (refusal,) = refused["calls"]
    assert (refusal["service"], refusal["operation"], refusal["outcome"]) == ("sts", "AssumeRole", "denied")
    assert refusal["request"] == {"RoleArn": organization.role("member-3"), "RoleSessionName": "yearly-audit"}
    assert organization.role("member-3") in refusal["error"]["message"]
    assert (refused["regions"], refused["collected"]["by"]) == (["us-east-1"], AUDITOR)
    outcomes = {
        name: {call["outcome"] for call in snapshots[account]["calls"]} - {"absent"}
        for name, account in organization.accounts.items()
        if account in snapshots
    }
    assert {name: found for name, found in outcomes.items() if found != {"answered"}} == ODD


def check_what_is_said(organization: Organization, told: list[str]) -> None:
    names = organization.accounts
    assert told[-1].startswith(
        f"49 accounts of the organization stand in {organization.folder}, asked by {AUDITOR}: 43 collected, "
    )
    assert "3 collected, with calls refused, 3 refused; 2 not asked, the oldest as of 20" in told[-1]
    assert f"  {names['leaving']} leaving  PENDING_CLOSURE" in told
    assert f"  {names['member-6']} member-6  1 failed" in told
    assert "3 accounts could not be entered; their snapshots say so, and nothing else:" in told
    assert sum(line.endswith(" left") for line in told) == 49
    assert any(line.startswith(f"{names['member-3']} member-3: refused (AccessDenied") for line in told)


def test_fifty_accounts_of_which_some_refuse_some_throttle_and_one_hangs(organization: Organization) -> None:
    organization.add(*(f"member-{number}" for number in range(48)), "closed", "leaving")
    names = organization.accounts
    go_wrong(organization)
    first = organization.collect(*OPTIONS)
    assert first.exit_code == 3, first.output
    snapshots = organization.snapshots()
    assert set(snapshots) == {MANAGEMENT, *names.values()} - {names["closed"], names["leaving"]}
    check_whose_answers_stand_where(organization, snapshots)
    check_what_was_refused(organization, snapshots)
    check_what_is_said(organization, first.stderr.splitlines())

    before = {path.name: path.read_bytes() for path in organization.folder.iterdir()}
    organization.aws.layer.faults.order()
    organization.aws.layer.state.external_ids.clear()
    second = organization.collect(*OPTIONS)
    assert second.exit_code == 0
    assert ": 6 collected, 43 there already; 2 not asked" in second.stderr.splitlines()[-1]
    asked = set(organization.asked())
    assert asked == {names[name] for name in ODD}
    after = {path.name: path.read_bytes() for path in organization.folder.iterdir()}
    assert {name.partition(".")[0] for name, content in after.items() if before[name] != content} == asked
    for snapshot in organization.snapshots().values():
        assert {call["outcome"] for call in snapshot["calls"]} <= {"answered", "absent"}


def test_a_killed_collection_leaves_whole_snapshots_and_goes_on_from_them(organization: Organization) -> None:
    organization.add(*(f"member-{number}" for number in range(12)))
    last = max(organization.accounts.values())
    organization.aws.layer.faults.order(Fault(kind="hang", operation="sts:AssumeRole", about=last, seconds=20.0))
    variables = os.environ | organization.aws.environment(MANAGEMENT)
    command = [*PROGRAM, "--organization", "--role-name", "audit/trailgate", "-o", str(organization.folder), *ONE_REGION]
    program = subprocess.Popen(command, env=variables, stderr=subprocess.DEVNULL)
    while not organization.folder.is_dir() or len(list(organization.folder.glob("[0-9]*"))) < 5:
        assert program.poll() is None
        time.sleep(0.02)
    program.send_signal(signal.SIGKILL)
    program.wait(timeout=20)
    (organization.folder / f".{last}.json.gz.k1lled").write_bytes(b"half")
    abandoned = organization.folder / f".{MANAGEMENT}.json.gz.k1lled"
    abandoned.write_bytes(b"half")
    os.utime(abandoned, (0, 0))
    organization.aws.layer.faults.order()
    done = {path.name.partition(".")[0] for path in organization.folder.glob("[0-9]*")}
    assert 5 <= len(done) < 13
    resumed = organization.collect(*ONE_REGION)
    assert resumed.exit_code == 0, resumed.output
    assert set(organization.snapshots()) == {MANAGEMENT, *organization.accounts.values()}
    assert set(organization.asked()) == set(organization.accounts.values()) - done


def test_a_collection_into_a_bucket_stands_there_as_in_a_folder_and_goes_on_from_there(organization: Organization) -> None:
    store = organization.aws.client("s3", "us-east-1", MANAGEMENT)
    store.create_bucket(Bucket="acme-audit")
    organization.add("one", "two", "three")
    store.put_object(Bucket="acme-audit", Key="estate/123456789012.json.gz", Body=b"of an account that has left")
    store.put_object(Bucket="acme-audit", Key="estate/older/111111111111.json.gz", Body=b"of last year")
    left, refused = organization.accounts["three"], organization.accounts["two"]
    store.put_object(Bucket="acme-audit", Key=f"estate/{left}.json.gz", Body=b"half of a snapshot")
    first = organization.collect(*ONE_REGION, "--output", "s3://acme-audit/estate")
    assert (first.exit_code, "4 accounts of the organization stand in s3://acme-audit/estate" in first.stderr) == (0, True)
    assert "123456789012" in first.stderr
    assert "111111111111" not in first.stderr
    for account in (MANAGEMENT, *organization.accounts.values()):
        stored = store.get_object(Bucket="acme-audit", Key=f"estate/{account}.json.gz")["Body"].read()
        VALIDATOR.validate(json.loads(gzip.decompress(stored)))
    assert not organization.folder.exists()
    store.delete_object(Bucket="acme-audit", Key=f"estate/{refused}.json.gz")
    second = organization.collect(*ONE_REGION, "--output", "s3://acme-audit/estate/")
    assert "1 collected, 3 there already" in second.stderr, second.stderr
    assert (second.exit_code, set(organization.asked())) == (0, {refused})
    assert "1 collected, 3 there already" in second.stderr


def test_a_bucket_that_is_not_there_is_said_before_any_account_is_asked(organization: Organization) -> None:
    organization.add("one")
    done = organization.collect(*ONE_REGION, "--output", "s3://no-such-bucket/estate")
    assert done.exit_code == 5
    assert "Snapshots cannot be kept in s3://no-such-bucket/estate/: NoSuchBucket" in done.stderr
    assert not organization.asked()


def test_ctrl_c_keeps_what_is_whole_and_says_so(organization: Organization) -> None:
    organization.add("one", "two")

    def interrupted(_done: Any) -> str:
        raise KeyboardInterrupt

    organization.monkeypatch.setattr("trailgate_collector.sentences.of_one", interrupted)
    done = organization.collect(*ONE_REGION)
    assert done.exit_code == 130
    assert f"interrupted; whole snapshots stay in {organization.folder}" in done.stderr
    assert len(organization.snapshots()) >= 1


def test_credentials_that_end_midway_are_no_refusal_of_the_accounts_that_are_left(organization: Organization) -> None:
    organization.add(*(f"member-{number}" for number in range(4)))
    last = max(organization.accounts.values())
    organization.monkeypatch.setattr("trailgate_collector.organization.ACCOUNTS_AT_ONCE", 1)
    organization.aws.layer.faults.order(Fault(kind="expired", operation="sts:AssumeRole", about=last))
    done = organization.collect(*ONE_REGION)
    assert (done.exit_code, f"The credentials of {AUDITOR} ended (ExpiredToken: " in done.stderr) == (5, True)
    assert last not in organization.snapshots()
    organization.aws.layer.faults.order()
    assert organization.collect(*ONE_REGION).exit_code == 0
    assert last in organization.snapshots()


def test_a_disk_that_is_full_ends_it_in_a_line(organization: Organization) -> None:
    organization.add("one")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    organization.monkeypatch.setattr(os, "fsync", full)
    done = organization.collect(*ONE_REGION)
    assert (done.exit_code, "No space left on device" in done.stderr, "Traceback" in done.output) == (5, True, False)
    deadline = time.monotonic() + 10  # another account's thread may be on its way to the same end
    while list(organization.folder.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert list(organization.folder.iterdir()) == []


def test_the_accounts_of_a_unit_are_those_of_the_units_within_it_too(organization: Organization) -> None:
    organization.add("top", "within", "deep", "left-out", "closed")
    names, client = organization.accounts, organization.client
    root = client.list_roots()["Roots"][0]["Id"]
    unit = client.create_organizational_unit(ParentId=root, Name="production")["OrganizationalUnit"]["Id"]
    inner = client.create_organizational_unit(ParentId=unit, Name="payments")["OrganizationalUnit"]["Id"]
    for name, parent in {"within": unit, "deep": inner, "left-out": inner, "closed": unit}.items():
        client.move_account(AccountId=names[name], SourceParentId=root, DestinationParentId=parent)
    client.close_account(AccountId=names["closed"])
    done = organization.collect(*ONE_REGION, "--ou", unit, "--exclude", names["left-out"])
    assert done.exit_code == 0, done.output
    assert set(organization.snapshots()) == {names["within"], names["deep"], MANAGEMENT}
    assert f"The snapshot of account {MANAGEMENT}, which is none of those asked for, has the organization's list" in done.stderr
    assert f"  {names['closed']} closed  SUSPENDED" in done.stderr
    refused = organization.collect(*ONE_REGION, "--ou", "ou-ab12-11111111")
    assert (refused.exit_code, "The accounts of ou-ab12-11111111 are not known" in refused.stderr) == (5, True)
    every = organization.collect(*ONE_REGION, "--ou", root)
    assert set(organization.snapshots()) == {MANAGEMENT, *names.values()} - {names["closed"]}
    assert "3 collected, 2 there already; 1 not asked" in every.stderr


def test_a_delegated_administrator_asks_through_a_role_of_its_own(organization: Organization) -> None:
    organization.add("audit", "member")
    names = organization.accounts
    organization.aws.layer.state.delegated[names["audit"]] = MANAGEMENT
    first = f"arn:aws:iam::{names['audit']}:role/delegated"
    done = organization.collect(*ONE_REGION, "--role-arn", first, account=AUDIT)
    assert done.exit_code == 0, done.output
    snapshots = organization.snapshots()
    assert set(snapshots) == {MANAGEMENT, *names.values()}
    through = f"arn:aws:sts::{names['audit']}:assumed-role/delegated/trailgate-collect"
    own, member = snapshots[names["audit"]], snapshots[names["member"]]
    assert (own["collected"]["by"], own["collected"]["from"]["caller"]) == (through, f"arn:aws:iam::{AUDIT}:user/auditor")
    assert member["collected"]["from"]["caller"] == through
    told = {account for account, snapshot in snapshots.items() if operations(snapshot) & (SHARED - TOLD_TO_ONE)}
    assert told == {names["audit"]}
    assert {account for account, snapshot in snapshots.items() if operations(snapshot) & TOLD_TO_ONE} == {MANAGEMENT}
    assert "ListCentralizationRulesForOrganization" in operations(own)


def _copy_to(organization: Organization, name: str, region: str = "us-east-1", *, rule: str = "logs") -> None:
    client = organization.aws.client("observabilityadmin", region, MANAGEMENT)
    client.create_centralization_rule_for_organization(RuleName=rule, Rule=copying(organization.accounts[name], region))


def _whole_regions(snapshot: Snapshot) -> list[str]:
    """The regions of which it was asked for all metric filters."""
    asked = (call for call in snapshot["calls"] if call["operation"] == "DescribeMetricFilters" and not call["request"])
    return [call["region"] for call in asked]


def test_the_account_to_which_log_groups_are_copied_is_asked_what_watches_there(organization: Organization) -> None:
    """The rules are asked for once, by who collects; a rule that is new asks that account anew."""
    organization.add("archive", "member", "other")
    names = organization.accounts
    archive = Account(aws=organization.aws, id=names["archive"])
    good_chain(archive, without=frozenset({"trail"}))
    _copy_to(organization, "archive")
    done = organization.collect(*ONE_REGION)
    assert done.exit_code == 0, done.output
    snapshots = organization.snapshots()
    assert {account for account, snapshot in snapshots.items() if _whole_regions(snapshot)} == {names["archive"]}
    told = operations(snapshots[names["archive"]])
    assert {"DescribeLogGroups", "DescribeAlarms", "ListSubscriptionsByTopic", "GetSubscriptionAttributes"} < told
    assert not told & SHARED
    assert (
        organization.count("ListCentralizationRulesForOrganization"),
        organization.count("GetCentralizationRuleForOrganization"),
    ) == (1, 1)

    again = organization.collect(*ONE_REGION)
    assert "4 there already" in again.stderr
    assert not organization.asked()
    _copy_to(organization, "other", rule="more")
    third = organization.collect(*ONE_REGION)
    assert third.exit_code == 0, third.output
    assert "2 collected, 2 there already" in third.stderr
    assert set(organization.asked()) == {names["other"]}
    told_of = operations(organization.snapshots()[MANAGEMENT])
    assert "GetCentralizationRuleForOrganization" in told_of
    assert _whole_regions(organization.snapshots()[names["other"]]) == ["us-east-1"]


def test_rules_that_the_asker_is_refused_are_asked_of_the_management_account(organization: Organization) -> None:
    """A delegated administrator of another service than CloudWatch lists the accounts, and not the rules."""
    organization.add("audit", "archive")
    names, layer = organization.accounts, organization.aws.layer
    layer.state.delegated[names["audit"]] = MANAGEMENT
    good_chain(Account(aws=organization.aws, id=names["archive"]), without=frozenset({"trail"}))
    _copy_to(organization, "archive")
    listing = "ListCentralizationRulesForOrganization"
    layer.faults.order(Fault(kind="deny", operation=f"observabilityadmin:{listing}", account=names["audit"]))
    done = organization.collect(*ONE_REGION, account=names["audit"])
    assert done.exit_code == 0, done.output
    snapshots = organization.snapshots()
    assert {account for account, snapshot in snapshots.items() if listing in operations(snapshot)} == {MANAGEMENT}
    assert {account for account, snapshot in snapshots.items() if "ListAccounts" in operations(snapshot)} == {names["audit"]}
    assert _whole_regions(snapshots[names["archive"]]) == ["us-east-1"]
    assert organization.count(listing) == 2
    again = organization.collect(*ONE_REGION, account=names["audit"])
    assert "3 there already" in again.stderr
    _copy_to(organization, "audit", rule="more")
    third = organization.collect(*ONE_REGION, account=names["audit"])
    assert "2 collected, 1 there already" in third.stderr
    everywhere = Fault(kind="deny", operation=f"observabilityadmin:{listing}")
    layer.faults.order(everywhere)
    refused = organization.collect(*ONE_REGION, account=names["audit"], AWS_MAX_ATTEMPTS="1")
    assert refused.exit_code == 3
    told = organization.snapshots()[names["audit"]]["calls"]
    assert [call["outcome"] for call in told if call["operation"] == listing] == ["denied"]


def test_another_partition_has_roles_of_its_own(organization: Organization, tmp_path: Path) -> None:
    organization.region = "us-gov-west-1"
    organization.folder = tmp_path / "gov"
    organization.client.create_organization(FeatureSet="ALL")
    organization.add("member")
    done = organization.collect("--region", "us-gov-west-1")
    assert done.exit_code == 0, done.output
    snapshot = organization.snapshots()[organization.accounts["member"]]
    assert snapshot["account"]["partition"] == "aws-us-gov"
    assert snapshot["collected"]["by"].startswith("arn:aws-us-gov:sts::")
    (assumed,) = (request for request in organization.aws.layer.requests if request.operation == "AssumeRole")
    assert assumed.params["RoleArn"].startswith("arn:aws-us-gov:iam::")


def test_whoever_may_not_list_accounts_names_them_or_asks_elsewhere(organization: Organization) -> None:
    organization.add("member", "other")
    names = organization.accounts
    done = organization.collect(*ONE_REGION, account=names["member"])
    assert (done.exit_code, "organizations:ListAccounts" in done.stderr, "--accounts" in done.stderr) == (5, True, True)
    assert not organization.folder.exists()
    named = organization.collect(*ONE_REGION, "--accounts", f"{names['other']}, {names['member']}", account=names["member"])
    assert named.exit_code == 3, named.output
    own, other = (organization.snapshots()[names[name]] for name in ("member", "other"))
    assert [call["outcome"] for call in own["calls"] if call["operation"] == "ListAccounts"] == ["denied"]
    assert {call["outcome"] for call in other["calls"]} <= {"answered", "absent"}
    assert own["organization"] == other["organization"] != None  # noqa: E711 - both are compared
    alone = organization.collect(*ONE_REGION, account=AUDIT)
    assert (alone.exit_code, alone.stderr.count("\n")) == (5, 1)
    assert f"Account {AUDIT} is in no organization; collect it without --organization." in alone.stderr


def test_the_list_stands_by_itself_where_its_askers_account_is_not_wished_for(organization: Organization) -> None:
    organization.add("one", "two")
    names = organization.accounts
    done = organization.collect(*ONE_REGION, "--accounts", names["one"])
    assert (done.exit_code, f"snapshot of account {MANAGEMENT}, which is none" in done.stderr) == (0, True)
    assert "Beside them stand" not in done.stderr
    alone = organization.snapshots()[MANAGEMENT]
    assert alone["regions"] == alone["collected"]["asked"]["regions"] == []
    assert operations(alone) == {"GetCallerIdentity", *SHARED}
    assert {row["Id"] for row in pages_of(alone, "ListAccounts")[0]["Accounts"]} == {MANAGEMENT, *names.values()}
    again = organization.collect(*ONE_REGION, "--exclude", MANAGEMENT)
    assert (again.exit_code, organization.snapshots()[MANAGEMENT]["regions"]) == (0, [])
    assert organization.collect(*ONE_REGION).exit_code == 0
    whole = organization.snapshots()[MANAGEMENT]
    assert whole["regions"] == ["us-east-1"]
    kept = organization.collect(*ONE_REGION, "--accounts", names["one"])
    assert f"as the earlier snapshot of account {MANAGEMENT} has them" in kept.stderr
    assert organization.snapshots()[MANAGEMENT] == whole


def test_whoever_is_refused_the_list_keeps_none(organization: Organization) -> None:
    organization.add("member", "other")
    names = organization.accounts
    done = organization.collect(*ONE_REGION, "--accounts", names["other"], account=names["member"])
    assert f"No snapshot has the organization's list of accounts: account {names['member']}" in done.stderr
    assert set(organization.snapshots()) == {names["other"]}


def test_an_account_that_is_not_of_the_organization_is_no_wish(organization: Organization) -> None:
    organization.add("member")
    for option in ("--accounts", "--exclude"):
        done = organization.collect(*ONE_REGION, option, "123456789012")
        assert (done.exit_code, "The organization has no account 123456789012." in done.stderr) == (2, True)
    assert not organization.folder.exists()


def test_what_is_named_beforehand_is_asked_of_its_own_account_alone(organization: Organization) -> None:
    organization.add("member")
    topic = f"arn:aws:sns:us-east-1:{organization.accounts['member']}:central"
    organization.collect(*ONE_REGION, "--topic", topic)
    snapshots = organization.snapshots()
    assert {account for account, found in snapshots.items() if "GetTopicAttributes" in operations(found)} == {
        organization.accounts["member"]
    }


def test_snapshots_of_other_accounts_in_the_folder_are_named(organization: Organization) -> None:
    organization.folder.mkdir()
    (organization.folder / "123456789012.json.gz").write_bytes(b"of an account that has left")
    done = organization.collect(*ONE_REGION)
    assert (done.exit_code, "accounts that were not asked for: 123456789012." in done.stderr) == (0, True)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--organization"], "--organization needs --role-name"),
        (["--role-name", "x"], "--role-name belongs to --organization"),
        (["--accounts", "111122223333"], "--accounts belongs to --organization"),
        (["--exclude", "111122223333"], "--exclude belongs to --organization"),
        (["--ou", "r-ab12"], "--ou belongs to --organization"),
        (["--max-age", "1"], "--max-age belongs to --organization"),
        (["--organization", "--role-name", "arn:aws:iam::111122223333:role/x"], "made from it for each account"),
        (["--organization", "--role-name", "a b"], "is no role's name"),
        (["--organization", "--role-name", "x", "--session-name", "a"], "--session-name 'a' is none"),
        (["--organization", "--role-name", "x", "-o", "-"], "name a folder with --output"),
        (["--organization", "--role-name", "x", "-o", __file__], "is a file; expected the name of a folder"),
        (["--organization", "--role-name", "x", "--accounts", "12"], "--accounts '12' is no account"),
        (["--organization", "--role-name", "x", "--exclude", "x"], "--exclude 'x' is no account"),
        (["--organization", "--role-name", "x", "--ou", "production"], "--ou 'production' is no organizational unit"),
        (["--organization", "--role-name", "x", "--accounts", "111122223333", "--ou", "r-ab12"], "leave out --exclude and --ou"),
        (["--organization", "--role-name", "x", "--max-age", "nan"], "Invalid value"),
        (["--organization", "--role-name", "x", "--max-age", "inf"], "--max-age inf is none"),
        (["--organization", "--role-name", "x", "--max-age", "1e9"], "--max-age 1000000000.0 is none"),
        (["--account-timeout", "5"], "--account-timeout belongs to --organization"),
        *(
            (["--organization", "--role-name", "x", "--account-timeout", odd], "--account-timeout")
            for odd in ("0", "inf", "nan", "1e9")
        ),
        (["--session-name", "a/b", "-o", "x.json"], "--session-name 'a/b' is none"),
    ],
)
def test_wrong_usage_exits_2_before_anything_is_asked(options: list[str], says: str, tmp_path: Path) -> None:
    given = options if "-o" in options else [*options, "-o", str(tmp_path / "estate")]
    done = CliRunner().invoke(APP, given)
    assert (done.exit_code, says in done.stderr) == (2, True), done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_policies_of_both_sides_are_printed() -> None:
    entering = json.loads(CliRunner().invoke(APP, ["--organization", "--role-name", "x", "--print-iam-policy"]).stdout)
    assert entering["Statement"][1]["Resource"] == "arn:aws:iam::*:role/x"
    role = json.loads(CliRunner().invoke(APP, ["--cross-account", "--all-topics", "--print-iam-policy"]).stdout)
    assert {"oam:GetLink", "sns:ListTopics"} < set(role["Statement"][0]["Action"])
    assert "sns:ListTopics" not in CliRunner().invoke(APP, ["--print-iam-policy"]).stdout


def test_an_account_that_never_answers_holds_the_run_no_longer_than_it_may(organization: Organization) -> None:
    """Each call alone would end some day; all together would take hours."""
    organization.add("stuck", "dripping", "good")
    stuck, dripping, good = organization.accounts.values()
    organization.aws.layer.faults.order(
        Fault(kind="throttle", operation="*", account=stuck),
        Fault(kind="hang", operation="cloudtrail:*", account=dripping, seconds=8.0),
    )
    began = time.monotonic()
    done = organization.collect("--account-timeout", "0.1", AWS_MAX_ATTEMPTS="50")
    assert (done.exit_code, time.monotonic() - began < 60) == (3, True), done.stderr
    snapshots = organization.snapshots()
    assert {call["outcome"] for call in snapshots[good]["calls"]} <= {"answered", "absent"}
    assert {call["outcome"] for call in snapshots[stuck]["calls"][1:]} == {"failed"}
    late = [call["error"]["message"] for call in snapshots[dripping]["calls"] if call["outcome"] == "failed"]
    assert "more than 0.1 minutes for the account; the rest was not asked for" in late
    organization.aws.layer.faults.order()
    assert organization.collect().exit_code == 0
    assert set(organization.asked()) == {stuck, dripping}


def test_an_account_that_was_suspended_since_is_left_out_and_its_snapshot_is_named(organization: Organization) -> None:
    organization.add("one", "two")
    assert organization.collect(*ONE_REGION).exit_code == 0
    organization.client.close_account(AccountId=organization.accounts["one"])
    done = organization.collect(*ONE_REGION)
    assert done.exit_code == 0
    assert f"{organization.accounts['one']} one  SUSPENDED" in done.stderr
    assert f"Beside them stand snapshots of accounts that were not asked for: {organization.accounts['one']}" in done.stderr
    (listing,) = (call for call in organization.snapshots()[MANAGEMENT]["calls"] if call["operation"] == "ListAccounts")
    states = {row["Id"]: row["State"] for row in listing["pages"][0]["Accounts"]}
    assert states[organization.accounts["one"]] == "SUSPENDED"
