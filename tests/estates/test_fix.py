"""The changes of an estate: made once, in the account that holds what is missing, and enough for all whose chains run there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.asking import of_one
from tests.estates.accounts import (
    ARCHIVE,
    AUDIT,
    MANAGEMENT,
    MEMBER,
    TOPICS,
    calls,
    copying,
    estate,
    later,
    listed,
    refused,
    ruled,
    selecting,
    stopped,
    without_organization,
    written,
)
from tests.estates.generated import emptied
from trailgate_evaluator.cli.app import main
from trailgate_evaluator.engine import Engine, open_engine
from trailgate_evaluator.estate import joined
from trailgate_evaluator.evaluation.baselines import estate_at
from trailgate_evaluator.evaluation.documents import DocumentMaker
from trailgate_evaluator.fix import Wishes
from trailgate_evaluator.fix.planning.estates import EstatePlan, in_turn, plan_estate

Json = dict[str, Any]
CONTROL = "iam-policy-change-alarm"


@pytest.fixture(scope="module")
def engine() -> Any:
    with open_engine() as opened:
        yield opened


def _without_filter(made: dict[str, Json]) -> dict[str, Json]:
    return {**made, ARCHIVE: emptied(emptied(made[ARCHIVE], "DescribeMetricFilters"), "DescribeAlarms")}


def _stopped(made: dict[str, Json]) -> dict[str, Json]:
    return {account: stopped(snapshot) for account, snapshot in made.items()}


def _unlisted(made: dict[str, Json]) -> dict[str, Json]:
    return {**made, MEMBER: emptied(made[MEMBER], "DescribeTrails")}


def _lacking_one_of_many(made: dict[str, Json]) -> dict[str, Json]:
    """The log archive without the filter and the alarm of the control, beside another alarm that tells the central topic."""
    archive = emptied(made[ARCHIVE], "DescribeMetricFilters")
    (page,) = (page for call in calls(archive, "DescribeAlarms") for page in call["pages"] if page["MetricAlarms"])
    page["MetricAlarms"] = [{**alarm, "MetricName": "RootUse"} for alarm in page["MetricAlarms"]]
    return {**made, ARCHIVE: archive}


ESTATES = {
    "nothing": (estate(group=ARCHIVE), {}),
    "no_filter": (_without_filter(estate(group=ARCHIVE)), {ARCHIVE: ["put_metric_filter", "put_metric_alarm"]}),
    "stopped": (_stopped(estate(group=ARCHIVE)), {MANAGEMENT: ["start_logging"]}),
    "stopped_as_a_member_was_told_last": (
        {**(told := estate(group=ARCHIVE)), MEMBER: later(stopped(told[MEMBER]), 2)},
        {MANAGEMENT: ["start_logging"]},
    ),
    "left_out_by_selectors_as_a_member_was_told_last": (
        {**told, MEMBER: later(selecting(told[MEMBER], management=False), 2)},
        {MANAGEMENT: ["put_event_selectors"]},
    ),
    "started_as_a_member_was_told_last": (
        {**told, MANAGEMENT: stopped(told[MANAGEMENT]), MEMBER: later(told[MEMBER], 2)},
        {},
    ),
    "both": (
        _stopped(_without_filter(estate(group=ARCHIVE))),
        {MANAGEMENT: ["start_logging"], ARCHIVE: ["put_metric_filter", "put_metric_alarm"]},
    ),
    "central_topic": (
        _lacking_one_of_many(estate(group=ARCHIVE, topic=TOPICS)),
        {ARCHIVE: ["put_metric_filter", "put_metric_alarm"]},
    ),
    "copied": (
        {
            **(both := copying()),
            MANAGEMENT: ruled(both[MANAGEMENT]),
            AUDIT: emptied(both[AUDIT], "DescribeMetricFilters"),
        },
        {AUDIT: ["put_metric_filter"]},
    ),
    "unsubscribed": (
        {**(made := estate(group=ARCHIVE, topic=TOPICS)), TOPICS: emptied(made[TOPICS], "ListSubscriptionsByTopic")},
        {TOPICS: ["subscribe"]},
    ),
}


def _planned(folder: Path, engine: Engine, snapshots: dict[str, Json], **wishes: Any) -> tuple[EstatePlan, dict[str, str]]:
    """The plan, and the verdict of each account once all of it is done, by the law."""
    written(folder, snapshots)
    found = estate_at(str(folder), 24 * 3600)
    maker = DocumentMaker(engine, of_one(), found)
    plan = plan_estate(engine, found, lambda parts: maker.of_parts(parts).after, Wishes(email="a@example.com", **wishes), None)
    documents = {
        account: maker.of_parts(joined(shelf.parts, plan.after)).after
        for account in sorted(found.held)
        if (shelf := plan.after.shelf_of(account)) is not None
    }
    return plan, {account: engine.decide(document)[CONTROL]["status"] for account, document in documents.items()}


@pytest.mark.parametrize("name", sorted(ESTATES))
def test_what_many_lack_is_made_once_where_it_belongs_and_is_enough_for_all(name: str, engine: Engine, tmp_path: Path) -> None:
    snapshots, expected = ESTATES[name]
    plan, statuses = _planned(tmp_path, engine, snapshots)
    assert {account: [change.kind for change in one.changes] for account, one in plan.plans.items()} == expected
    assert set(statuses.values()) == {"pass"}
    assert not plan.left
    for account, one in plan.plans.items():
        assert {change.account for change in one.changes} == {account}


def test_a_member_that_the_organizations_trail_leaves_out_gets_a_trail_of_its_own(engine: Engine, tmp_path: Path) -> None:
    plan, statuses = _planned(tmp_path, engine, _unlisted(estate(group=ARCHIVE)))
    assert list(plan.plans) == [MEMBER]
    assert plan.plans[MEMBER].changes[0].kind == "create_trail"
    assert set(statuses.values()) == {"pass"}


def test_each_account_gets_a_text_of_its_own_numbered_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = dict(ESTATES["both"][0])
    made[MANAGEMENT] = listed(made[MANAGEMENT], [{"Id": one, "Name": f"name of {one}", "State": "ACTIVE"} for one in made])
    written(tmp_path / "in", made)
    assert main(["fix", str(tmp_path / "in")]) == 2
    assert "--output" in capsys.readouterr().err
    out = tmp_path / "out"
    assert main(["fix", str(tmp_path / "in"), "--output", str(out)]) == 0
    told = capsys.readouterr().err.splitlines()
    assert told[0] == "trailgate: one text for each account, to be run in this order with credentials of that account:"
    names = sorted(path.name for path in out.iterdir())
    assert sorted(name[2:] for name in names) == sorted([f"{ARCHIVE}.sh", f"{MANAGEMENT}.sh"])
    assert [name[:2] for name in names] == ["1-", "2-"]
    for line, path in zip(told[1:], sorted(out.iterdir()), strict=True):
        account = path.stem[2:]
        assert line.startswith(f"trailgate: {path}: account {account} (name of {account}), ")
        assert f"!= {account} ]" in path.read_text()
        assert f"credentials of account {account} (name of {account}). " in path.read_text()
    before = {path: path.read_bytes() for path in out.iterdir()}
    assert main(["fix", str(tmp_path / "in"), "--output", str(out)]) == 4
    assert {path: path.read_bytes() for path in out.iterdir()} == before


@pytest.mark.parametrize(
    ("turns", "order"),
    [
        ([], ""),
        (["ab", "c"], "abc"),
        (["t", "kt"], "kt"),
        (["tt", "ka", "at"], "kat"),
        (["ab", "ba", "c"], "cab"),
        (["aba", "cb"], "cab"),
    ],
)
def test_accounts_come_in_an_order_in_which_each_finds_what_it_needs(turns: list[str], order: str) -> None:
    assert "".join(in_turn([list(turn) for turn in turns])) == order


def test_what_a_person_has_to_do_afterwards_is_told_once_with_the_accounts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    members = ("999999999991", "999999999992")
    made = {account: emptied(snapshot, "DescribeTrails") for account, snapshot in estate(members=members).items()}
    written(tmp_path / "in", made)
    assert main(["fix", str(tmp_path / "in"), "--email", "a@example.com", "--output", str(tmp_path / "out")]) == 0
    lines = capsys.readouterr().err.splitlines()
    assert [line.partition(". ")[0] for line in lines if "One trail of the organization" in line] == [
        "trailgate: 3 accounts of organization o-simulated1 get a trail each"
    ]
    (told,) = (line for line in lines if "a@example.com" in line)
    assert told.startswith("trailgate: 2 accounts: Whoever reads a@example.com must follow the link in the message from AWS")


def test_one_account_to_change_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(tmp_path, ESTATES["no_filter"][0])
    assert main(["fix", str(tmp_path)]) == 0
    told = capsys.readouterr()
    assert f"credentials of account {ARCHIVE}" in told.out
    assert "trail each" not in told.err
    written(tmp_path, ESTATES["nothing"][0])
    assert main(["fix", str(tmp_path)]) == 0
    assert "nothing to fix" in capsys.readouterr().err


@pytest.mark.parametrize("options", [["--account", ARCHIVE], ["--estate", "x"], ["--baseline", "x"], ["--role", "member"]])
def test_what_belongs_to_one_input_is_refused_beside_an_estate(options: list[str], tmp_path: Path) -> None:
    written(tmp_path, ESTATES["nothing"][0])
    assert main(["fix", str(tmp_path), *options]) == 2


def test_output_belongs_to_an_estate(tmp_path: Path) -> None:
    (path,) = written(tmp_path, {MANAGEMENT: estate()[MANAGEMENT]})
    assert main(["fix", path, "--output", str(tmp_path / "out")]) == 2


def test_a_member_is_planned_for_beside_its_estate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is missing in another account cannot be made from here, so that it gets a chain of its own."""
    written(tmp_path, ESTATES["no_filter"][0])
    assert main(["fix", str(tmp_path / f"{MEMBER}.json"), "--estate", str(tmp_path), "--email", "a@example.com"]) == 0
    assert "create-trail" in capsys.readouterr().out
    assert calls(ESTATES["no_filter"][0][MEMBER], "DescribeTrails")


