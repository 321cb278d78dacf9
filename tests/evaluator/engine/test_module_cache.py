from __future__ import annotations

import os
from pathlib import Path

import pytest

from trailgate_evaluator.engine import module_cache

KEY = module_cache.cache_key(b"wasm", "wasmtime 50")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "home" / "cache" / "trailgate"
    module_cache.store(folder, KEY, b"machine code")
    return folder


def test_what_was_stored_is_found_again(folder: Path) -> None:
    path = module_cache.load(folder, KEY)
    assert path == folder / KEY
    assert bytes(module_cache.content_of(path.read_bytes()) or b"") == b"machine code"


def test_nobody_else_can_enter_the_folder_or_write_the_file(folder: Path) -> None:
    assert folder.stat().st_mode & 0o077 == 0
    assert (folder / KEY).stat().st_mode & 0o077 == 0


def test_another_runtime_or_module_is_another_key() -> None:
    assert len({KEY, module_cache.cache_key(b"wasm", "wasmtime 51"), module_cache.cache_key(b"msaw", "wasmtime 50")}) == 3


@pytest.mark.parametrize("place", [0, 7, -1])
def test_a_damaged_file_is_not_used(folder: Path, place: int) -> None:
    stored = bytearray((folder / KEY).read_bytes())
    stored[place] ^= 1
    (folder / KEY).write_bytes(stored)
    assert module_cache.load(folder, KEY) is None


@pytest.mark.parametrize("length", [0, 3, 4, 10, 15])
def test_a_truncated_file_is_not_used(folder: Path, length: int) -> None:
    (folder / KEY).write_bytes((folder / KEY).read_bytes()[:length])
    assert module_cache.load(folder, KEY) is None


@pytest.mark.parametrize("mode", [0o720, 0o702, 0o777])
def test_a_folder_that_others_can_write_is_not_used(folder: Path, mode: int) -> None:
    folder.chmod(mode)
    assert module_cache.load(folder, KEY) is None
    module_cache.store(folder, "other", b"")
    assert not (folder / "other").exists()


def test_a_file_that_others_can_write_is_not_used(folder: Path) -> None:
    (folder / KEY).chmod(0o606)
    assert module_cache.load(folder, KEY) is None


def test_links_are_not_followed(folder: Path, tmp_path: Path) -> None:
    (folder / KEY).rename(tmp_path / "module")
    (folder / KEY).symlink_to(tmp_path / "module")
    assert module_cache.load(folder, KEY) is None
    (tmp_path / "linked").symlink_to(folder)
    assert module_cache.load(tmp_path / "linked", KEY) is None


def test_a_pipe_in_place_of_the_file_does_not_block(folder: Path) -> None:
    (folder / KEY).unlink()
    os.mkfifo(folder / KEY, 0o600)
    assert module_cache.load(folder, KEY) is None


def test_a_cache_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    module_cache.store(tmp_path / "file", KEY, b"machine code")
    module_cache.store(tmp_path / "file" / "below", KEY, b"machine code")
    module_cache.store(None, KEY, b"machine code")
    assert module_cache.load(tmp_path / "file", KEY) is None
    assert module_cache.load(None, KEY) is None


def test_the_folder_is_the_users_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert module_cache.cache_folder() == tmp_path / "trailgate"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative/ignored")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert module_cache.cache_folder() == tmp_path / "home" / ".cache" / "trailgate"


def test_the_newest_modules_are_kept_and_no_others(folder: Path) -> None:
    (folder / "notes.txt").write_text("not ours")
    for number in range(12):
        module_cache.store(folder, f"{number}.module", b"machine code")
        os.utime(folder / f"{number}.module", (number, number))
    module_cache.store(folder, KEY, b"machine code")
    left = {path.name for path in folder.iterdir()}
    assert left == {KEY, "notes.txt", *(f"{number}.module" for number in range(5, 12))}
