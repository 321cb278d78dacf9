"""What other tools exported: never another verdict than the collector's, and unknown only by what the tool is known to lack."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.aws.claims_controls import HUB, IDS
from tests.exports.accounts import BROKEN, GOOD, WRONG, wrong_controls
from tests.exports.judging import TOOLS, collected, copied, current_answers, dated, made, sample, statuses, verdicts
from trailgate_evaluator.engine import Engine, open_engine
from trailgate_evaluator.report.orders import of_gap

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

EACH = pytest.mark.parametrize("tool", TOOLS)
ORGANIZATIONS = IDS["4.15"]
"""None of the tools tells the account's role in its organization."""
SOME = (IDS["4.4"], IDS["4.6"])
_LACKING = {"failed", "not_collected", "skipped", "truncated"}


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine("wasm") as opened:
        yield opened


@pytest.fixture(scope="module")
def opa() -> Iterator[Engine]:
    with open_engine("opa") as opened:
        yield opened


@pytest.fixture(scope="module")
def right(engine: Engine) -> dict[str, dict[str, str]]:
    """What the collector's snapshot of each account says, by control."""
    return {account: statuses(verdicts(engine, collected(account))) for account in ("passing", "broken")}


@pytest.mark.parametrize("account", ["passing", "broken"])
@EACH
def test_an_export_says_what_the_collector_says_or_names_what_it_lacks(
    engine: Engine, right: dict[str, dict[str, str]], tmp_path: Path, tool: str, account: str
) -> None:
    told = verdicts(engine, copied(sample(tool, account), tmp_path))
    assert told.keys() == right[account].keys()
    for control, result in told.items():
        if result["status"] != right[account][control]:
            assert result["status"] == "unknown"
            assert result["gaps"]
            assert all(gap["link"] and gap["reason"] in _LACKING for gap in result["gaps"])


def test_the_accounts_are_what_they_are_said_to_be(right: dict[str, dict[str, str]]) -> None:
    assert set(right["passing"].values()) == {"pass"}
    assert {name for name, status in right["broken"].items() if status == "fail"} == wrong_controls()


@pytest.mark.parametrize("tool", ["scoutsuite", "cloudsploit", "cloudquery", "steampipe"])
def test_current_answers_about_logs_beside_it_settle_what_passes(engine: Engine, tmp_path: Path, tool: str) -> None:
    paths = [copied(sample(tool, "passing"), tmp_path), current_answers("passing", tmp_path / "aws")]
    told = statuses(verdicts(engine, *paths))
    assert {name for name, status in told.items() if status != "pass"} <= {HUB, ORGANIZATIONS}


def test_config_beside_it_settles_nothing(engine: Engine, tmp_path: Path) -> None:
    paths = [copied(sample("aws_config", "passing"), tmp_path), current_answers("passing", tmp_path / "aws")]
    assert set(statuses(verdicts(engine, *paths)).values()) == {"unknown"}


def test_what_is_whole_beside_current_answers_proves_what_fails(engine: Engine, tmp_path: Path) -> None:
    paths = [copied(sample("cloudsploit", "broken"), tmp_path), current_answers("broken", tmp_path / "aws")]
    told = statuses(verdicts(engine, *paths))
    # A composite alarm, of which CloudSploit does not ask, may tell of the alarm that tells nobody.
    assert {number: told[IDS[number]] for number in WRONG} == {"4.4": "fail", "4.5": "unknown", "4.6": "fail"}


@pytest.mark.parametrize("tool", ["scoutsuite", "cloudquery", "steampipe"])
def test_what_hides_refusals_proves_no_fail(engine: Engine, tmp_path: Path, tool: str) -> None:
    paths = [copied(sample(tool, "broken"), tmp_path), current_answers("broken", tmp_path / "aws")]
    told = statuses(verdicts(engine, *paths))
    assert {told[IDS[number]] for number in WRONG} == {"unknown"}
    assert "fail" not in told.values()


@pytest.mark.parametrize(("tool", "account"), [("steampipe", "passing"), ("cloudquery", "broken")])
def test_whichever_file_is_lost_no_verdict_gets_better(
    engine: Engine, right: dict[str, dict[str, str]], tmp_path: Path, tool: str, account: str
) -> None:
    folder, beside = copied(sample(tool, account), tmp_path), current_answers(account, tmp_path / "aws")
    whole = statuses(verdicts(engine, folder, beside, controls=SOME))
    for file in sorted(one for one in [*folder.rglob("*"), *beside.rglob("*")] if one.is_file()):
        kept = file.read_bytes()
        file.unlink()
        told = statuses(verdicts(engine, folder, beside, controls=SOME))
        file.write_bytes(kept)
        dated(file)
        assert {name for name, status in told.items() if status == "pass"} <= {name for name in whole if whole[name] == "pass"}
        assert all(status in {"unknown", right[account][name]} for name, status in told.items()), file.name


