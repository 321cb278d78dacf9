"""What is no input is refused by name: expected, found, where, what to do. Never a traceback, never a hang."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import sys
import tarfile
import zipfile
import zlib
from typing import TYPE_CHECKING, Literal

import pytest

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.inputs import Source, Unreadable, read, read_one
from trailgate_evaluator.inputs.content import content_of

if TYPE_CHECKING:
    from pathlib import Path

SNAPSHOT = b'{"format":"trailgate/snapshot/v1","calls":[]}'
DEEP = b'{"format":"trailgate/snapshot/v1","calls":' + b"[" * 200 + b"]" * 200 + b"}"


def archive(mode: Literal["zip", "w", "w:gz"]) -> bytes:
    """A snapshot, packed as people pack several."""
    made = io.BytesIO()
    if mode == "zip":
        with zipfile.ZipFile(made, "w") as packed:
            packed.writestr("acme.json", SNAPSHOT)
    else:
        entry = tarfile.TarInfo("acme.json")
        entry.size = len(SNAPSHOT)
        with tarfile.open(fileobj=made, mode=mode) as files:
            files.addfile(entry, io.BytesIO(SNAPSHOT))
    return made.getvalue()


REFUSED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "nothing"),
    "blanks": (b" \n\t", "nothing"),
    "a_future_snapshot": (b'{"format":"trailgate/snapshot/v2"}', "trailgate/snapshot/v2"),
    "our_own_document": (b'{"format":"trailgate/document/v1"}', "trailgate itself wrote"),
    "our_own_report": (b'{"format":"trailgate/report/v1"}', "trailgate itself wrote"),
    "a_format_of_others": (b'{"format":"acme/1"}', "another format"),
    "a_format_that_is_no_text": (b'{"format":{"a":1}}', "another format"),
    "other_json": (b'{"Resources":{}}', "another format"),
    "an_empty_object": (b"{}", "an empty object"),
    "findings_in_asff": (b'[{"SchemaVersion":"2018-10-08","ProductArn":"arn"}]', "ASFF"),
    "findings_in_asff_as_the_api_gives_them": (b'{"Findings":[{"SchemaVersion":"2018-10-08","ProductArn":"arn"}]}', "ASFF"),
    "findings_in_ocsf": (b'[{"class_uid":2004,"category_uid":2,"metadata":{}}]', "OCSF"),
    "a_snapshot_of_powerpipe": (b'{"schema_version":"20240607","panels":{},"layout":{}}', ".pps"),
    "results_of_config_rules": (b'{"EvaluationResults":[]}', "AWS Config rules"),
    "records_of_cloudtrail": (b'{"Records":[{"eventVersion":"1.08"}]}', "records of CloudTrail"),
    "a_template_without_resources": (b'{"AWSTemplateFormatVersion":"2010-09-09"}', "none"),
    "a_future_plan": (b'{"format_version":"2.0","planned_values":{}}', "'2.0'"),
    "a_plan_version_that_is_no_text": (b'{"format_version":1,"planned_values":{}}', "1"),
    "a_plan_whose_end_state_is_a_number": (b'{"format_version":"1.2","planned_values":5}', "5"),
    "a_plan_whose_changes_are_an_object": (b'{"format_version":"1.2","resource_changes":{}}', "{}"),
    "a_plan_whose_configuration_is_a_list": (b'{"format_version":"1.2","planned_values":{},"configuration":[]}', "[]"),
    "provider_schemas": (b'{"format_version":"1.0","provider_schemas":{}}', "another of Terraform's"),
    "a_log_stream": (
        b'{"@level":"info","@message":"Terraform 1.11.4"}\n{"@level":"info","@message":"Plan: 1 to add"}\n',
        "log stream",
    ),
    "a_log_stream_of_one_line": (b'{"@level":"info","@message":"Terraform 1.11.4"}\n', "log stream"),
    "a_binary_plan": (b"PK\x03\x04\x14\x00\x08\x00tfplan", "binary file"),
    "a_zip_of_snapshots": (archive("zip"), "a zip of acme.json"),
    "a_tar_of_snapshots": (archive("w"), "a tar archive"),
    "a_packed_tar_of_snapshots": (archive("w:gz"), "a tar archive"),
    "xz": (lzma.compress(SNAPSHOT), "xz (only gzip"),
    "bzip2": (bz2.compress(SNAPSHOT), "bzip2 (only gzip"),
    "zstd": (b"\x28\xb5\x2f\xfd\x04\x00", "zstd (only gzip"),
    "hcl": (b'# main\nresource "aws_sns_topic" "security" {\n  name = "x"\n}\n', "HCL"),
    "a_plan_behind_a_wrapper": (b'[command]/opt/terraform-bin show -json tfplan\n{"format_version":"1.2"}\n', "wrapper"),
    "a_snapshot_behind_a_log_line": (b"collecting\n" + SNAPSHOT, "wrapper"),
    "a_plan_for_people": (
        b"\nTerraform will perform the following actions:\n\n  # aws_sns_topic.t will be created\n",
        "for people",
    ),
    "no_changes_for_people": (b"No changes. Your infrastructure matches the configuration.\n", "for people"),
    "a_graph": (b'digraph {\n\tcompound = "true"\n}\n', "a graph"),
    "utf_16": (SNAPSHOT.decode().encode("utf-16"), "UTF-16"),
    "utf_16_without_mark": (SNAPSHOT.decode().encode("utf-16-le"), "UTF-16"),
    "latin_1": ('{"format":"trailgate/snapshot/v1","calls":["\xe9"]}'.encode("latin-1"), "not UTF-8"),
    "random_bytes": (bytes(range(128, 256)), "not UTF-8"),
    "nan": (b'{"format":"trailgate/snapshot/v1","calls":[NaN]}', "NaN"),
    "infinity": (b'{"format":"trailgate/snapshot/v1","calls":[Infinity]}', "NaN, Infinity"),
    "minus_infinity": (b'{"format":"trailgate/snapshot/v1","calls":[-Infinity]}', "NaN, Infinity"),
    "a_number_beyond_doubles": (b'{"format":"trailgate/snapshot/v1","calls":[1e999]}', "NaN, Infinity"),
    "cut_off": (SNAPSHOT[:-3], "ends midway"),
    "cut_off_in_a_text": (b'{"format":"trailga', "ends midway"),
    "two_objects": (SNAPSHOT + SNAPSHOT, "more behind it"),
    "plain_text": (b"hello", "text that is none"),
    "an_array": (b"[]", "an array"),
    "a_text": (b'"x"', "a text"),
    "null": (b"null", "null"),
    "a_number": (b"7", "a single value"),
    "a_lone_surrogate": (b'{"format":"\\ud800"}', "text that is none"),
    "too_deep": (DEEP, "more"),
    "far_too_deep": (b"[" * 100_000, "more"),
    "gzip_cut_off": (gzip.compress(SNAPSHOT * 50)[:-12], "cut off"),
    "gzip_damaged": (gzip.compress(SNAPSHOT)[:-8] + bytes(8), "damaged"),
    "gzip_within_gzip": (gzip.compress(gzip.compress(SNAPSHOT)), "gzip within gzip"),
    "gzip_of_nothing": (gzip.compress(b""), "nothing"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_input_is_refused_by_name(case: str, tmp_path: Path) -> None:
    data, found = REFUSED[case]
    path = tmp_path / "input.json"
    path.write_bytes(data)

    (given,) = read([str(path)])

    assert isinstance(given, Unreadable)
    assert found in given.error.found
    assert str(path) in given.error.where
    assert given.error.expected
    assert given.error.what_to_do.endswith((".", "?"))
    assert given.error.exit_code == 4


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_one(str(tmp_path / "absent.json"))


def test_a_file_that_may_not_be_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("trailgate_evaluator.inputs.opening.os.open", refuse)
    with pytest.raises(InputError, match="may not read"):
        read_one("secret.json")


def test_a_folder_that_may_not_be_listed_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("trailgate_evaluator.inputs.finding.os.scandir", refuse)
    (given,) = read([str(tmp_path)])
    assert isinstance(given, Unreadable)
    assert (given.error.found, given.error.where) == ("Permission denied", str(tmp_path))


def test_a_file_whose_reading_fails_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("trailgate_evaluator.inputs.opening.os.open", fail)
    with pytest.raises(InputError, match="Input/output error"):
        read_one("x.json")


def test_a_name_that_no_file_can_have_is_refused() -> None:
    with pytest.raises(InputError, match="no file can have"):
        read_one("a\0b")


def test_a_small_file_that_unpacks_beyond_the_limit_is_refused_without_unpacking_it(tmp_path: Path) -> None:
    path = tmp_path / "bomb.json.gz"
    packer = zlib.compressobj(9, wbits=16 + zlib.MAX_WBITS)
    path.write_bytes(b"".join(packer.compress(bytes(1 << 20)) for _ in range(64)) + packer.flush())
    assert path.stat().st_size < 100_000

    with pytest.raises(InputError, match="at most 2 MiB, uncompressed, found more"):
        content_of(str(path), limit=2 << 20)


def test_a_plain_file_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    path.write_bytes(b" " * 2000)
    with pytest.raises(InputError, match="found more"):
        content_of(str(path), limit=1000)


def test_an_unreadable_file_among_good_ones_costs_only_itself(tmp_path: Path) -> None:
    for name, data in {"a.json": SNAPSHOT, "b.json": b"{", "c.json": SNAPSHOT}.items():
        (tmp_path / name).write_bytes(data)

    given = list(read([str(tmp_path), str(tmp_path / "absent"), str(tmp_path / "a.json")]))

    assert [type(each) for each in given] == [Source, Unreadable, Source, Unreadable, Source]
    assert given[1].digest is not None
    assert given[3].digest is None


def test_errors_of_standard_input_name_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"{")))
    with pytest.raises(InputError, match=r"^-, line 1"):
        read_one("-")


def test_the_place_of_a_mistake_is_told_by_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(json.dumps({"format": 1}, indent=1).encode()[:-2] + b" oops\n}")
    with pytest.raises(InputError, match=r"x\.json, line 2, column 14"):
        read_one(str(path))
