"""An organization that passes once the texts for its accounts have been run, one after the other, by the real aws client."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.aws.builder import Account, good_chain
from tests.aws.claims_weaknesses import statement
from tests.estates.organization import Organization, organization
from tests.evaluator.fix import simulated
from trailgate_evaluator.cli.app import main

EMAIL = "security@example.com"
TEXT = re.compile(r"trailgate: (\S+): account (\d+) \((.+)\), (\d+) changes?")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with simulated.client(tmp_path_factory.mktemp("aws")) as folder:
        yield folder


def _central(made: Organization) -> tuple[Account, str]:
    """A stopped trail in management, a group without filters in a log archive; one alarm there tells another account's topic."""
    management, archive, tools = (made.account(name) for name in ("management", "log-archive", "tools"))
    for name in ("payments", "sandbox", "research"):
        made.account(name)
    archive.log_group()
    _trail(management, archive, logging=False)
    topic = tools.topic()
    _admit(tools, topic, archive)
    archive.alarm(actions=[topic], AlarmName="root", MetricName="RootUse")
    return tools, topic


def _told(made: Organization) -> None:
    """Somebody reads the central topic."""
    tools, topic = _central(made)
    tools.subscription(topic)


def _untold(made: Organization) -> None:
    """Nobody reads the central topic, and the log archive has filter and alarm."""
    _, topic = _central(made)
    archive = made.account("log-archive")
    archive.metric_filter()
    archive.alarm(actions=[topic])


def _delegated(made: Organization) -> None:
    """Filter and alarm in the delegated administrator's account, whose alarm has no action; a member misses the trail."""
    management, security = made.account("management"), made.account("security")
    made.account("member")
    good_chain(security, without=frozenset({"trail", "topic"}), alarm={"actions": []})
    _trail(management, security)
    made.aws.layer.state.delegated[security.id] = management.id
    made.asker = "security"


def _own_trails(made: Organization) -> None:
    """Members with trails of their own, none of which tells anybody; one has nothing at all."""
    for name in ("one", "two"):
        good_chain(made.account(name), without=frozenset({"topic"}), alarm={"actions": []})
    made.account("three")
    good_chain(made.account("management"))


def _no_trail(made: Organization) -> None:
    """Nobody has a trail but one member, which passes by its own."""
    for name in ("management", "one", "two"):
        made.account(name)
    good_chain(made.account("three"))


def _trail(management: Account, group_of: Account, *, logging: bool = True) -> None:
    role = f"arn:aws:iam::{group_of.id}:role/trail-to-logs"
    management.trail(
        IsOrganizationTrail=True, CloudWatchLogsLogGroupArn=group_of.group_arn(), CloudWatchLogsRoleArn=role, logging=logging
    )  # fmt: skip


def _admit(owner: Account, topic: str, alarms_of: Account) -> None:
    policy = statement("cloudwatch.amazonaws.com", "sns:Publish", topic)
    policy["Statement"][0]["Condition"] = {"StringEquals": {"aws:SourceAccount": alarms_of.id}}
    owner.client("sns").set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=json.dumps(policy))


CASES: dict[str, tuple[Callable[[Organization], None], list[set[str]], int]] = {
    "central_topic": (_told, [{"master"}, {"log-archive"}], 0),
    "central_topic_that_nobody_reads": (_untold, [{"master"}, {"tools"}], 1),
    "delegated": (_delegated, [{"security"}], 1),
    "own_trails": (_own_trails, [{"one", "two", "three"}] * 3, 3),
    "no_trail": (_no_trail, [{"master"}], 1),
}
"""What is built; in which account each text is to be run, or in which it may be; and how many addresses are to be confirmed."""
WISHED = {"no_trail": ["--organization-trail"]}


@pytest.mark.parametrize("name", sorted(CASES))
def test_all_pass_once_the_texts_have_run_in_their_order(
    name: str, client: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    build, expected, confirmed = CASES[name]
    monkeypatch.setenv("TRAILGATE_NO_JOIN", "")
    with organization(now=int(time.time())) as made:
        made.beyond = frozenset({"cross_account", "all_topics"})
        build(made)
        made.collect(tmp_path / "before", lambda: datetime.now(UTC))
        capsys.readouterr()
        wished = ["--effective", "--email", EMAIL, *WISHED.get(name, [])]
        assert main(["fix", str(tmp_path / "before"), *wished, "--output", str(tmp_path / "fixes")]) == 0
        texts = TEXT.findall(capsys.readouterr().err)
        assert all(called in may for (_, _, called, _), may in zip(texts, expected, strict=True))
        assert [file for file, *_ in texts] == sorted(map(str, (tmp_path / "fixes").iterdir()))
        topics = {topic for file, *_ in texts for topic in re.findall(r'"TopicArn": "(.+)"', Path(file).read_text("utf-8"))}
        assert len(topics) == confirmed
        for file, account, *_ in texts:
            done = simulated.run(Path(file).read_text("utf-8"), made.aws, client, account)
            assert (done.returncode, done.stdout) == (0, ""), done.stderr
        for topic in topics:
            made.aws.confirm(topic)
        made.collect(tmp_path / "after", lambda: datetime.now(UTC))
    assert main(["evaluate", str(tmp_path / "after"), "-o", str(tmp_path / "after.json")]) == 0
    report = json.loads((tmp_path / "after.json").read_text("utf-8"))
    assert {(result["status"], result["effective"]) for result in report["results"]} == {("pass", "yes")}