def test_a_trail_that_does_not_log_is_a_fail_where_the_tool_lists_all_trails(engine: Engine, tmp_path: Path) -> None:
    path = changed(copied(sample("cloudsploit", "passing"), tmp_path), _stopped)
    told = statuses(verdicts(engine, path, controls=SOME))
    assert set(told.values()) == {"fail"}


def test_security_hub_off_in_one_region_is_a_fail(engine: Engine, tmp_path: Path) -> None:
    path = changed(copied(sample("cloudsploit", "passing"), tmp_path), _without_hub)
    assert statuses(verdicts(engine, path, controls=(HUB,)))[HUB] == "fail"


def test_two_tools_that_differ_prove_nothing(engine: Engine, tmp_path: Path) -> None:
    beside = current_answers("passing", tmp_path / "aws")
    first = changed(
        copied(sample("cloudsploit", "passing"), tmp_path), lambda content: _first_alarm(content).update(AlarmActions=[])
    )
    second = copied(sample("scoutsuite", "passing"), tmp_path)
    told = statuses(verdicts(engine, first, second, beside, controls=(IDS["4.1"], IDS["4.4"])))
    assert "pass" not in told.values()


def test_what_settles_it_is_one_answer_more(engine: Engine, tmp_path: Path) -> None:
    (result,) = verdicts(engine, copied(sample("scoutsuite", "passing"), tmp_path), controls=SOME[:1]).values()
    told = {gap["call"]: of_gap(gap, result) for gap in result["gaps"] if (gap["error"] or {}).get("code") == "MayBeMore"}
    assert told["cloudtrail:DescribeTrails"].startswith("Put the answer of `aws cloudtrail describe-trails` in ")


def test_one_region_of_config_never_shows_that_there_is_no_other_trail(engine: Engine, tmp_path: Path) -> None:
    def record_all(content: Json) -> None:
        (trail,) = (one for one in content["configurationItems"] if one["resourceType"] == "AWS::CloudTrail::Trail")
        trail["configuration"]["isMultiRegionTrail"] = False
        content["configurationItems"].append(_recorder({"Recording": True, "RecordingGroup": {"AllSupported": True}}))

    file = f"{GOOD}_Config_us-east-1_ConfigSnapshot.json"
    path = changed(copied(sample("aws_config", "passing") / file, tmp_path), record_all)
    assert set(statuses(verdicts(engine, path, controls=SOME)).values()) == {"unknown"}


def test_of_two_tools_the_one_that_leaves_out_less_counts(engine: Engine, tmp_path: Path) -> None:
    paths = [sample("steampipe", "passing"), sample("aws_config", "passing")]
    copies = [copied(path, tmp_path / path.parent.name) for path in paths]
    told = statuses(verdicts(engine, *copies, current_answers("passing", tmp_path / "aws"), controls=SOME))
    assert set(told.values()) == {"pass"}


@pytest.mark.parametrize("tool", ["scoutsuite", "cloudsploit", "cloudquery", "steampipe"])
def test_evidence_leads_to_the_row_in_the_tools_own_file(engine: Engine, tmp_path: Path, tool: str) -> None:
    paths = [copied(sample(tool, "passing"), tmp_path), current_answers("passing", tmp_path / "aws")]
    (result,) = verdicts(engine, *paths, controls=SOME[:1]).values()
    links = {link["link"]: link for chain in result["chains"] for link in chain["links"]}
    for kind, name in (("trail", "org"), ("alarm", "cis-4.4"), ("topic", "security-alarms"), ("subscription", "security-alarms")):
        _, file, pointer = links[kind]["at"].split("#")
        assert name in json.dumps(_at(file, pointer))
        assert "cis-4.5" not in json.dumps(_at(file, pointer))


def test_both_engines_say_the_same(engine: Engine, opa: Engine, tmp_path: Path) -> None:
    paths = [copied(sample("cloudsploit", "broken"), tmp_path), current_answers("broken", tmp_path / "aws")]
    assert verdicts(engine, *paths) == verdicts(opa, *paths)


def test_steampipes_older_shape_tells_the_same(tmp_path: Path) -> None:
    folder = copied(sample("steampipe", "passing"), tmp_path)
    newer = [_told(one) for one in made(folder).made]
    for file in folder.iterdir():
        file.write_text(json.dumps(json.loads(file.read_bytes())["rows"]))
        dated(file)
    assert [_told(one) for one in made(folder).made] == newer


