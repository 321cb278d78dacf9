"""Inputs are found in folders, in gzip and on standard input, and known by their content."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import sys
from typing import TYPE_CHECKING

import pytest

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.inputs import Source, read, read_one

if TYPE_CHECKING:
    from pathlib import Path

SNAPSHOT = b'{"format":"trailgate/snapshot/v1","calls":[]}'
DIGEST = "sha256:" + hashlib.sha256(SNAPSHOT).hexdigest()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (SNAPSHOT, "aws_snapshot"),
        (b'{"format_version":"1.2","planned_values":{},"configuration":{}}', "terraform_plan"),
        (b'{"format_version":"0.1","resource_changes":[]}', "terraform_plan"),
        (b'{"format_version":"1.0","terraform_version":"1.11.4","values":{}}', "terraform_state"),
        (b'{"format_version":"1.0"}', "terraform_state"),
    ],
)
def test_an_input_is_recognised_by_its_content_whatever_its_name(content: bytes, kind: str, tmp_path: Path) -> None:
    path = tmp_path / "anything.txt"
    path.write_bytes(content)
    assert read_one(str(path)).kind == kind


def test_the_digest_is_of_the_uncompressed_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(SNAPSHOT)
    (tmp_path / "b.json.gz").write_bytes(gzip.compress(SNAPSHOT))
    (tmp_path / "c.json").write_bytes(gzip.compress(SNAPSHOT[:9]) + gzip.compress(SNAPSHOT[9:]))
    given = list(read([str(tmp_path)]))
    assert [each.digest for each in given] == [DIGEST] * 3


def test_a_folder_stands_for_its_json_files_sorted_and_deep(tmp_path: Path) -> None:
    for name in ("b.json", "a/z.json", "a/y/x.json.gz", "a-b.json", "notes.md", ".git/c.json", ".hidden.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(SNAPSHOT)
    (tmp_path / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.json")

    names = [os.path.relpath(each.name, tmp_path) for each in read([str(tmp_path)])]

    assert names == ["a/y/x.json.gz", "a/z.json", "a-b.json", "b.json"]


def test_a_folder_without_inputs_is_an_error(tmp_path: Path) -> None:
    (given,) = read([str(tmp_path)])
    assert not isinstance(given, Source)
    assert "a folder with files that end in .json" in given.error.expected
    with pytest.raises(InputError):
        read_one(str(tmp_path))


def test_one_input_is_not_a_folder_of_several(tmp_path: Path) -> None:
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_bytes(SNAPSHOT)
    with pytest.raises(InputError, match="a folder with 2"):
        read_one(str(tmp_path))


def test_standard_input_is_read_plain_and_packed(monkeypatch: pytest.MonkeyPatch) -> None:
    for data in (SNAPSHOT, gzip.compress(SNAPSHOT)):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        given = read_one("-")
        assert (given.name, given.digest) == ("-", DIGEST)


def test_of_a_key_given_twice_the_last_value_counts(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(b'{"format":"acme","format":"trailgate/snapshot/v1"}')
    assert read_one(str(path)).kind == "aws_snapshot"


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(b"\xef\xbb\xbf" + SNAPSHOT)
    assert read_one(str(path)).kind == "aws_snapshot"


def test_inputs_are_read_one_at_a_time(tmp_path: Path) -> None:
    first, second = tmp_path / "a.json", tmp_path / "b.json"
    first.write_bytes(SNAPSHOT)
    reading = read([str(first), str(second)])
    assert isinstance(next(reading), Source)
    second.write_bytes(SNAPSHOT)
    assert isinstance(next(reading), Source)
