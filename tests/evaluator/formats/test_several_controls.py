"""What every format says of several controls: each of them, numbers beside titles, and what stops several told once."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from functools import cache
from typing import Any

import pytest
from junitparser import JUnitXml
from markdown_it import MarkdownIt

from tests.aws.claims_controls import HUB
from tests.aws.claims_controls import IDS as CHAINS
from tests.conformance.judging import ROOT
from tests.evaluator.formats import hostile
from tests.evaluator.formats.estates import of_several
from trailgate_evaluator.engine import open_engine
from trailgate_evaluator.evaluation.choices import Choices
from trailgate_evaluator.evaluation.run import judge
from trailgate_evaluator.formats.markdown import MOST
from trailgate_evaluator.formats.page import Page
from trailgate_evaluator.formats.table import FORMATS
from trailgate_evaluator.inputs import read
from trailgate_evaluator.report.build import build
from trailgate_evaluator.report.numbers import in_short

Json = dict[str, Any]
IDS = {**CHAINS, "4.16": HUB}
NO_READS = "controls/fail_trail_no_reads"
ALL = ("controls/pass_all", "controls/fail_4_2", NO_READS, "snapshots/fail_no_trail")


@cache
def report(*names: str) -> Json:
    """All controls of these fixtures, each under the fixture's name."""
    given = read([str(ROOT / "fixtures" / name / "snapshot.json") for name in names])
    with open_engine("wasm") as engine:
        judged = judge(given, engine, Choices(), lambda _: None)
    inputs = [{**entry, "name": name.partition("/")[2]} for entry, name in zip(judged.inputs, names, strict=True)]
    return build(
        version="0",
        policies=judged.policies,
        engine=judged.engine,
        controls=judged.controls,
        inputs=inputs,
        results=judged.results,
    )


def shown(name: str, *fixtures: str) -> str:
    return FORMATS[name].load()(report(*fixtures), Page())


def table(markdown: str) -> list[list[str]]:
    """The cells of the first table, without its head."""
    page = MarkdownIt("gfm-like", {"linkify": False}).render(markdown).partition("</table>")[0]
    rows = [re.findall(r"<td>(.*?)</td>", row) for row in page.split("<tr>")]
    return [row for row in rows if row]


def test_text_has_a_line_for_each_control_and_tells_a_shared_cause_once() -> None:
    text = shown("text", NO_READS)
    assert [line.split()[0] for line in text.splitlines() if re.match(r"  4\.\d+ ", line)] == list(IDS)
    assert text.count("records only calls that write") == 1
    assert "(4.1 and 4.3: 2 controls)" in " ".join(text.split())
    assert "--control" not in next(line for line in text.splitlines() if "trailgate fix" in line)


def test_markdown_has_a_row_for_each_control_and_tells_a_shared_cause_once() -> None:
    text = shown("markdown", NO_READS)
    rows = table(text)
    assert [row[1].partition(" ")[0] for row in rows] == list(IDS)
    assert [row[1] for row in rows if row[0] == "❌"] == [
        "4.1 Calls refused for lack of permission raise an alarm",
        "4.3 Use of the root user raises an alarm",
    ]
    assert text.count("records only calls that write") == 1
    assert "<details" not in text


def test_markdown_tells_link_by_link_only_what_stops_one_control_alone() -> None:
    text = shown("markdown", "controls/fail_4_2")
    assert text.count("<details") == text.count("</details>") == 1
    assert "<summary>❌ 4.2 A console sign-in without MFA raises an alarm, account 111122223333" in text


def test_markdown_of_several_accounts_has_a_row_for_each_and_a_column_for_each_control() -> None:
    text = shown("markdown", *ALL)
    rows = {re.sub("<.*?>", "", row[1]): row[2:] for row in table(text)}
    assert {name: "".join(row) for name, row in rows.items()} == {
        "pass_all": "✅" * 16,
        "fail_4_2": f"✅❌{'✅' * 14}",
        "fail_trail_no_reads": f"❌✅❌{'✅' * 13}",
        "fail_no_trail": "❌" * 16,
    }
    assert text.count("(4.1 to 4.15: 15 controls)") == 1
    assert text.count("(4.16: 1 control)") == 1