def test_parquet_tells_the_same_as_lines_of_json(tmp_path: Path) -> None:
    from trailgate_evaluator.exports.parquet import rows_in

    folder = copied(sample("cloudquery", "broken"), tmp_path)
    packed = [_told(one) for one in made(folder).made]
    assert packed
    for file in list(folder.rglob("*.parquet")):
        lines = [json.dumps(row) for row in rows_in(file.read_bytes(), file.name)]
        file.with_suffix(".json").write_text("\n".join(lines) + "\n")
        dated(file.with_suffix(".json"))
        file.unlink()
    assert [_told(one) for one in made(folder).made] == packed


def test_parquet_without_pyarrow_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    found = made(copied(sample("cloudquery", "broken"), tmp_path))
    assert not found.made
    assert {left.why for taken in found.files for left in taken.left} == {"unread"}
    assert all("trailgate[parquet]" in left.what_to_do for taken in found.files for left in taken.left)


def test_a_list_as_long_as_a_page_may_go_on(tmp_path: Path) -> None:
    def fill(content: Json) -> None:
        rows = content["sns"]["listTopics"]["us-east-1"]["data"]
        rows += [{"TopicArn": f"{rows[0]['TopicArn']}-{number}"} for number in range(100 - len(rows))]

    (account,) = made(changed(copied(sample("cloudsploit", "passing"), tmp_path), fill)).made
    found = {(one.name, one.region): one.outcome for one in account.answers}
    assert found["sns:ListTopics", "us-east-1"] == "truncated"
    assert found["sns:ListTopics", "eu-west-1"] == "answered"


def test_filters_without_their_scope_prove_nothing_and_that_there_is_none_does(engine: Engine, tmp_path: Path) -> None:
    path = copied(sample("cloudsploit", "broken"), tmp_path)
    assert set(statuses(verdicts(engine, path, controls=SOME)).values()) == {"unknown"}
    path = changed(path, lambda content: content["cloudwatchlogs"]["describeMetricFilters"]["us-east-1"].update(data=[]))
    assert set(statuses(verdicts(engine, path, controls=SOME)).values()) == {"fail"}


def test_an_account_of_many_filters_is_not_too_much_to_think_through(engine: Engine, tmp_path: Path) -> None:
    def fill(content: Json) -> None:
        for lists in (content["cloudwatchlogs"]["describeMetricFilters"], content["cloudwatch"]["describeAlarms"]):
            rows = lists["us-east-1"]["data"]
            lists["us-east-1"]["data"] = [
                json.loads(json.dumps(row).replace("cis-", f"cis{number}-")) for number in range(4) for row in rows
            ]

    path = changed(copied(sample("cloudsploit", "passing"), tmp_path), fill)
    assert set(statuses(verdicts(engine, path)).values()) == {"unknown"}


def test_scoutsuites_subscriptions_count_by_their_own_arn(tmp_path: Path) -> None:
    """It puts them under the topic's name, which a topic of another account may have, too."""
    folder = copied(sample("scoutsuite", "passing"), tmp_path)
    (file,) = folder.glob("scoutsuite_results*")
    start, _, rest = file.read_text().partition("\n")
    content = json.loads(rest)
    (topic,) = content["services"]["sns"]["regions"]["us-east-1"]["topics"].values()
    (own,) = topic["subscriptions"]["protocol"]["email"]
    topic["subscriptions"]["protocol"]["email"] = [
        own | {"arn": own["arn"].replace(GOOD, BROKEN)},
        own | {"arn": "PendingConfirmation"},
    ]
    file.write_text(f"{start}\n{json.dumps(content)}")
    (account,) = made(folder).made
    (listed,) = (one for one in account.answers if one.name == "sns:ListSubscriptions" and one.region == "us-east-1")
    assert [page["Subscriptions"] for page in listed.pages] == [[]]


def test_scoutsuites_errors_say_what_was_refused(tmp_path: Path) -> None:
    folder = copied(sample("scoutsuite", "passing"), tmp_path)
    (file,) = folder.glob("scoutsuite_results*")
    start, _, rest = file.read_text().partition("\n")
    content = json.loads(rest)
    (trail,) = content["services"]["cloudtrail"]["regions"]["us-east-1"]["trails"].values()
    trail["IsLogging"] = None
    file.write_text(f"{start}\n{json.dumps(content)}")
    refused = "An error occurred (AccessDeniedException) when calling the GetTrailStatus operation: no"
    said = f"Failed to get CloudTrail trail status: {refused}"
    (folder / file.name.replace("results", "errors").replace(".js", ".json")).write_text(
        json.dumps([{"file": "cloudtrail.py", "line": 28, "exception": said, "traceback": "", "additional_details": None}])
    )
    (account,) = made(folder).made
    (status,) = (one for one in account.answers if one.name == "cloudtrail:GetTrailStatus")
    assert (status.outcome, status.error) == ("denied", {"code": "AccessDeniedException", "message": "no"})


