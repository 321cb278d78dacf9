"""The queries that are shipped say what they say they do; the page about them and the tables is the program's own."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest
from duckdb import DuckDBPyConnection

from tests.asking import of_one
from tests.evaluator.query.asking import LIMITS, ROOT, Rows, ask
from trailgate_evaluator.engine.bundle import packaged_bundle
from trailgate_evaluator.errors import UsageError
from trailgate_evaluator.evaluation import evaluate_inputs
from trailgate_evaluator.formats.json import render
from trailgate_evaluator.formats.page import Page
from trailgate_evaluator.query.database import Database, lock
from trailgate_evaluator.query.naming import named_queries
from trailgate_evaluator.query.statement import question
from trailgate_evaluator.report.tables import TABLES

FIXTURES: Final = ROOT / "fixtures" / "snapshots"
ESTATE: Final = ROOT / "fixtures" / "estates" / "collected_central_log_archive" / "snapshots"
# Powerpipe's mod has them in cis_v600/section_5.pp, one for each control of the section (read on 2026-11-29).
POWERPIPE: Final = {
    "5.1": "log_metric_filter_unauthorized_api",
    "5.2": "log_metric_filter_console_login_mfa",
    "5.3": "log_metric_filter_root_login",
    "5.4": "log_metric_filter_iam_policy",
    "5.5": "log_metric_filter_cloudtrail_configuration",
    "5.6": "log_metric_filter_console_authentication_failure",
    "5.7": "log_metric_filter_disable_or_delete_cmk",
    "5.8": "log_metric_filter_bucket_policy",
    "5.9": "log_metric_filter_config_configuration",
    "5.10": "log_metric_filter_security_group",
    "5.11": "log_metric_filter_network_acl",
    "5.12": "log_metric_filter_network_gateway",
    "5.13": "log_metric_filter_route_table",
    "5.14": "log_metric_filter_vpc",
    "5.15": "log_metric_filter_organization",
    "5.16": "securityhub_enabled",
}


@pytest.fixture(scope="module")
def empty() -> DuckDBPyConnection:
    database = Database(LIMITS.memory)
    lock(database.connection)
    return database.connection


def shipped(name: str, paths: list[Any], **choices: Any) -> Rows:
    return ask(named_queries()[name].sql, paths, **choices)


def snapshot(name: str) -> Path:
    return FIXTURES / name / "snapshot.json"


def test_every_query_can_be_asked_says_what_it_answers_and_orders_its_rows(empty: DuckDBPyConnection) -> None:
    assert len(named_queries()) == 21
    assert not named_queries().keys() & TABLES.keys()
    for query in named_queries().values():
        found = question(query.sql, empty)
        assert found.tables, query.name
        assert all((query.title, query.about)), query.name
        assert len({name for name, _ in found.columns}) == len(found.columns), query.name
        assert re.search(r"(?m)^ORDER BY ", query.sql), query.name


def test_the_page_of_queries_and_columns_is_the_programs_own() -> None:
    done = subprocess.run([sys.executable, "tools/make_query_page.py", "--check"], cwd=ROOT, timeout=60, check=False)
    assert done.returncode == 0, "run `python tools/make_query_page.py`"


def test_each_control_has_powerpipes_query_by_its_name_with_its_columns(empty: DuckDBPyConnection) -> None:
    ids = {about["benchmarks"]["cis_aws_6.0.0"]: control for control, about in packaged_bundle().controls.items()}
    assert ids.keys() == POWERPIPE.keys()
    for number, name in POWERPIPE.items():
        query = named_queries()[name]
        assert f"'{ids[number]}'" in query.sql
        columns = [column for column, _ in question(query.sql, empty).columns]
        assert columns == ["resource", "status", "reason", *(["region"] if number == "5.16" else []), "account_id"]


def test_the_twins_differ_by_their_controls_alone() -> None:
    def shape(name: str) -> str:
        return re.sub(r"control = '[a-z0-9-]+'", "control", "\n".join(named_queries()[name].sql.splitlines()[3:]))

    assert len({shape(name) for name in POWERPIPE.values() if name.startswith("log_")}) == 1


@pytest.mark.parametrize(
    ("name", "status", "said"),
    [
        ("pass_whole_chain", "ok", "All 16 required records lead to a confirmed subscription. The first real change would reach"),
        (
            "pass_actions_disabled",
            "ok",
            "alarm iam-policy-changes: Alarm actions are switched off. All 16 required records lead to",
        ),
        ("fail_no_alarm", "alarm", "No alarm"),
    ],
)
def test_the_twin_of_our_control_gives_our_verdict(name: str, status: str, said: str) -> None:
    ((resource, told, reason, account),) = shipped("log_metric_filter_iam_policy", [snapshot(name)])
    assert (resource, told, account) == ("arn:aws:::111122223333", status, "111122223333")
    assert said in reason


def test_what_cannot_be_told_is_no_alarm_of_powerpipes_and_a_waiver_is_skipped(tmp_path: Path) -> None:
    states = {row[3]: row[1] for row in shipped("log_metric_filter_iam_policy", [ESTATE])}
    assert set(states.values()) == {"ok", "error"}
    settings = tmp_path / "settings.yaml"
    settings.write_text(
        "waivers: [{control: iam-policy-change-alarm, owner: Ann, reason: Closing, expires: 2030-01-01,\n"
        "           accounts: ['111122223333']}]\n"
    )
    rows = shipped("log_metric_filter_iam_policy", [snapshot("fail_no_alarm")], settings=str(settings))
    assert rows[0][1] == "skip"


def test_security_hub_is_told_region_by_region() -> None:
    rows = shipped("securityhub_enabled", [ESTATE], controls=("4.16",))
    assert (
        "arn:aws::us-east-1:925634168587",
        "alarm",
        "Security Hub is not enabled in us-east-1.",
        "us-east-1",
        "925634168587",
    ) in rows
    assert ("ok", "us-east-1") in {(row[1], row[3]) for row in rows}
    assert "Whether Security Hub is enabled in the regions that are not told cannot be told." in {row[2] for row in rows}


def test_causes_are_counted_by_account() -> None:
    paths = [snapshot("fail_no_alarm"), snapshot("pass_actions_disabled"), snapshot("pass_whole_chain")]
    rows = [row[2:] for row in shipped("accounts_by_broken_link", paths, join=False)]
    assert rows == [
        ("alarm", "actions_disabled", "reaches_nobody", 1, ["111122223333"]),
        ("alarm", "alarm_none", "fail", 1, ["111122223333"]),
    ]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("fail_actions_none", "it has no action"),
        ("fail_actions_not_sns", "no action is a topic"),
        ("pass_actions_disabled", "its actions are disabled"),
        ("fail_subscription_pending", "its topic has no confirmed subscription"),
        ("fail_no_subscription", "its topic has no confirmed subscription"),
    ],
)
def test_alarms_that_nobody_receives_say_why(name: str, why: str) -> None:
    assert why in {row[3] for row in shipped("alarms_nobody_receives", [snapshot(name)])}


def test_an_alarm_that_somebody_receives_is_none_of_them() -> None:
    assert shipped("alarms_nobody_receives", [snapshot("pass_whole_chain")]) == []


def test_subscriptions_that_were_not_read_are_not_taken_for_none(tmp_path: Path) -> None:
    told = json.loads(snapshot("pass_whole_chain").read_text())
    for call in told["calls"]:
        if call["operation"] == "ListSubscriptionsByTopic":
            call.pop("pages")
            call |= {"outcome": "denied", "error": {"code": "AuthorizationError", "message": "no"}}
    (tmp_path / "refused.json").write_text(json.dumps(told))
    paths = [tmp_path / "refused.json"]
    assert [row[3] for row in shipped("alarms_nobody_receives", paths)] == ["not all subscriptions of its topic are known"]
    assert [row[3:7] for row in shipped("topics_by_who_confirmed", paths)] == [(0, [], [], False)]
    report = tmp_path / "report.out.json"
    report.write_text(render(evaluate_inputs([str(paths[0])], of_one()), Page()))
    assert [row[3] for row in shipped("alarms_nobody_receives", [report])] == ["not all subscriptions of its topic are known"]


def test_filters_are_told_by_what_they_miss() -> None:
    ((name, control, code, missed, records, because, accounts, _),) = shipped(
        "filters_by_what_they_miss", [snapshot("fail_one_event_missing")]
    )
    assert (name, control, code, missed, accounts) == (
        "iam-policy-changes",
        "iam-policy-change-alarm",
        "filter_matches_never",
        1,
        1,
    )
    assert records == ["PutUserPolicy"]
    assert because.startswith("($.eventName=AttachGroupPolicy) ||")


def test_topics_are_told_by_who_confirmed() -> None:
    ((account, _, name, confirmed, who, waiting, known, _),) = shipped("topics_by_who_confirmed", [snapshot("pass_whole_chain")])
    assert (account, name, confirmed, waiting, known) == ("111122223333", "security-alarms", 1, [], True)
    assert who[0].startswith("email:")


def test_what_changed_is_told_of_two_looks(tmp_path: Path) -> None:
    names = {"june": "pass_whole_chain", "july": "fail_no_alarm"}
    for month, name in names.items():
        (tmp_path / f"{month}.json").write_text(render(evaluate_inputs([str(snapshot(name))], of_one()), Page()))
    june, july = (tmp_path / f"{month}.json" for month in names)
    ((account, *_, change, stood, stands, before, now),) = shipped("changed_since_last_run", [june, july])
    assert (account, change, stood, stands, before) == ("111122223333", "worse", "reaches", "fail", None)
    assert "No alarm" in now
    assert [row[4] for row in shipped("changed_since_last_run", [july, june])] == ["better"]
    assert [row[4] for row in shipped("changed_since_last_run", [july, snapshot("pass_whole_chain")])] == ["better"]
    shutil.copy(june, tmp_path / "same.json")
    assert shipped("changed_since_last_run", [june, tmp_path / "same.json"]) == []
    with pytest.raises(UsageError, match=r"found one look alone\. Name an older report before it\.$"):
        shipped("changed_since_last_run", [june])