def test_markdown_where_all_reach_a_person_is_a_table_and_no_more() -> None:
    text = shown("markdown", "controls/pass_all")
    assert len(table(text)) == len(IDS)
    assert "in the way" not in text
    assert "<details" not in text


def test_markdown_tells_once_what_is_so_of_many_accounts_and_each_sign_stands_for_one_thing() -> None:
    told = FORMATS["markdown"].load()(of_several(report("controls/pass_all"), 20), Page())
    assert "- 20 accounts: 4\\.1: The text asks for less since" in told
    assert told.count("The text asks for less since") == len(set(re.findall(r".*The text asks for less since.*", told))) == 2
    (legend,) = re.findall(r"^✅.*", told, re.MULTILINE)
    assert legend == "✅ reaches a person or passes where no chain is asked for"


def test_however_many_accounts_the_markdown_fits_a_comment() -> None:
    whole = report(NO_READS)
    exception = {"kind": "waiver", "owner": "soc", "reason": "r" * 900, "expires": 1798761600, "expired": False}
    results = [
        {**result, "input": place, "subject": {**result["subject"], "account": str(100000000000 + place)}, "exception": stated}
        for place in range(300)
        for result in whole["results"]
        for stated in [{**exception, "owner": result["control"]} if place % 2 else None]
    ]
    inputs = [{**whole["inputs"][0], "index": place, "name": f"{place}.json"} for place in range(300)]
    text = FORMATS["markdown"].load()({**whole, "inputs": inputs, "results": results}, Page())
    assert len(text) <= MOST
    assert re.search(r"\d+ more rows are left out", text)
    assert len(re.findall(r"- and \d+ more$", text, re.MULTILINE)) == 1
    assert "1. ❌ **300 accounts: trail org: Trail records writes only** (4.1 and 4.3)." in text
    assert text.count("trailgate fix . --email ADDRESS --output FOLDER") == 1


@pytest.mark.parametrize("text", hostile.HOSTILE, ids=lambda text: repr(text[:12]))
def test_a_hostile_number_or_title_is_shown_as_text(text: str) -> None:
    found = hostile.report(text)
    about = {"title": text, "benchmarks": {"cis_aws_2.0.0": text}}
    found = {**found, "controls": {**dict.fromkeys(found["controls"], about), "another": about}}
    page = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(FORMATS["markdown"].load()(found, Page()))
    tags = {"h3", "p", "table", "thead", "tbody", "tr", "th", "td", "ul", "li", "ol", "code", "pre", "strong", "br"}
    tags |= {"details", "summary", "sub"}
    assert set(re.findall(r"<(!--|/?[a-zA-Z][\w-]*)", page)) <= tags | {f"/{tag}" for tag in tags} | {"!--"}
    for name in ("text", "markdown", "html", "github"):
        shown = FORMATS[name].load()(found, Page())
        steering = {character for character in shown if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}}
        assert steering <= {"\n", "\t"}
    assert FORMATS["html"].load()(found, Page()).count("<script") == 1


def test_html_has_a_row_for_each_account_and_draws_chains_only_of_what_does_not_reach_a_person() -> None:
    page = shown("html", *ALL)
    rows = re.findall(r'<tr data-result="\d+".*?</tr>', page, re.DOTALL)
    assert len(rows) == len(ALL)
    assert all(re.findall(r'title="(\d+\.\d+) [A-Z]', row) == list(IDS) for row in rows)
    cells = "".join(rows)
    assert cells.count('<abbr class="reaches"') == 14 + 13 + 15
    assert cells.count('<abbr class="holds"') == 3
    assert cells.count('<abbr class="fail"') == 19
    assert all(f'id="{place}"' in page for place in re.findall(r'href="#([rc]\d+)"', page))
    assert page.count('<svg class="chain"') == 3
    assert page.count("(4.1 to 4.15: 15 controls)") == 1


def test_html_tells_no_field_of_all_records_that_only_some_controls_know() -> None:
    model = shown("html", "controls/pass_all").partition("What a required record is taken to look like")[2]
    assert "eventCategory" in model
    assert "MFAUsed" not in model