def test_config_tells_what_is_not_there_only_where_its_recorder_says_so(tmp_path: Path) -> None:
    folder = copied(sample("aws_config", "passing"), tmp_path)
    (folder / "select-resource-config.json").unlink()
    file = folder / f"{GOOD}_Config_us-east-1_ConfigSnapshot.json"
    assert _outcome(folder) == "truncated"
    for recorder, outcome in (
        ({"Recording": True, "RecordingGroup": {"AllSupported": True}}, "answered"),
        ({"Recording": False, "RecordingGroup": {"AllSupported": True}}, "truncated"),
        ({"Recording": True, "RecordingGroup": {"AllSupported": False, "ResourceTypes": ["AWS::SNS::Topic"]}}, "truncated"),
    ):
        content = json.loads(sample("aws_config", "passing").joinpath(file.name).read_bytes())
        content["configurationItems"].append(_recorder(recorder))
        file.write_text(json.dumps(content))
        assert _outcome(folder) == outcome


def _at(file: str, pointer: str) -> Any:
    text = Path(file).read_text()
    found = json.loads(text.partition("\n")[2]) if file.endswith(".js") else None
    if found is None:
        found = json.loads(text) if text.count("\n{") == 0 else [json.loads(line) for line in text.splitlines()]
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        found = found[int(key)] if isinstance(found, list) else found[key]
    return found


def _recorder(configuration: Json) -> Json:
    return {
        "resourceType": "AWS::Config::ConfigurationRecorder",
        "resourceId": "default",
        "awsAccountId": GOOD,
        "awsRegion": "us-east-1",
        "configuration": configuration,
        "configurationItemStatus": "OK",
    }


def _outcome(folder: Path) -> str:
    (account,) = made(folder).made
    (found,) = (
        one.outcome
        for one in account.answers
        if one.name == "cloudwatch:DescribeAlarms" and one.region == "us-east-1" and "AlarmTypes" not in one.request
    )
    return found


def _told(account: Any) -> list[Any]:
    return [(one.name, one.region, dict(one.request), one.outcome, one.pages) for one in account.answers]


def changed(path: Path, change: Any) -> Path:
    """The file with its content changed."""
    content = json.loads(path.read_bytes())
    change(content)
    path.write_text(json.dumps(content))
    dated(path)
    return path


def _stopped(content: Json) -> None:
    for things in content["cloudtrail"]["getTrailStatus"].values():
        for one in things.values():
            one["data"]["IsLogging"] = False


def _without_hub(content: Json) -> None:
    message = f"Account {GOOD} is not subscribed to AWS Security Hub"
    error = {"code": "InvalidAccessException", "message": message, "statusCode": 401}
    content["securityhub"]["describeHub"]["eu-west-1"] = {"err": error}


def _first_alarm(content: Json) -> Json:
    row: Json = content["cloudwatch"]["describeAlarms"]["us-east-1"]["data"][0]
    return row


def as_csv(folder: Path) -> Path:
    """Steampipe's sample as `--output csv` writes it: JSON as text, true and false, nothing for null."""
    for file in list(folder.iterdir()):
        content = json.loads(file.read_bytes())
        rows = content if isinstance(content, list) else content["rows"]
        names = list(rows[0])
        text = io.StringIO()
        lines = csv.writer(text, lineterminator="\n")
        lines.writerow(names)
        lines.writerows([_cell(row[name]) for name in names] for row in rows)
        dated(write(file.with_suffix(".csv"), text.getvalue()))
        file.unlink()
    return folder