def _without_trails(made: dict[str, Json]) -> dict[str, Json]:
    return {account: emptied(snapshot, "DescribeTrails") for account, snapshot in made.items()}


def test_a_trail_of_the_organization_is_made_once_where_it_is_wished_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    members = ("999999999991", "999999999992")
    written(tmp_path / "in", _without_trails(estate(members=members)))
    asked = ["fix", str(tmp_path / "in"), "--email", "a@example.com", "--organization-trail"]
    assert main([*asked, "--output", str(tmp_path / "out")]) == 0
    (path,) = (tmp_path / "out").iterdir()
    assert path.name == f"1-{MANAGEMENT}.sh"
    text = path.read_text()
    assert '"IsOrganizationTrail": true' in text
    assert "enable-aws-service-access" in text
    assert f"/AWSLogs/{MANAGEMENT}/*" in text
    assert "/AWSLogs/o-simulated1/*" in text
    assert "get a trail each" not in capsys.readouterr().err
    of_both = ["--control", "4.16", "--control", "4.4", "--output", str(tmp_path / "both")]
    assert main([*asked, *of_both]) == 0
    assert len([one for one in (tmp_path / "both").iterdir() if "create-trail" in one.read_text()]) == 1


def test_a_trail_of_the_organization_is_made_for_members_where_the_management_account_has_its_own(
    engine: Engine, tmp_path: Path
) -> None:
    own = {account: without_organization(snapshot) for account, snapshot in estate().items()}
    plan, statuses = _planned(tmp_path, engine, {**own, MEMBER: emptied(own[MEMBER], "DescribeTrails")}, organization_trail=True)
    assert {account: [change.kind for change in one.changes] for account, one in plan.plans.items()} == {
        MANAGEMENT: ["create_trail"]
    }
    assert set(statuses.values()) == {"pass"}


