"""A snapshot on disk: whole or not at all, private, and never in the place of something else."""

from __future__ import annotations

import gzip
import os
import stat
from pathlib import Path

import pytest

from trailgate_collector.errors import OutputError, UsageError
from trailgate_collector.snapshot_file import check_output, write_snapshot


def test_only_the_owner_can_read_it_even_where_it_replaces_a_public_file(tmp_path: Path) -> None:
    path = tmp_path / "snapshot.json"
    path.write_text("old")
    path.chmod(0o644)
    write_snapshot(str(path), b"{}")
    assert path.read_bytes() == b"{}"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_name_that_ends_in_gz_is_gzipped_into_the_same_bytes_every_time(tmp_path: Path) -> None:
    for name in ("one.json.gz", "two.json.gz"):
        write_snapshot(str(tmp_path / name), b'{"a":1}')
    assert gzip.decompress((tmp_path / "one.json.gz").read_bytes()) == b'{"a":1}'
    assert (tmp_path / "one.json.gz").read_bytes() == (tmp_path / "two.json.gz").read_bytes()


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "snapshot.json"
    path.write_text("old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="No space left on device"):
        write_snapshot(str(path), b"{}")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("target", ["target.json", "nowhere.json", "fifo"])
def test_a_link_is_refused_before_anything_is_asked(target: str, tmp_path: Path) -> None:
    (tmp_path / "target.json").write_text("old")
    os.mkfifo(tmp_path / "fifo")
    link = tmp_path / "link.json"
    link.symlink_to(tmp_path / target)
    with pytest.raises(UsageError, match="is a link to"):
        check_output(str(link))


@pytest.mark.parametrize("target", ["target.json", "nowhere.json", "fifo"])
def test_a_link_that_came_meanwhile_is_replaced_and_what_it_led_to_is_left_alone(target: str, tmp_path: Path) -> None:
    (tmp_path / "target.json").write_text("old")
    os.mkfifo(tmp_path / "fifo")
    link = tmp_path / "link.json"
    link.symlink_to(tmp_path / target)
    write_snapshot(str(link), b"{}")
    assert not link.is_symlink()
    assert link.read_bytes() == b"{}"
    assert (tmp_path / "target.json").read_text() == "old"
    assert not (tmp_path / "nowhere.json").exists()


def test_a_link_that_comes_while_a_device_is_opened_is_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = tmp_path / "link.json"
    (tmp_path / "target.json").write_text("old")
    link.symlink_to(tmp_path / "target.json")
    monkeypatch.setattr("trailgate_collector.snapshot_file._takes_bytes", lambda _path: True)
    with pytest.raises(OutputError, match="cannot be written"):
        write_snapshot(str(link), b"{}")
    assert (tmp_path / "target.json").read_text() == "old"


def test_the_links_of_the_system_itself_are_followed(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    try:
        check_output(f"/dev/fd/{writing}")
        write_snapshot(f"/dev/fd/{writing}", b"{}")
        assert os.read(reading, 10) == b"{}"
    finally:
        os.close(reading)
        os.close(writing)
    assert list(tmp_path.iterdir()) == []


def test_a_device_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_snapshot(str(fifo), b"{}")
        assert os.read(reader, 10) == b"{}"
    finally:
        os.close(reader)
    assert fifo.is_fifo()


def test_a_folder_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a folder"):
        check_output(str(tmp_path))
    with pytest.raises(UsageError, match="does not exist"):
        check_output(str(tmp_path / "nowhere" / "snapshot.json"))