def write(file: Path, text: str) -> Path:
    file.write_text(text)
    return file


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return json.dumps(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("account", ["passing", "broken"])
def test_steampipes_comma_separated_values_say_what_its_json_does(engine: Engine, tmp_path: Path, account: str) -> None:
    folder, beside = copied(sample("steampipe", account), tmp_path), current_answers(account, tmp_path / "aws")
    by_json = statuses(verdicts(engine, folder, beside))
    results = verdicts(engine, as_csv(folder), beside)
    assert statuses(results) == by_json
    trail = next(chain["links"][0]["at"] for one in results.values() for chain in one["chains"] if chain["links"])
    assert trail.endswith("aws_cloudtrail_trail.csv#L2")


def test_comma_separated_values_that_are_cut_off_are_told(tmp_path: Path) -> None:
    folder = as_csv(copied(sample("steampipe", "passing"), tmp_path))
    file = folder / "aws_sns_topic.csv"
    file.write_text(file.read_text()[:-40])
    left = [one for taken in made(folder).files for one in taken.left if one.file == str(file)]
    assert [(one.why, one.what_to_do) for one in left] == [("unread", "Query it again, best with --output json.")]


def test_a_database_of_scoutsuites_is_named_and_not_run(tmp_path: Path) -> None:
    (tmp_path / "scoutsuite_results_aws-111122223333.db").write_bytes(b"SQLite format 3\0" + bytes(4096))
    (left,) = (one for taken in made(tmp_path).files for one in taken.left)
    assert left.what_to_do == "Run `scout aws --result-format json`."


KEY = f"arn:aws:kms:us-east-1:{GOOD}:key/0e15b5a4-0000-4000-8000-000000000001"
METADATA = {
    "Arn": KEY, "KeyId": KEY.rpartition("/")[2], "KeyManager": "CUSTOMER", "KeyState": "Enabled", "Enabled": True,
    "CustomerMasterKeySpec": "SYMMETRIC_DEFAULT",
}  # fmt: skip
ADMITS = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "cloudwatch.amazonaws.com"},
            "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
            "Resource": "*",
        }
    ],
}
COLUMNS = {
    "arn": KEY, "key_manager": "CUSTOMER", "key_state": "Enabled", "enabled": True,
    "customer_master_key_spec": "SYMMETRIC_DEFAULT", "region": "us-east-1", "account_id": GOOD,
}  # fmt: skip


def with_key(tool: str, path: Path, policy: Json | None) -> None:
    """Puts a key of the account's into a tool's sample, by which its topic is encrypted."""
    if tool == "cloudsploit":

        def encrypt(content: Json) -> None:
            for one in content["sns"]["getTopicAttributes"]["us-east-1"].values():
                one["data"]["Attributes"]["KmsMasterKeyId"] = KEY
            number = METADATA["KeyId"]
            content["kms"] = {
                "describeKey": {"us-east-1": {number: {"data": {"KeyMetadata": METADATA}}}},
                "getKeyPolicy": {"us-east-1": {number: {"data": policy}}},
            }

        changed(path, encrypt)
        return
    file = path / "aws_sns_topic.json"
    content = json.loads(file.read_text())
    for row in content["rows"]:
        row["kms_master_key_id"] = KEY
    dated(write(file, json.dumps(content)))
    dated(write(path / "aws_kms_key.json", json.dumps([COLUMNS | {"id": METADATA["KeyId"], "policy": policy}])))


@pytest.mark.parametrize("tool", ["cloudsploit", "steampipe"])
def test_the_key_of_a_topic_is_read_where_the_tool_has_it(engine: Engine, tmp_path: Path, tool: str) -> None:
    path, beside = copied(sample(tool, "passing"), tmp_path), current_answers("passing", tmp_path / "aws")
    for policy, codes in ((ADMITS, set()), ({**ADMITS, "Statement": []}, {"topic_key_refuses"}), (None, {"topic_key_unread"})):
        with_key(tool, path, policy)
        (result,) = verdicts(engine, path, beside, controls=SOME[:1]).values()
        told = {weak["code"] for chain in result["chains"] for weak in chain["weaknesses"]}
        assert {code for code in told if code.startswith("topic_key")} == codes
        assert result["status"] == "pass"


def test_cloudquerys_keys_are_read(tmp_path: Path) -> None:
    cq = {"_cq_id": "1", "_cq_sync_time": "2026-11-02T09:00:00Z"}
    (tmp_path / "keys.json").write_text(json.dumps(COLUMNS | cq | {"key_id": METADATA["KeyId"], "key_spec": ""}))
    (tmp_path / "policies.json").write_text(
        json.dumps(cq | {"key_arn": KEY, "name": "default", "policy": ADMITS, "region": "us-east-1", "account_id": GOOD})
    )
    (account,) = made(tmp_path).made
    assert [(one.name, one.request["KeyId"]) for one in account.answers] == [
        ("kms:DescribeKey", METADATA["KeyId"]),
        ("kms:DescribeKey", KEY),
        ("kms:GetKeyPolicy", KEY),
    ]
    assert account.answers[0].pages[0]["KeyMetadata"] == METADATA