def test_an_organization_that_has_a_trail_gets_no_second_one(engine: Engine, tmp_path: Path) -> None:
    plan, _ = _planned(tmp_path, engine, _unlisted(estate(group=ARCHIVE)), organization_trail=True)
    assert list(plan.plans) == [MEMBER]


@pytest.mark.parametrize("form", ["terraform", "cloudformation"])
def test_templates_make_the_organizations_trail_and_say_what_has_to_be_trusted(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (path,) = written(tmp_path, {MANAGEMENT: _without_trails(estate())[MANAGEMENT]})
    assert main(["fix", path, "--organization-trail", "--format", form, "--email", "a@example.com"]) == 0
    told = capsys.readouterr()
    assert ("is_organization_trail" in told.out) or ('"IsOrganizationTrail": true' in told.out)
    assert "/AWSLogs/o-simulated1/*" in told.out
    assert "enable-aws-service-access" in told.err


def test_an_account_that_manages_nothing_makes_no_trail_of_the_organization(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (path,) = written(tmp_path, {MEMBER: _without_trails(estate())[MEMBER]})
    assert main(["fix", path, "--organization-trail"]) == 2
    assert "--organization-trail" in capsys.readouterr().err


def test_whoever_manages_members_that_get_a_trail_each_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    members = ("999999999991", "999999999992")
    made = _without_trails(estate(members=members))
    written(tmp_path / "in", {account: made[account] for account in members})
    asked = ["fix", str(tmp_path / "in"), "--email", "a@example.com", "--output", str(tmp_path / "out")]
    assert main([*asked, "--organization-trail"]) == 0
    assert "give its management account's snapshot, too, and --organization-trail." in capsys.readouterr().err
    written(tmp_path / "one", {MEMBER: _without_trails(estate())[MEMBER]})
    alone = ["fix", str(tmp_path / "one"), "--email", "a@example.com"]
    assert main([*alone, "--organization-trail"]) == 0
    assert "1 account of organization o-simulated1 gets a trail of its own." in capsys.readouterr().err
    assert main(alone) == 0
    assert "organization" not in capsys.readouterr().err


def test_a_member_that_was_not_told_of_its_organization_is_of_the_one_that_lists_it(tmp_path: Path) -> None:
    made = _without_trails(estate())
    made[MEMBER] = {**refused(made[MEMBER], "DescribeOrganization"), "organization": None}
    made[MANAGEMENT] = listed(made[MANAGEMENT], [{"Id": one, "Name": one, "State": "ACTIVE"} for one in made])
    written(tmp_path / "in", made)
    asked = ["fix", str(tmp_path / "in"), "--email", "a@example.com", "--organization-trail"]
    assert main([*asked, "--output", str(tmp_path / "out")]) == 0
    assert [path.stem[2:] for path in (tmp_path / "out").iterdir()] == [MANAGEMENT]
