"""Folders compared as `evaluate` reads them, and the difference as Markdown and HTML."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from tests.estates.accounts import ARCHIVE, MANAGEMENT, MEMBER, estate, later, listed, stopped, without, written
from tests.estates.generated import emptied
from tests.evaluator.formats import hostile
from tests.evaluator.formats.test_html import inner, parsed
from trailgate_evaluator.cli.app import main
from trailgate_evaluator.diff.html import diff_html
from trailgate_evaluator.diff.markdown import diff_markdown
from trailgate_evaluator.diff.telling import told
from trailgate_evaluator.formats.markdown import MOST

SNAPSHOTS = Path("fixtures/snapshots")
OWN = "111122223333"
ACCOUNTS = ("000000000101", "000000000102", "000000000103")


def put(folder: Path, *fixtures: str) -> str:
    """A folder with one of these fixtures for each account."""
    folder.mkdir()
    for account, name in zip(ACCOUNTS, fixtures, strict=False):
        text = (SNAPSHOTS / name / "snapshot.json").read_text().replace(OWN, account)
        (folder / f"{account}.json").write_text(text)
    return str(folder)


@pytest.fixture
def folders(tmp_path: Path) -> tuple[str, str]:
    old = put(tmp_path / "old", "pass_whole_chain", "pass_whole_chain", "fail_no_alarm")
    new = put(tmp_path / "new", "fail_no_subscription", "fail_no_subscription", "fail_no_alarm")
    return old, new


def test_the_accounts_of_two_folders_are_compared_each_with_itself(
    folders: tuple[str, str], capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", *folders, "--format", "json"]) == 1
    found = json.loads(capfd.readouterr().out)
    assert [(one["account"], one["direction"]) for one in found["verdicts"]] == [
        (ACCOUNTS[0], "worse"),
        (ACCOUNTS[1], "worse"),
        (ACCOUNTS[2], "same"),
    ]
    assert {change["id"].split(":")[4] for change in found["resources"]} == set(ACCOUNTS[:2])


def test_what_changed_alike_in_several_accounts_is_told_once(folders: tuple[str, str], capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", *folders]) == 1
    text = " ".join(capfd.readouterr().out.split())
    assert text.count("worse: pass, effective yes → fail") == 1
    assert f"2 accounts: {ACCOUNTS[0]} and {ACCOUNTS[1]}" in text
    assert text.count("- subscription security@example.com removed in 2 accounts") == 2
    assert "same: 4.4 (1 verdict)" in text


def test_what_is_told_of_many_accounts_is_told_the_worst_first(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The worst verdict as it is now, then what most accounts have; whatever the numbers of the accounts."""
    every = [*ACCOUNTS, *(f"00000000020{number}" for number in range(4))]
    became = [
        "pass_actions_disabled", "unknown_alarms_refused", "fail_no_alarm", "fail_no_subscription", "fail_no_subscription",
        "unknown_alarms_refused", "unknown_alarms_refused",
    ]  # fmt: skip
    for folder, names in (("old", ["pass_whole_chain"] * len(every)), ("new", became)):
        (tmp_path / folder).mkdir()
        for account, name in zip(every, names, strict=True):
            text = (SNAPSHOTS / name / "snapshot.json").read_text().replace(OWN, account)
            (tmp_path / folder / f"{account}.json").write_text(text)
    assert main(["diff", str(tmp_path / "old"), str(tmp_path / "new"), "--control", "4.4", "--format", "json"]) == 1
    groups = told(json.loads(capfd.readouterr().out)).verdicts
    assert [(one.head.partition("→ ")[2], one.accounts.partition(" account")[0].partition(" ")[0]) for one in groups] == [
        ("fail", "2"), ("fail", "account"), ("unknown", "3"), ("pass, effective no", "account"),
    ]  # fmt: skip


