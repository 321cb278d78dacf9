"""Exports that should break the reader get a clear error, or cost only the file."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO

import pytest

from tests.evaluator.exports.dumps import dump, judged, made, snapshot_of
from trailgate_evaluator.cli.app import main
from trailgate_evaluator.engine import Engine
from trailgate_evaluator.exports import opening
from trailgate_evaluator.inputs import Source, Unreadable, members

PASSING = "pass_whole_chain"
TRAILS = b'{"trailList": []}'


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def errors(path: Path) -> list[str]:
    return [str(one.error) for one in made(path) if isinstance(one, Unreadable)]


def test_names_that_lead_out_are_refused_by_name(tmp_path: Path) -> None:
    told = errors(zipped(tmp_path / "x.zip", {"../../etc/trails.json": TRAILS, "/abs.json": TRAILS}))
    assert any("leads out" in one for one in told)
    assert any("absolute" in one for one in told)


def test_links_in_a_tar_are_not_followed(tmp_path: Path) -> None:
    path = tmp_path / "x.tar"
    with tarfile.open(path, "w") as archive:
        link = tarfile.TarInfo("us-east-1/trails.json")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    assert any("symbolic link" in one for one in errors(path))


def test_links_in_a_folder_that_lead_out_of_it_are_not_followed(tmp_path: Path, engine: Engine) -> None:
    folder = dump(snapshot_of(PASSING), tmp_path / "export")
    status = next(folder.rglob("get-trail-status*"))
    away = status.rename(tmp_path / "elsewhere.json")
    status.symlink_to(away)
    assert judged(folder, engine)["status"] == "unknown"
    status.unlink()
    away = away.rename(folder / "kept.txt")
    status.symlink_to(away)
    assert judged(folder, engine)["status"] == "pass"


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MOST_FILES", 50)
    for number in range(60):
        (tmp_path / f"{number}.json").write_bytes(TRAILS)
    assert errors(tmp_path) == [
        f"{tmp_path}: expected an export of at most 50 files, found more. Give the folder of each account by itself."
    ]


def packed(path: Path, members: dict[str, bytes]) -> Path:
    """A tar.gz, or by its name a zip."""
    if path.suffix == ".zip":
        return zipped(path, members)
    with tarfile.open(path, "w:gz") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


@pytest.mark.parametrize("name", ["x.zip", "x.tar.gz"])
def test_too_many_files_are_refused_before_all_are_read(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MOST_FILES", 50)
    path = packed(tmp_path / name, {f"us-east-1/{number:03}.json": TRAILS for number in range(500)})
    read: list[str] = []
    once = members.opened_member

    def counted(archive: str, member: str) -> AbstractContextManager[IO[bytes]]:
        read.append(member)
        return once(archive, member)

    monkeypatch.setattr(members, "opened_member", counted)
    assert errors(path) == [
        f"{path}: expected an export of at most 50 files, found more. Give the folder of each account by itself."
    ]
    assert main(["import", str(path), "-o", str(tmp_path / "snapshots")]) == 4
    assert len(set(read)) == 51


def test_snapshots_beside_too_many_files_are_inputs_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MOST_FILES", 50)
    files = {f"us-east-1/{number:03}.json": TRAILS for number in range(500)}
    snapshot = json.dumps(snapshot_of(PASSING)).encode()
    found = made(zipped(tmp_path / "x.zip", files | {"a.json": snapshot, "z.json": snapshot}))
    assert [one.name for one in found if isinstance(one, Source)] == [f"{tmp_path}/x.zip/a.json", f"{tmp_path}/x.zip/z.json"]
    assert any("at most 50 files" in str(one.error) for one in found if isinstance(one, Unreadable))


def test_no_member_of_a_tar_is_looked_for_among_all_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which takes as long as there are members, for each of them."""
    path = packed(tmp_path / "x.tar.gz", {f"111122223333/us-east-1/{number}.json": TRAILS for number in range(5)})
    monkeypatch.setattr(tarfile.TarFile, "_getmember", None)
    (source,) = made(path)
    assert isinstance(source, Source)


def test_too_many_bytes_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MOST_BYTES", 1 << 10)
    for number in range(60):
        (tmp_path / f"{number}.json").write_bytes(b'{"trailList": []                                      }')
    assert any("MiB together" in one for one in errors(tmp_path))


def test_folders_that_lie_too_deep_are_refused(tmp_path: Path) -> None:
    packed = {"/".join("d" * 40) + "/trails.json": TRAILS, "x.json": TRAILS}
    assert any("32 deep" in one for one in errors(zipped(tmp_path / "x.zip", packed)))