def test_junit_has_a_case_for_each_control() -> None:
    (suite,) = JUnitXml.fromstring(shown("junit", NO_READS).encode())
    cases = list(suite)
    assert [case.name.partition(" ")[0] for case in cases] == list(IDS)
    assert [case.classname for case in cases] == [f"trailgate.{control}" for control in IDS.values()]
    assert [case.name.partition(" ")[0] for case in cases if case.result] == ["4.1", "4.3"]


def test_sarif_has_rules_of_their_own_for_each_control() -> None:
    (run,) = json.loads(shown("sarif", "snapshots/fail_no_trail"))["runs"]
    rules = {rule["id"]: rule["shortDescription"]["text"] for rule in run["tool"]["driver"]["rules"]}
    assert rules == {f"{control}/trail_none": f"{number}: No trail" for number, control in CHAINS.items()} | {
        f"{HUB}/service_not_enabled": "4.16: Not enabled in every region"
    }
    assert len(run["results"]) == len(IDS)


def test_csv_has_a_row_for_each_control() -> None:
    rows = list(csv.DictReader(io.StringIO(shown("csv", "controls/pass_all"))))
    assert [row["control"] for row in rows] == list(IDS.values())
    assert all(f"cis_aws_2.0.0:{number}" in row["benchmarks"].split() for number, row in zip(IDS, rows, strict=True))


def test_asff_names_security_hubs_own_control_where_there_is_one() -> None:
    found = json.loads(shown("asff", "controls/pass_all"))
    own = [
        next((name for name in one["Compliance"]["RelatedRequirements"] if name.startswith("aws_security_hub/")), None)
        for one in found
    ]
    numbers = ["2", "3", "1", *map(str, range(4, 15))]
    assert own == [*(f"aws_security_hub/CloudWatch.{number}" for number in numbers), None, None]
    assert len({one["Id"] for one in found}) == len(IDS)


@pytest.mark.parametrize("name", ["ocsf", "jsonl"])
def test_a_list_of_results_has_one_for_each_control(name: str) -> None:
    text = shown(name, "controls/pass_all")
    told = json.loads(text) if name == "ocsf" else [json.loads(line)["result"] for line in text.splitlines()]
    assert [one["metadata"]["event_code"] if name == "ocsf" else one["control"] for one in told] == list(IDS.values())


def test_a_line_says_what_people_call_its_control() -> None:
    told = [json.loads(line) for line in shown("jsonl", "controls/pass_all").splitlines()]
    assert {one["number"]: one["result"]["control"] for one in told} == IDS
    assert [one["benchmark"] for one in told] == [None] * len(IDS)
    assert told[3]["title"] == "IAM policy changes raise an alarm"


def test_annotations_are_told_once_with_all_their_controls() -> None:
    lines = shown("github", "snapshots/fail_no_trail").splitlines()
    assert [re.split("::No trail records|::AWS Security Hub", line)[0] for line in lines[:-1]] == [
        "::error title=trailgate 4.1 to 4.15%3A No trail",
        "::error title=trailgate 4.16%3A Not enabled in every region",
    ]


def test_code_quality_has_an_issue_for_each_control_that_says_of_which() -> None:
    issues = json.loads(shown("gitlab", "snapshots/fail_no_trail"))
    assert [issue["description"].partition(":")[0] for issue in issues] == list(IDS)
    assert len({issue["fingerprint"] for issue in issues}) == len(IDS)


def test_numbers_in_a_row_are_told_as_one() -> None:
    assert in_short(["4.1", "4.2", "4.3", "4.5"]) == "4.1 to 4.3 and 4.5"
    assert in_short(["4.9", "4.10"]) == "4.9 and 4.10"
    assert in_short(["4.15", "5.16", "own-control"]) == "4.15, 5.16 and own-control"
    assert in_short([]) == ""


def test_text_names_other_routes_of_controls_that_do_not_pass() -> None:
    """Each once with its controls, of one account and of many."""
    for names in (("snapshots/fail_event_rule_only",), ("snapshots/fail_event_rule_only", "controls/pass_all")):
        said = " ".join(FORMATS["text"].written(report(*names), Page()).decode().split())
        assert said.count("EventBridge rule iam-changes in us-east-1 may match these records") == 1
        assert "Seen besides, and not judged." in said
    assert "Seen besides" not in FORMATS["text"].written(report("controls/pass_all"), Page()).decode()
