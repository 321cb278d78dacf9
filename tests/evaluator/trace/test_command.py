"""`trailgate trace` on fixtures: one record followed, many counted, every exit code."""

from __future__ import annotations

import gzip
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.asking import of_one
from trailgate_evaluator.cli.app import main
from trailgate_evaluator.engine import Engine, open_engine
from trailgate_evaluator.engine.canonical import canonical_decision
from trailgate_evaluator.engine.opa_command import find_opa
from trailgate_evaluator.evaluation.documents import DocumentMaker
from trailgate_evaluator.inputs import read_one
from trailgate_evaluator.report.findings import counterexample
from trailgate_evaluator.report.result import result
from trailgate_evaluator.trace import Fate, Tracer, backtest
from trailgate_evaluator.trace.files_aside import MOST_LISTED, FilesAside
from trailgate_evaluator.trace.record_files import SkippedFile, record_files
from trailgate_evaluator.trace.record_input import realistic_record

ROOT = Path(__file__).parents[3]
SNAPSHOTS = ROOT / "fixtures" / "snapshots"
CONTROL = "iam-policy-change-alarm"
Json = dict[str, Any]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine("wasm") as opened:
        yield opened


def snapshot(name: str) -> str:
    return str(SNAPSHOTS / name / "snapshot.json")


def document_of(engine: Engine, name: str) -> Json:
    return DocumentMaker(engine, of_one()).documents(read_one(snapshot(name))).after


def traced(capfd: pytest.CaptureFixture[str], *args: str) -> tuple[int, Json]:
    code = main(["trace", *args, "--format", "json"])
    return code, json.loads(capfd.readouterr().out)


def record(name: str = "PutUserPolicy", **fields: Any) -> Json:
    constants = {"eventSource": "iam.amazonaws.com", "eventType": "AwsApiCall", "recipientAccountId": "111122223333"}
    return {"eventName": name, "awsRegion": "us-east-1", **constants, **fields}


@pytest.mark.parametrize(
    ("name", "code", "where"),
    [
        ("pass_whole_chain", 0, "carried"),
        ("pass_actions_disabled", 0, "carried"),
        ("fail_no_alarm", 1, "lost"),
        ("unknown_alarms_refused", 3, "unknown"),
    ],
)
def test_a_call_by_name_is_followed_to_its_end(name: str, code: int, where: str, capfd: pytest.CaptureFixture[str]) -> None:
    found = traced(capfd, snapshot(name), "--record", "PutUserPolicy")
    assert (found[0], found[1]["where"]) == (code, where)
    assert found[1]["record"]["eventSource"] == "iam.amazonaws.com"


def test_what_would_really_be_told_can_be_asked_for(capfd: pytest.CaptureFixture[str]) -> None:
    code, found = traced(capfd, snapshot("pass_actions_disabled"), "--record", "PutUserPolicy", "--require", "effective")
    assert (code, found["where"], found["effective"]) == (1, "lost", "no")