@pytest.mark.parametrize(
    "data",
    [
        '{"trailList": []}'.encode("utf-16"),
        b'{"trailList": ["\xff"]}',
        b'{"trailList": [',
        b"[" * 100_000,
        b'{"trailList": ' + b"[" * 200 + b"]" * 200 + b"}",
        b'{"trailList": [NaN]}',
    ],
)
def test_what_cannot_be_read_costs_only_itself(tmp_path: Path, engine: Engine, data: bytes) -> None:
    folder = dump(snapshot_of(PASSING), tmp_path / "export")
    (folder / "other.json").write_bytes(data)
    found = made(folder)
    assert [type(one) for one in found] == [Unreadable, Source]
    assert str(folder / "other.json") in str(errors(folder))


@pytest.mark.parametrize(
    "content",
    [
        {"trailList": [{"TrailARN": 5, "Name": "x"}]},
        {"trailList": [{"TrailARN": "arn:aws:cloudtrail:us-east-1:111122223333:trail/x"}]},
        {"TrailARN": None, "EventSelectors": []},
        {"logGroups": [{"logGroupName": 3, "arn": {}}]},
        {"metricFilters": [{"filterName": None, "metricTransformations": 5}]},
        {"MetricAlarms": [{"AlarmArn": "x", "AlarmActions": 4}], "CompositeAlarms": {}},
        {"Attributes": {"TopicArn": []}},
        {"Attributes": {"TopicArn": "a", "SubscriptionArn": 1}},
        {"Subscriptions": [{"SubscriptionArn": 1, "TopicArn": []}]},
        {"KeyMetadata": {"Arn": 1}},
        {"Rules": [{"Arn": "arn:aws:events:us-east-1:1:rule/x", "Name": 1}]},
        {"Items": 5},
        {"Regions": [{"RegionName": 5}]},
        {"Organization": {"Id": [], "MasterAccountId": {}}},
        {"UserId": 1, "Account": 2, "Arn": 3},
        {"Role": {"RoleName": [], "Arn": 4}},
        {"accountPolicies": [{"policyType": []}]},
        {"IsLogging": True, "LatestDeliveryTime": 1e300},
        [{"service": "cloudtrail", "operation": "DescribeTrails", "file": "../../../etc/passwd"}],
        [{"service": 5, "operation": [], "file": {}}],
        [{"service": "cloudtrail", "operation": "DescribeTrails", "file": "describe-trails.json", "request": [], "at": 5}],
    ],
)
def test_answers_of_strange_shapes_break_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str], content: object) -> None:
    folder = dump(snapshot_of(PASSING), tmp_path / "export")
    (folder / "111122223333/us-east-1/strange.json").write_text(json.dumps(content))
    assert main(["evaluate", str(folder), "--region", "us-east-1"]) in {0, 1, 3, 4}
    assert main(["import", str(folder), "-o", str(tmp_path / "out")]) in {0, 3, 4}
    assert "internal error" not in capfd.readouterr().err


def test_an_archive_of_nothing_known_says_so(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = zipped(tmp_path / "x.zip", {"a.json": b'{"Reservations": []}', "b.txt": b"hello"})
    assert main(["import", str(path), "-o", str(tmp_path / "out")]) == 4
    said = capfd.readouterr().out
    assert "a.json  not known: nothing that is known here." in said
    assert "nothing was written" in said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"account": "12"}, "`account` is no number of 12 digits"),
        ({"account": "../1111222233"}, "`account` is no number of 12 digits"),
        ({"region": "the moon"}, "`region` is no name of a region"),
        ({"file": "../elsewhere.json"}, "a file outside its folder"),
        ({"file": 5}, "`file` is no text"),
        ({"operation": "DescribeInstances"}, "cloudtrail:DescribeInstances, which no snapshot holds"),
    ],
)
def test_an_entry_of_a_manifest_that_is_none_is_told(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], change: dict[str, object], said: str
) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    entry = {
        "service": "cloudtrail",
        "operation": "DescribeTrails",
        "region": "us-east-1",
        "account": "111122223333",
        "request": {},
    }
    (folder / "manifest.json").write_text(json.dumps([entry | {"file": "a.json"} | change]))
    (tmp_path / "elsewhere.json").write_bytes(TRAILS)
    assert main(["import", str(folder), "-o", str(tmp_path / "snapshots")]) == 4
    assert said in " ".join(capfd.readouterr().out.split())
    assert not (tmp_path / "snapshots").exists()


def test_a_gzip_within_a_tar_that_ends_midway_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        entry = tarfile.TarInfo("a.json")
        entry.size = len(TRAILS)
        archive.addfile(entry, io.BytesIO(TRAILS))
    path.write_bytes(path.read_bytes()[:40])
    assert errors(path)


def test_a_verdict_of_an_export_with_all_that_is_the_same(tmp_path: Path, engine: Engine) -> None:
    folder = dump(snapshot_of(PASSING), tmp_path / "export")
    (folder / "report.json").write_text('{"format": "trailgate/report/v1"}')
    (folder / "notes.txt").write_text("as told on the telephone")
    assert judged(folder, engine)["status"] == "pass"