def test_an_account_that_only_one_folder_has_is_new_or_gone(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    one, two = put(tmp_path / "one", "fail_no_alarm"), put(tmp_path / "two", "fail_no_alarm", "pass_whole_chain")
    for old, new, code, direction, said in ((one, two, 0, "new", "old"), (two, one, 1, "worse", "new")):
        assert main(["diff", old, new, "--format", "json"]) == code
        verdicts = json.loads(capfd.readouterr().out)["verdicts"]
        assert {verdict["account"]: verdict["direction"] for verdict in verdicts}[ACCOUNTS[1]] == direction
        main(["diff", old, new])
        assert f"Among the {said} snapshots is none of this account." in capfd.readouterr().out


def test_what_failed_and_is_not_given_any_more_is_judged_no_more(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    old, new = put(tmp_path / "old", "fail_no_alarm", "fail_no_alarm"), put(tmp_path / "new", "fail_no_alarm")
    assert main(["diff", old, new, "--control", "4.4"]) == 0
    said = capfd.readouterr().out
    assert "Of 2 accounts: in 1 something is judged no more, in 1 all is as it was." in said
    assert "Among the new snapshots is none of this account." in said


@pytest.fixture
def joining(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the program is used, where the tests of other files ask for each account by itself."""
    monkeypatch.delenv("TRAILGATE_NO_JOIN", raising=False)


@pytest.mark.parametrize("state", ["SUSPENDED", "PENDING_CLOSURE"])
@pytest.mark.parametrize("is_given", [True, False])
@pytest.mark.parametrize("as_reports", [True, False])
@pytest.mark.usefixtures("joining")
def test_an_account_that_was_closed_has_lost_nothing(
    state: str, is_given: bool, as_reports: bool, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    made = estate(group=ARCHIVE)
    closed = {"Id": MEMBER, "Name": "payments", "State": state}
    after = made | {MANAGEMENT: later(listed(made[MANAGEMENT], [closed]), 2)}
    old, new = str(tmp_path / "old"), str(tmp_path / "new")
    written(tmp_path / "old", made)
    written(tmp_path / "new", after if is_given else without(after, MEMBER))
    if as_reports:
        for side in (old, new):
            main(["evaluate", side, "--control", "4.4", "-o", f"{side}.json"])
        old, new = f"{old}.json", f"{new}.json"
    capfd.readouterr()
    control = () if as_reports else ("--control", "4.4")
    assert main(["diff", old, new, *control]) == 0
    said = " ".join(capfd.readouterr().out.split())
    is_what = {"SUSPENDED": "is suspended", "PENDING_CLOSURE": "is about to be closed"}[state]
    among = "report" if as_reports else "snapshots"
    assert f"By its organization's list in the new {among}, this account {is_what}; it is not judged." in said
    assert "is none of this account" not in said
    assert main(["diff", new, old, *control]) == 0
    back = " ".join(capfd.readouterr().out.split())
    assert f"By its organization's list in the old {among}, this account {is_what}; it is not judged." in back


def test_accounts_that_lost_other_records_are_told_apart(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    old = put(tmp_path / "old", "fail_no_alarm")
    new = put(tmp_path / "new", "fail_no_alarm", "fail_no_alarm", "fail_filter_misses_failed_calls")
    assert main(["diff", old, new, "--control", "4.4", "--format", "json"]) == 0
    verdicts = [one for one in json.loads(capfd.readouterr().out)["verdicts"] if one["direction"] == "new"]
    assert [one["records"]["lost"] for one in verdicts] == [[], []]
    assert [{cause["code"] for cause in one["causes"]} for one in verdicts] == [{"alarm_none"}, {"filter_misses_failed_calls"}]
    assert not any(cause["because"] for one in verdicts for cause in one["causes"])
    main(["diff", old, new, "--control", "4.4"])
    said = capfd.readouterr().out
    assert (said.count("new: nothing → fail"), said.count("+ break: "), said.count("no longer reach")) == (2, 2, 0)
    assert "16 records do not reach a person" in said


def test_accounts_of_one_cause_that_lost_other_records_are_told_apart() -> None:
    found = difference("plain")
    (one,) = found["verdicts"]
    other = {**one, "account": ACCOUNTS[1], "records": {"lost": ["PutUserPolicy"], "won": []}}
    alike = {**one, "account": ACCOUNTS[2]}
    entries = told({**found, "verdicts": [one, other, alike]}).verdicts
    assert [entry.records for entry in entries] == [
        ("1 record no longer reaches a person: plain",),
        ("1 record no longer reaches a person: PutUserPolicy",),
    ]
    assert [entry.accounts.partition(":")[0] for entry in entries] == ["2 accounts", f"account {ACCOUNTS[1]} (plain)"]


def test_what_names_one_account_is_told_of_it_and_of_others_once() -> None:
    found = difference("plain")
    (one,) = found["verdicts"]
    cause = {**one["causes"][0], "sentence": f"Account {ACCOUNTS[1]} shares nothing.", "because": []}
    entries = told({**found, "verdicts": [{**one, "account": account, "causes": [cause]} for account in ACCOUNTS]}).verdicts
    assert [entry.accounts.partition(":")[0] for entry in entries] == ["3 accounts"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("proven", "without_a_link", "no longer sees the metrics of account"),
        ("without_a_link", "proven", "sees the metrics of account 222233334444 now"),
        ("proven", "links_refused", "no longer surely sees the metrics of account"),
        ("links_refused", "proven", "surely sees the metrics of account 222233334444 now"),
        ("links_refused", "without_a_link", "does not see the metrics of account"),
        ("without_a_link", "links_refused", "perhaps sees the metrics of account 222233334444 now"),
    ],
)
def test_what_is_shared_with_an_alarm_is_no_change_of_the_alarm(
    old: str, new: str, said: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRAILGATE_NO_JOIN", "")
    folders = [f"fixtures/estates/monitoring_account_{name}/snapshots" for name in (old, new)]
    code = main(["diff", *folders, "--control", "4.4", "--format", "json"])
    data = capfd.readouterr().out
    assert "unshared:" not in data
    difference = json.loads(data)
    assert difference["resources"] == []
    assert {one["change"] for one in difference["sharing"]} == {"sharing"}
    assert main(["diff", *folders, "--control", "4.4"]) == code
    text = " ".join(capfd.readouterr().out.split())
    assert f"alarm iam-policy-changes in account 333344445555 {said}" in text
    assert (text.count("account 333344445555 "), "4 accounts: 222233334444, " in text) == (text.count(said), True)


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_a_link_that_is_lost_and_decides_no_verdict_is_told(
    form: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The control fails before and after for want of a filter; the alarm of another one sees the metrics no more."""
    monkeypatch.setenv("TRAILGATE_NO_JOIN", "")
    folders = [f"fixtures/estates/monitoring_account_{name}/snapshots" for name in ("proven", "without_a_link")]
    assert main(["diff", *folders, "--control", "4.3", "--format", form]) == 0
    said = " ".join(re.sub(r"<[^>]*>|\\", "", capfd.readouterr().out).split())
    assert "No resource changed." in said
    assert "What alarms see of other accounts" in said
    assert "no longer sees the metrics of account 222233334444" in said


@pytest.fixture
def organizations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """An organization of eight accounts; in the new folder its log archive has lost the filter, and two accounts gave nothing."""
    monkeypatch.setenv("TRAILGATE_NO_JOIN", "")
    members = tuple(f"99999999999{place}" for place in range(6))
    made = estate(group=ARCHIVE, members=members)
    made[members[5]] = emptied(made[members[5]], "DescribeTrails")
    rows = [{"Id": account, "Name": f"name of {account[-1]}", "State": "ACTIVE"} for account in made]
    made[MANAGEMENT] = listed(made[MANAGEMENT], rows)
    written(tmp_path / "old", made)
    lost = without({**made, ARCHIVE: emptied(made[ARCHIVE], "DescribeMetricFilters")}, members[4], members[5])
    written(tmp_path / "new", lost)
    return str(tmp_path / "old"), str(tmp_path / "new")


def test_what_one_account_lost_is_told_once_of_all_with_where_it_was(
    organizations: tuple[str, str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", *organizations]) == 1
    told_ = " ".join(capfd.readouterr().out.split())
    assert "Of 8 accounts: in 7 something got worse, of 1 something cannot be told any more." in told_
    assert told_.count("worse: pass, effective yes → fail") == 1
    assert "- metric filter iam-policy-changes removed in account 222233334444 (name of 4)" in told_
    assert "6 accounts: 222233334444 (name of 4), 777788889999 (name of 9)," in told_
    assert main(["diff", *organizations, "-o", str(tmp_path / "d.html")]) == 1
    page = inner(parsed((tmp_path / "d.html").read_text("utf-8")))
    assert "999999999993 (name of 3)" in page


def test_an_account_that_gives_nothing_any_more_has_lost_nothing(
    organizations: tuple[str, str], capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", *organizations, "--format", "json"]) == 1
    found = json.loads(capfd.readouterr().out)
    directions = {verdict["account"][-1]: verdict["direction"] for verdict in found["verdicts"] if verdict["account"] > "9"}
    assert directions == {**dict.fromkeys("01234", "worse"), "5": "unclear"}
    lost = {("metric_filter", "removed"), ("service", "hidden")}
    assert {(change["link"], change["change"]) for change in found["resources"]} == lost
    main(["diff", *reversed(organizations), "--format", "json"])
    back = json.loads(capfd.readouterr().out)
    assert {(change["link"], change["change"]) for change in back["resources"]} == {
        ("metric_filter", "added"),
        ("service", "seen"),
    }


def test_a_folder_with_what_cannot_be_read_is_refused(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    old, new = put(tmp_path / "old", "fail_no_alarm"), put(tmp_path / "new", "fail_no_alarm")
    (tmp_path / "new" / "broken.json").write_text("{")
    assert main(["diff", old, new]) == 4
    assert "broken.json" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("name", "start"),
    [("d.md", "### trailgate diff: 2 worse, 1 same"), ("d.html", "<!DOCTYPE html>"), ("d.json", "{"), ("d.txt", "")],
)
def test_a_file_name_asks_for_the_format(
    folders: tuple[str, str], tmp_path: Path, name: str, start: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", *folders, "-o", str(tmp_path / name)]) == 1
    assert (tmp_path / name).read_text().startswith(start)
    assert "2 worse, 1 same; written to" in capfd.readouterr().err


def test_each_place_gets_the_whole_answer(folders: tuple[str, str], tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    places = [str(tmp_path / "d.md"), f"html={tmp_path / 'page'}", "-", str(tmp_path / "d.json")]
    assert main(["diff", *folders, *(each for place in places for each in ("-o", place))]) == 1
    said = capfd.readouterr()
    assert (tmp_path / "d.md").read_text().startswith("### trailgate diff: 2 worse, 1 same")
    assert (tmp_path / "page").read_text().startswith("<!DOCTYPE html>")
    assert json.loads((tmp_path / "d.json").read_text())["format"] == "trailgate/diff/v1"
    assert "worse: pass" in said.out
    assert all(name in said.err for name in ("d.md", "page", "d.json"))


def test_two_answers_for_one_place_are_refused(
    folders: tuple[str, str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    place = str(tmp_path / "d.md")
    assert main(["diff", *folders, "-o", place, "-o", f"html={place}"]) == 2
    assert "two reports for" in capfd.readouterr().err
    assert not Path(place).exists()


@pytest.mark.parametrize(
    ("output", "said"), [("d.xlsx", "--format"), ("xlsx=d.html", "--format"), ("no/such/d.md", "Make the folder first")]
)
def test_a_place_that_will_not_do_is_refused_before_anything_is_judged(
    output: str, said: str, folders: tuple[str, str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    form, separator, path = output.rpartition("=")
    assert main(["diff", *folders, "-o", f"{form}{separator}{tmp_path / path}"]) == 2
    assert said in capfd.readouterr().err


def difference(text: str) -> dict[str, Any]:
    """A difference with the text in every place that an input can fill."""
    side = {"name": text, "kind": "folder", "digest": None, "policies": "sha256:0"}
    change = {
        "id": f"arn:aws:sns:us-east-1:{ACCOUNTS[0]}:{text}", "link": "topic", "name": text, "change": "changed",
        "fields": [{"field": "policy", "old": text, "new": {text: text}}],
    }  # fmt: skip
    short = {"status": "pass", "effective": "yes", "outcome": "pass"}
    cause = {
        "kind": "break", "link": "topic", "code": "topic_missing", "id": text, "records": [], "sentence": "Gone.",
        "came": "appeared", "because": [change],
    }  # fmt: skip
    verdict = {
        "control": "a-control", "number": "4.4", "account": ACCOUNTS[0], "account_name": text, "old": short,
        "new": {**short, "status": "fail", "effective": None}, "direction": "worse",
        "records": {"lost": [text], "won": []}, "causes": [cause],
    }  # fmt: skip
    return {
        "format": "trailgate/diff/v1", "old": side, "new": side, "same_policies": False, "sharing": [], "resources": [change],
        "verdicts": [verdict],
    }  # fmt: skip


@pytest.mark.parametrize("text", [one for one in hostile.HOSTILE if len(one) < 1000], ids=lambda text: repr(text[:12]))
def test_a_hostile_value_is_text_on_the_page_and_in_the_comment(text: str) -> None:
    page, plain = parsed(diff_html(difference(text))), parsed(diff_html(difference("plain")))
    assert {element.tag for element in page.iter()} - {"wbr"} == {element.tag for element in plain.iter()} - {"wbr"}
    shown = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(diff_markdown(difference(text)))
    expected = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(diff_markdown(difference("plain")))
    assert [shown.count(tag) for tag in ("<h3", "<li", "<details", "<a ", "<img", "<script")] == [
        expected.count(tag) for tag in ("<h3", "<li", "<details", "<a ", "<img", "<script")
    ]


def test_the_page_says_what_was_compared_and_that_the_policies_differ() -> None:
    said = inner(parsed(diff_html(difference("plain"))))
    for told_ in (
        "plain → plain",
        "1 worse",
        "1 resource changed",
        "4.4 a-control",
        f"account {ACCOUNTS[0]} (plain)",
        "The policies differ too",
    ):
        assert told_ in said, told_


def test_a_comment_has_room_for_any_difference_and_counts_the_rest() -> None:
    many = difference("plain")
    (change,) = many["resources"]
    many["resources"] = [{**change, "id": f"{change['id']}{n}", "name": f"topic-{n}" * 9} for n in range(2000)]
    text = diff_markdown(many)
    assert len(text) <= MOST
    assert "more; `--format json` lists them all" in text
    assert text.count("<details") == text.count("</details>") == 1


def test_a_service_that_changed_in_many_regions_is_told_once() -> None:
    many = difference("plain")
    regions = [f"eu-west-{n}" for n in range(1, 31)]
    many["resources"] = [
        {
            "id": f"arn:aws:securityhub:{region}:{ACCOUNTS[0]}:hub/default", "link": "service",
            "name": f"Security Hub in {region}", "change": "removed", "fields": [],
        }
        for region in regions
    ]  # fmt: skip
    (change,) = told(many).changes
    assert change.text == (
        "service AWS Security Hub CSPM in 30 regions (eu-west-1, eu-west-2, eu-west-3, eu-west-4 and 26 more) removed"
    )


@pytest.mark.parametrize("name", ["client.zip", "client.tar.gz"])
def test_an_archive_is_compared_as_the_folder_in_it(
    name: str, folders: tuple[str, str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    old, new = folders
    stem, _, kind = name.partition(".")
    packed = shutil.make_archive(str(tmp_path / stem), "gztar" if kind == "tar.gz" else kind, new)
    assert main(["diff", old, new, "--format", "json"]) == 1
    unpacked = json.loads(capfd.readouterr().out)
    assert main(["diff", old, packed, "--format", "json"]) == 1
    found = json.loads(capfd.readouterr().out)
    assert (found["verdicts"], found["resources"]) == (unpacked["verdicts"], unpacked["resources"])


def test_an_archive_without_snapshots_says_so(
    folders: tuple[str, str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "nothing").mkdir()
    empty = shutil.make_archive(str(tmp_path / "nothing"), "tar", tmp_path / "nothing")
    assert main(["diff", folders[0], empty]) == 4
    assert "expected an archive with files that end in .json" in capfd.readouterr().err


def test_a_copy_in_a_folder_counts_once(folders: tuple[str, str], capfd: pytest.CaptureFixture[str]) -> None:
    old, new = folders
    content = json.loads((Path(new) / f"{ACCOUNTS[0]}.json").read_text())
    (Path(new) / "again.json").write_text(json.dumps(content, indent=1))
    assert main(["diff", old, new, "--format", "json"]) == 1
    assert [one["account"] for one in json.loads(capfd.readouterr().out)["verdicts"]] == list(ACCOUNTS)


def test_who_was_told_otherwise_of_a_trail_is_told_in_words(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TRAILGATE_NO_JOIN")
    made = estate()
    written(tmp_path / "old", made)
    written(tmp_path / "new", {**made, MEMBER: later(stopped(made[MEMBER]), 2)})
    assert main(["diff", str(tmp_path / "old"), str(tmp_path / "new"), "--control", "4.4"]) == 1
    text = " ".join(capfd.readouterr().out.split())
    assert f"told otherwise before: nothing → logging by account {MANAGEMENT} (account {MEMBER} is newer)" in text
    assert '"newer"' not in text


SNAPSHOT_OF_PLAN = {
    "111122223333": "123456789012", "777788889999": "123456789012", "security-alarms": "cis-alarms",
    "security@example.com": "secops@example.com",
}  # fmt: skip
OF_PLAN = "arn:aws:sns:us-east-1:123456789012:cis-alarms:1662a8a0-c917-44be-a393-80c0faef06ac"


@pytest.mark.parametrize("endpoint", ["secops@example.com", "another@example.com"])
def test_a_subscription_whose_arn_the_plan_does_not_know_is_one(
    endpoint: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    text = (SNAPSHOTS / "pass_whole_chain" / "snapshot.json").read_text()
    for one, other in {**SNAPSHOT_OF_PLAN, "security@example.com": endpoint}.items():
        text = text.replace(one, other)
    snapshot, plan = tmp_path / "snapshot.json", tmp_path / "plan.json"
    snapshot.write_text(text)
    told = Path("fixtures/plans/21_noop_all_known/plan.json").read_text().replace(OF_PLAN, "pending confirmation")
    plan.write_text(told)
    main(["diff", str(snapshot), str(plan), "--format", "json"])
    found = json.loads(capfd.readouterr().out)
    changes = [one["change"] for one in found["resources"] if one["link"] == "subscription"]
    assert "added" not in changes or endpoint != "secops@example.com"
    assert len(changes) == (0 if endpoint == "secops@example.com" else 2)