def test_a_failed_call_slips_through_where_a_successful_one_does_not(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    account = snapshot("fail_filter_misses_failed_calls")
    assert traced(capfd, account, "--record", "PutUserPolicy")[1]["where"] == "carried"
    path = tmp_path / "record.json"
    path.write_text(json.dumps(record(errorCode="AccessDenied")))
    code, found = traced(capfd, account, "--record", str(path))
    (lost,) = found["result"]["breaks"]
    assert (code, lost["code"], lost["detail"]["clause"]["text"]) == (1, "filter_misses_failed_calls", "$.errorCode NOT EXISTS")
    assert found["required_by"] == {CONTROL: "missing"}
    assert main(["trace", account, "--record", str(path)]) == 1
    assert "The clause to blame is $.errorCode NOT EXISTS." in " ".join(capfd.readouterr().out.split())


@pytest.mark.parametrize("name", sorted(path.name for path in SNAPSHOTS.iterdir() if path.name.startswith("fail_")))
def test_what_a_report_says_is_lost_is_traced_to_the_break_that_it_names(name: str, engine: Engine) -> None:
    document = document_of(engine, name)
    tracer = Tracer(engine, document)
    reported = result(CONTROL, 0, document, engine.decide(document)[CONTROL])
    for found in reported["breaks"]:
        lost = counterexample(found, reported)
        conditional = "sometimes" in found["code"] or "conditional" in found["code"]
        if lost is None and not conditional:
            lost = realistic_record(found["records"][0], tracer, as_of=0)
        if lost is None:
            continue
        breaks = tracer.fate(lost).result["breaks"]
        places = [(one["link"], one["code"], one["id"], one["after"]) for one in breaks]
        assert (found["link"], found["code"], found["id"], found["after"]) in places


@pytest.mark.parametrize(
    ("condition", "fates"),
    [
        ({"not_starts_with": ["arn:aws:iam:"]}, {"arn:aws:sts::1:x": "carried", "arn:aws:iam::1:x": "lost", None: "carried"}),
        ({"equals": ["a"], "starts_with": ["b"]}, {"a": "carried", "bc": "carried", "c": "lost", None: "lost"}),
        ({"ends_with": ["a"], "not_equals": ["ba"]}, {"a": "carried", "ba": "lost", "b": "lost", None: "lost"}),
    ],
)
def test_a_trail_with_a_condition_records_the_change_that_meets_it(
    condition: Json, fates: dict[str | None, str], engine: Engine
) -> None:
    document = document_of(engine, "fail_trail_selector_conditional")
    (trail,) = document["trails"].values()
    (found,) = [one for selector in trail["selectors"]["advanced"] for one in selector["fields"] if "arn" in one["field"]]
    found.clear()
    found.update(condition, field="userIdentity.arn")
    tracer = Tracer(engine, document)
    for arn, fate in fates.items():
        for nothing in ({}, {"arn": None}, {"arn": {"a": "a"}}):
            one = record(userIdentity={"type": "IAMUser", **(nothing if arn is None else {"arn": arn})})
            assert tracer.fate(one).where == fate
            recorded = tracer.recorded(one)[trail["log_group"]] if fate == "carried" else tracer.recorded(one)
            assert recorded == ({"surely": [trail["id"]], "perhaps": []} if fate == "carried" else {})
    assert len({tracer.sight.kind_of(record(userIdentity={"arn": arn} if arn else {})) for arn in fates}) == len(fates)


def test_what_stands_in_a_list_no_selector_is_said_to_match_or_not(engine: Engine) -> None:
    document = document_of(engine, "fail_trail_selector_conditional")
    (trail,) = document["trails"].values()
    (found,) = [one for selector in trail["selectors"]["advanced"] for one in selector["fields"] if "arn" in one["field"]]
    found.update(field="resources.ARN")
    tracer = Tracer(engine, document)
    listed = record(resources=[{"ARN": "arn:aws:s3:::bucket"}])
    assert tracer.recorded(listed)[trail["log_group"]] == {"surely": [], "perhaps": [trail["id"]]}
    assert tracer.recorded(record())[trail["log_group"]] == {"surely": [trail["id"]], "perhaps": []}
    assert tracer.sight.kind_of(listed) != tracer.sight.kind_of(record())


def test_stock_opa_says_the_same_of_what_document_prints(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["trace", snapshot("fail_no_alarm"), "--record", "PutUserPolicy", "--document"]) == 0
    path = tmp_path / "document.json"
    path.write_text(capfd.readouterr().out)
    command = [str(find_opa()), "eval", "-b", "policies", "-i", str(path), "-f", "raw", "data.trailgate.traced"]
    by_hand = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=60).stdout)
    with open_engine("wasm") as engine:
        assert engine.trace(json.loads(path.read_text())) == canonical_decision(by_hand)


MANY = [record(), record(errorCode="AccessDenied"), record("GetUser"), record(recipientAccountId="444455556666"), {"no": "name"}]


