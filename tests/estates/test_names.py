"""What other accounts are called stands beside their numbers, wherever a report names one."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.estates.accounts import ARCHIVE, MANAGEMENT, MEMBER, TOPICS, estate, listed, written
from tests.estates.judging import judged
from trailgate_evaluator.formats.page import Page
from trailgate_evaluator.formats.table import FORMATS
from trailgate_evaluator.report import orders, sentences
from trailgate_evaluator.report.shared import shared_causes
from trailgate_evaluator.report.stored import read_report

Json = dict[str, Any]
NAMES = {MANAGEMENT: "management", MEMBER: "payments", ARCHIVE: "log archive (eu)", TOPICS: "tools, which owns it: x"}


def organization(*given: str) -> dict[str, Json]:
    """An estate whose trail, log group and topic are in three accounts, of which these give a snapshot; all are on the list."""
    made = estate(group=ARCHIVE, topic=TOPICS)
    rows = [{"Id": account, "Name": name, "State": "ACTIVE"} for account, name in NAMES.items()]
    made[MANAGEMENT] = listed(made[MANAGEMENT], rows)
    return {account: made[account] for account in given}


def member_of(report: Json) -> Json:
    (found,) = [result for result in report["results"] if result["subject"]["account"] == MEMBER]
    return dict(found)


def test_an_account_that_gave_no_snapshot_is_named_by_the_organizations_list(tmp_path: Path) -> None:
    report = judged(written(tmp_path, organization(MANAGEMENT, MEMBER)))
    member = member_of(report)
    assert member["account_names"] == {ARCHIVE: NAMES[ARCHIVE]}
    assert {sentences.of_gap(gap, member) for gap in member["gaps"]} == {
        f"The data of the account that holds {what} of account {ARCHIVE} (log archive (eu)) was not supplied."
        for what in ("log group org-trail", "the metric filters of log group org-trail", "the alarms")
    }
    (order,) = {orders.of_gap(gap, member) for gap in member["gaps"]}
    assert order.startswith(f"Supply the snapshot of account {ARCHIVE} (log archive (eu)) together with this one: ")
    shared = next(one for one in shared_causes(report) if len(one.accounts()) == 2)
    assert (shared.once(), shared.order()) == ("One answer settles it for all.", order)


def test_what_is_to_be_done_in_an_account_that_gave_one_is_addressed_by_name(tmp_path: Path) -> None:
    made = organization(MANAGEMENT, MEMBER, ARCHIVE, TOPICS)
    for call in made[TOPICS]["calls"]:
        if call["operation"] == "ListSubscriptionsByTopic":
            call["pages"] = [{"Subscriptions": []}]
    report = judged(written(tmp_path, made))
    member = member_of(report)
    assert "account_names" not in member, "its sources tell them"
    order = orders.of_break(member["breaks"][0], member)
    assert order.startswith(f"In account {TOPICS} (tools, which owns it: x), which owns it: Subscribe the people")
    (one,) = shared_causes(report)
    assert one.order() == orders.of_break({**member["breaks"][0], "id": None}, {**member, "resources": {}})


@pytest.mark.parametrize("name", ["text", "html", "markdown", "csv"])
def test_every_format_for_people_has_the_names(name: str, tmp_path: Path) -> None:
    report = judged(written(tmp_path, organization(MANAGEMENT, MEMBER)))
    for page in (Page(), Page(details=True)):
        shown = " ".join(FORMATS[name].written(report, page).decode().split())
        assert f"{ARCHIVE} (log archive (eu))" in shown


def test_what_is_so_of_several_accounts_names_none_of_them(tmp_path: Path) -> None:
    made = estate(group=ARCHIVE)
    rows = [{"Id": f"99999999999{place}", "Name": f"new {place}", "State": "ACTIVE"} for place in range(2)]
    report = judged(written(tmp_path, {**made, MANAGEMENT: listed(made[MANAGEMENT], rows)}))
    (one,) = shared_causes(report)
    assert one.sentence == "The account is on its organization's list, and no snapshot shows what it holds."


def test_a_workbook_names_the_owner_of_each_resource(tmp_path: Path) -> None:
    report = judged(written(tmp_path, organization(*NAMES)))
    sheet = openpyxl.load_workbook(BytesIO(FORMATS["xlsx"].written(report, Page())))["resources"]
    head, *rows = sheet.iter_rows(values_only=True)
    owner = head.index("owner")
    assert head[owner + 1] == "owner's name"
    told = {(row[owner], row[owner + 1]) for row in rows if row[0] == MEMBER}
    assert told == {(account, NAMES[account]) for account in (MANAGEMENT, ARCHIVE, TOPICS)}


def test_a_report_with_names_is_read_back(tmp_path: Path) -> None:
    report = judged(written(tmp_path / "estate", organization(MANAGEMENT, MEMBER)))
    path = tmp_path / "report.json"
    path.write_text(json.dumps(report))
    assert read_report(str(path))["results"] == report["results"]