def write(folder: Path, shape: str) -> Path:
    match shape:
        case "records":
            path = folder / "a.json"
            path.write_text(json.dumps({"Records": MANY}))
        case "lines":
            path = folder / "a.jsonl"
            path.write_text("\n".join(json.dumps(one) for one in MANY))
        case "gzip":
            path = folder / "a.json.gz"
            path.write_bytes(gzip.compress(json.dumps({"Records": MANY}).encode()))
        case _:
            path = folder / "AWSLogs"
            day = path / "111122223333" / "CloudTrail" / "us-east-1" / "2026" / "11" / "23"
            day.mkdir(parents=True)
            for number, some in enumerate((MANY[:1], MANY[1:3], MANY[3:])):
                (day / f"{number}.json.gz").write_bytes(gzip.compress(json.dumps({"Records": some}).encode()))
            digests = path / "111122223333" / "CloudTrail-Digest"
            digests.mkdir()
            (digests / "d.json.gz").write_bytes(gzip.compress(b'{"digestS3Bucket":"b","digestStartTime":"t"}'))
    return path


@pytest.mark.parametrize("shape", ["records", "lines", "gzip", "folder"])
def test_many_records_are_counted_in_whatever_shape_they_come(
    shape: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = str(write(tmp_path, shape))
    code, found = traced(capfd, snapshot("fail_filter_misses_failed_calls"), "--record", path)
    assert code == 1
    assert (found["records"], found["not_required"], found["no_records"]) == (5, 2, 1)
    assert found["calls"] == {"PutUserPolicy": {"records": 2, "carried": 1, "lost": 1, "unknown": 0, "effective": 1}}
    (listed,) = found["not_told"]
    assert (listed["eventName"], listed["errorCode"], listed["where"]) == ("PutUserPolicy", "AccessDenied", "lost")
    (cause,) = found["causes"]
    assert (cause["code"], cause["records"]) == ("filter_misses_failed_calls", 1)
    assert main(["trace", snapshot("fail_filter_misses_failed_calls"), "--record", path]) == 1
    said = capfd.readouterr().out
    assert "1 of 2 required records would have told a person; 1 lost" in said


def test_numbers_and_verbs_agree(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Of one each: a record, no record of CloudTrail's, one that was there before; then of two each."""
    path = tmp_path / "records.json"
    whole = snapshot("pass_whole_chain")
    path.write_text(json.dumps([record(eventID="a"), {"no": "record"}, record(eventID="a")]))
    main(["trace", whole, "--record", str(path)])
    one = " ".join(capfd.readouterr().out.split())
    assert (
        "1 is no CloudTrail record 1 was there before, with the same eventID, and counts once 1 of 1 required record would" in one
    )
    path.write_text(json.dumps([*(record(eventID=name) for name in "abab"), {"no": "record"}, {"nor": "this"}]))
    main(["trace", whole, "--record", str(path)])
    two = " ".join(capfd.readouterr().out.split())
    assert "6 records read, 0 of them not required" in two
    path.write_text(json.dumps([record()]))
    main(["trace", whole, "--record", str(tmp_path)])
    assert "1 record read, 0 of them not required" in capfd.readouterr().out
    assert "2 are no CloudTrail records 2 were there before, with the same eventID, and count once 2 of 2 required records" in two


def test_a_record_that_lies_there_twice_counts_once(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    one, other = record(eventID="1", eventTime="2026-11-01T00:00:00Z"), record(eventID="2", eventTime="2026-11-01T00:00:00Z")
    numbered = record(eventID="1", eventTime="2026-11-01T00:01:00Z")
    nameless = [record(), record(), record(eventID=["1"]), record(eventID=["1"])]
    (tmp_path / "a.json").write_text(json.dumps([one, other]))
    (tmp_path / "b.json").write_text(json.dumps([one, {**one, "requestID": "r"}, numbered, *nameless]))
    code, found = traced(capfd, snapshot("pass_whole_chain"), "--record", str(tmp_path))
    assert (code, found["records"], found["duplicates"], found["required"]["carried"]) == (0, 9, 2, 5)
    assert found["not_required"] == 2
    assert main(["trace", snapshot("pass_whole_chain"), "--record", str(tmp_path)]) == 0
    assert "2 were there before, with the same eventID, and count once" in capfd.readouterr().out


def test_files_of_other_names_are_not_read_and_named(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for name in ("a.json", "b.txt", "c.json.zip", ".hidden.txt"):
        (tmp_path / name).write_text(json.dumps([record()]))
    code, found = traced(capfd, snapshot("pass_whole_chain"), "--record", str(tmp_path))
    assert (code, found["records"], found["skipped_files"]) == (0, 1, 2)
    assert found["skipped"] == [str(tmp_path / "b.txt"), str(tmp_path / "c.json.zip")]
    assert main(["trace", snapshot("pass_whole_chain"), "--record", str(tmp_path)]) == 0
    assert "? not read: 2 whose names end in none of .json" in capfd.readouterr().out
    (tmp_path / "a.json").unlink()
    code, found = traced(capfd, snapshot("pass_whole_chain"), "--record", str(tmp_path))
    (problem,) = found["unreadable"]
    assert (code, found["skipped_files"]) == (4, 0)
    assert problem["found"] == f"files of other names: {tmp_path / 'b.txt'} and {tmp_path / 'c.json.zip'}"


def test_of_many_files_that_are_not_read_the_first_are_listed() -> None:
    aside = FilesAside()
    for number in range(MOST_LISTED + 5):
        aside.skip(SkippedFile(f"{number}\udcff.txt"))
    found = aside.answer()
    assert (len(found["skipped"]), found["skipped_files"], found["skipped"][0]) == (MOST_LISTED, MOST_LISTED + 5, "0?.txt")


def test_one_damaged_file_costs_only_itself(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.json.gz").write_bytes(gzip.compress(json.dumps({"Records": [record()] * 50}).encode())[:-20])
    (tmp_path / "b.json").write_text('{"Records": [')
    (tmp_path / "c.json").write_text(json.dumps([record()]))
    (tmp_path / "d.json").write_bytes(b"\xff\xfe{}")
    code, found = traced(capfd, snapshot("pass_whole_chain"), "--record", str(tmp_path))
    assert (code, found["unreadable_files"]) == (4, 3)
    assert found["calls"]["PutUserPolicy"]["carried"] >= 1


DEEP = b'{"eventName":"PutUserPolicy","a":' + b'{"a":' * 500 + b"1" + b"}" * 501
"""JSON that can be read, and that nothing writes."""


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", 4),
        (b"[]", 0),
        (b"7", 4),
        (b"{}", 4),
        (b"{", 4),
        (b'{"eventName": 5}', 4),
        (b"\xff", 4),
        (b"[" * 99_999, 4),
        (DEEP, 4),
    ],
)
def test_what_is_no_record_is_refused_without_a_trace(
    content: bytes, code: int, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "record.json"
    path.write_bytes(content)
    assert main(["trace", snapshot("pass_whole_chain"), "--record", str(path)]) == code
    assert "internal error" not in capfd.readouterr().err


def test_hostile_records_end_as_any_other(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "records.json"
    odd = [
        {"eventName": []},
        {"eventName": "PutUserPolicy", "eventSource": {"a": 1}},
        {"eventName": "PutUserPolicy", "userIdentity": 5, "errorCode": -0.0},
        json.loads('{"eventName": "PutUserPolicy", "userIdentity": {"arn": "\\ud800"}, "errorCode": "\\udfff"}'),
        record(errorCode="\x1b[31m", eventID="\u202e"),
    ]
    path.write_text(json.dumps(odd))
    for name, code in (
        ("fail_filter_misses_failed_calls", 1),
        ("fail_trail_selector_conditional", 0),
        ("unknown_pattern_wildcard_inside", 3),
    ):
        assert main(["trace", snapshot(name), "--record", str(path)]) == code
        out = capfd.readouterr().out
        assert "\x1b" not in out
        assert "\u202e" not in out


@pytest.mark.parametrize("depth", [90, 500, 900, 960, 970, 980])
def test_records_that_nest_too_deep_are_counted_as_none(depth: int, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    deep = (
        b'{"Records":[{"eventName":"PutUserPolicy","eventSource":"iam.amazonaws.com","a":'
        + b'{"a":' * depth
        + b"1"
        + b"}" * depth
        + b"}]}"
    )
    (tmp_path / "records.json").write_bytes(deep)
    assert main(["trace", snapshot("pass_wider_filter"), "--record", str(tmp_path / "records.json")]) in {0, 4}
    assert "internal error" not in capfd.readouterr().err


def test_a_mistyped_call_is_wrong_usage_and_the_right_one_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["trace", snapshot("pass_whole_chain"), "--record", "PutUserPolicie"]) == 2
    assert "Did you mean 'PutUserPolicy'?" in capfd.readouterr().err
    assert main(["trace", snapshot("pass_whole_chain"), "--record", "missing.json"]) == 4


@pytest.mark.parametrize(
    ("call", "options", "said"),
    [
        ("LeaveOrganization", [], "which 4.15 organizations-change-alarm asks for only of a delegated administrator or a member"),
        ("LeaveOrganization", [], "and this account is the management account. Follow it in such an account;"),
        ("StopLogging", ["--control", "4.4"], "'StopLogging', which 4.5 cloudtrail-change-alarm asks for. Ask for that control,"),
        ("access-denied", ["--control", "4.4"], "'access-denied', which 4.1 unauthorized-api-call-alarm asks for."),
        (
            "ModifySecurityGroupRules", ["--benchmark", "cis_aws_3.0.0"],
            "which 4.10 security-group-change-alarm asks for by its newest text. Leave --benchmark out.",
        ),
    ],
)  # fmt: skip
def test_a_call_that_is_asked_for_elsewhere_is_told_where(
    call: str, options: list[str], said: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("TRAILGATE_CONTROL")
    passing = str(ROOT / "fixtures" / "controls" / "pass_all" / "snapshot.json")
    assert main(["trace", passing, "--record", call, *options]) == 2
    assert said in capfd.readouterr().err


def test_the_law_is_asked_once_for_records_that_look_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [record(userIdentity={"arn": f"arn:{number}"}, sourceIPAddress=f"10.0.{number}") for number in range(3000)]
    (tmp_path / "a.json").write_text(json.dumps(people))
    with open_engine("wasm") as engine:
        tracer = Tracer(engine, document_of(engine, "fail_trail_selector_conditional"))
        asked: list[Json] = []
        followed = tracer.fate

        def fate(one: Json) -> Fate:
            asked.append(one)
            return followed(one)

        monkeypatch.setattr(tracer, "fate", fate)
        counted = backtest(tracer, record_files(str(tmp_path)))
    assert counted["required"]["records"] == 3000
    assert len(asked) <= 3
    assert len(counted["not_told"]) <= 100


def test_numbers_of_a_record_are_exact_and_written_as_they_came(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    record = {"eventName": "PutUserPolicy", "eventSource": "iam.amazonaws.com", "eventType": "AwsApiCall"}
    text = json.dumps({**record, "awsRegion": "us-east-1", "recipientAccountId": "111122223333"})
    number = "1234567890123456789012.10"
    (tmp_path / "record.json").write_text(f'{text[:-1]}, "é": {{"n": [{number}, 1e3]}}}}')
    snapshot = str(SNAPSHOTS / "pass_whole_chain" / "snapshot.json")
    assert main(["trace", snapshot, "--record", str(tmp_path / "record.json"), "--format", "json"]) == 0
    told = capfd.readouterr().out
    assert f'{{"n":[{number},1e3]}}' in told
    assert told.isascii()
    assert json.loads(told)["record"]["eventName"] == "PutUserPolicy"


def test_stock_opa_says_of_the_same_document_which_trails_write_the_record(tmp_path: Path, engine: Engine) -> None:
    document = document_of(engine, "pass_whole_chain")
    path = tmp_path / "document.json"
    path.write_text(json.dumps(Tracer(engine, document).document(record())))
    command = [str(find_opa()), "eval", "-b", "policies", "-i", str(path), "-f", "raw", "data.trailgate.recorded"]
    by_hand = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=60).stdout)
    assert canonical_decision(by_hand) == {"groups": Tracer(engine, document).recorded(record())}


def test_a_name_that_several_controls_have_is_followed_for_one_and_the_others_are_told(
    capfd: pytest.CaptureFixture[str],
) -> None:
    path = str(ROOT / "fixtures" / "controls" / "fail_4_2" / "snapshot.json")
    assert main(["trace", path, "--record", "ConsoleLogin", "--control", "*"]) == 0
    told = capfd.readouterr()
    assert "console-authentication-failure-alarm says" in told.out
    assert "console-sign-in-without-mfa-alarm asks for another record of that name: choose with --control" in told.err
    assert main(["trace", path, "--record", "ConsoleLogin", "--control", "4.2"]) == 1
    assert capfd.readouterr().err == ""
