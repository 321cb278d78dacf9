"""Archives of inputs, read in place: zip, tar and tar.gz, whole and broken."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

from trailgate_evaluator.inputs import Source, Unreadable, read
from trailgate_evaluator.inputs.finding import find

Json = dict[str, Any]
SNAPSHOT = json.dumps({"format": "trailgate/snapshot/v1", "account": {}}).encode()
FILES = {
    "a.json": SNAPSHOT,
    "deep/b.json.gz": gzip.compress(SNAPSHOT, mtime=0),
    "deep/.hidden.json": SNAPSHOT,
    "notes.txt": b"no input",
    "z.json": b"{",
}


def _zip(path: Path, files: dict[str, bytes], before: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(before + name, content)
    return path


def _tar(path: Path, files: dict[str, bytes], before: str = "./") -> Path:
    with tarfile.open(path, "w:gz" if path.suffix in {".gz", ".tgz"} else "w") as packed:
        for name, content in files.items():
            entry = tarfile.TarInfo(before + name)
            entry.size = len(content)
            packed.addfile(entry, io.BytesIO(content))
        link = tarfile.TarInfo("link.json")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        packed.addfile(link)
    return path


def _packed(folder: Path, name: str, files: dict[str, bytes] = FILES) -> Path:
    return (_zip if name.endswith(".zip") else _tar)(folder / name, files)


@pytest.mark.parametrize("name", ["x.zip", "x.tar", "x.tar.gz", "x.tgz", "X.ZIP"])
def test_an_archive_stands_for_the_inputs_in_it(name: str, tmp_path: Path) -> None:
    path = _packed(tmp_path, name) if name != "X.ZIP" else _zip(tmp_path / name, FILES)
    found = [one for one in read([str(path)]) if not one.name.endswith("/link.json")]
    assert [one.name for one in found] == [f"{path}/{member}" for member in ("a.json", "deep/b.json.gz", "z.json")]
    assert [isinstance(one, Source) for one in found] == [True, True, False]
    assert [one.digest for one in found[:2]] == [found[0].digest] * 2


@pytest.mark.parametrize("name", ["x.zip", "x.tar", "x.tgz"])
@pytest.mark.parametrize("kept", [0, 1, 20, 0.5, 0.9])
def test_a_broken_archive_is_an_error_that_says_what_to_do(name: str, kept: float, tmp_path: Path) -> None:
    path = _packed(tmp_path, name)
    whole = path.read_bytes()
    broken = tmp_path / f"broken-{name}"
    broken.write_bytes(whole[: int(kept if kept >= 1 else kept * len(whole))])
    found = list(read([str(broken)]))
    assert found
    assert any(isinstance(one, Unreadable) and one.error.what_to_do for one in found)


def test_an_archive_without_inputs_says_so(tmp_path: Path) -> None:
    path = _packed(tmp_path, "x.zip", {"notes.txt": b""})
    (found,) = read([str(path)])
    assert isinstance(found, Unreadable)
    assert ".json" in found.error.expected


def test_an_archive_within_an_archive_is_named_and_not_read(tmp_path: Path) -> None:
    inner = _packed(tmp_path, "inner.zip", {"b.json": SNAPSHOT})
    for name in ("x.zip", "x.tar.gz"):
        path = _packed(tmp_path, name, {"a.json": SNAPSHOT, "more/inner.ZIP": inner.read_bytes(), "more/.hidden.zip": b""})
        found = [one for one in read([str(path)]) if not one.name.endswith("/link.json")]
        assert [one.name for one in found] == [f"{path}/a.json", f"{path}/more/inner.ZIP"]
        assert isinstance(found[1], Unreadable)
        assert found[1].error.found == "an archive within an archive"


def test_a_damaged_member_costs_itself_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as packed:
        packed.writestr("a.json", SNAPSHOT)
        packed.writestr("b.json", SNAPSHOT)
    path.write_bytes(path.read_bytes().replace(b"snapshot/v1", b"snapshot/v2", 1))
    found = list(read([str(path)]))
    assert [isinstance(one, Source) for one in found] == [False, True]


def test_a_plan_file_is_no_archive(tmp_path: Path) -> None:
    path = _zip(tmp_path / "x.zip", {"tfplan": b"", "tfstate": b""})
    assert list(find(str(path))) == [str(path)]


def test_an_archive_that_was_replaced_is_read_anew(tmp_path: Path) -> None:
    path = _zip(tmp_path / "x.zip", {"a.json": SNAPSHOT})
    assert len(list(read([str(path)]))) == 1
    _zip(path, {"a.json": SNAPSHOT, "bb.json": SNAPSHOT})
    assert len(list(read([str(path)]))) == 2


def test_a_member_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    path = _zip(tmp_path / "x.zip", {"a.json": SNAPSHOT})
    (found,) = read([f"{path}/b.json"])
    assert isinstance(found, Unreadable)
    (found,) = read([f"{path}/a.json"])
    assert isinstance(found, Source)


@pytest.mark.parametrize("name", ["x.zip", "x.tar", "x.tar.gz"])
def test_of_two_members_of_one_name_neither_counts(name: str, tmp_path: Path) -> None:
    """The last one is what unpacking would leave, and the first one what somebody meant: nobody is judged by a guess."""
    path = tmp_path / name
    if name.endswith(".zip"):
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr("a.json", SNAPSHOT)
            packed.writestr("b.json", SNAPSHOT)
            with pytest.warns(UserWarning, match="Duplicate name"):
                packed.writestr("a.json", SNAPSHOT)
    else:
        with tarfile.open(path, "w:gz" if name.endswith(".gz") else "w") as archive:
            for member in ("./a.json", "b.json", "a.json"):
                entry = tarfile.TarInfo(member)
                entry.size = len(SNAPSHOT)
                archive.addfile(entry, io.BytesIO(SNAPSHOT))
    one, other = read([str(path)])
    assert isinstance(one, Unreadable)
    assert (one.name, one.error.found) == (f"{path}/a.json", "2 of this one")
    assert isinstance(other, Source)


_OUT = "a name that leads out of it (`..`)"
_ODD_NAMES = {
    "../../../tmp/evil.json": _OUT,
    "deep/../../evil.json.gz": _OUT,
    ".hidden/../evil.json": _OUT,
    "..\\evil.json": _OUT,
    "/abs/x.json": "an absolute name",
    "C:\\x.json": "an absolute name",
    "\\\\host\\x.json": "an absolute name",
    "../notes.txt": None,
    "deep/././b.json": None,
    "deep/a..json": None,
}


@pytest.mark.parametrize("name", ["x.zip", "x.tar", "x.tar.gz"])
def test_a_member_that_leads_out_of_its_archive_is_told_and_not_read(name: str, tmp_path: Path) -> None:
    path = (_zip if name.endswith(".zip") else _tar)(tmp_path / name, dict.fromkeys(_ODD_NAMES, SNAPSHOT), "")
    found = {one.name: one for one in read([str(path)]) if not one.name.endswith("/link.json")}
    refused = {one.name: one.error.found for one in found.values() if isinstance(one, Unreadable)}
    assert refused == {f"{path}/{member}": why for member, why in _ODD_NAMES.items() if why is not None}
    assert found.keys() - refused.keys() == {f"{path}/deep/b.json", f"{path}/deep/a..json"}


def test_what_is_no_file_in_an_archive_is_told_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "there.json").write_bytes(SNAPSHOT)
    path = tmp_path / "x.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name, kind in (("a", tarfile.SYMTYPE), ("b", tarfile.LNKTYPE), ("c", tarfile.FIFOTYPE), ("d", tarfile.DIRTYPE)):
            entry = tarfile.TarInfo(f"{name}.json")
            entry.type, entry.linkname = kind, str(tmp_path / "there.json")
            archive.addfile(entry)
    found = {one.name: one.error.found for one in read([str(path)]) if isinstance(one, Unreadable)}
    assert found == {
        f"{path}/a.json": "a symbolic link, which is not followed",
        f"{path}/b.json": "a hard link, which is not followed",
        f"{path}/c.json": "a device or a pipe",
    }
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as packed:
        link = zipfile.ZipInfo("a.json")
        link.external_attr = 0o120777 << 16
        packed.writestr(link, str(tmp_path / "there.json"))
    (one,) = read([str(path)])
    assert isinstance(one, Unreadable)
    assert (one.name, one.error.found) == (f"{path}/a.json", "a symbolic link, which is not followed")


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("x.zip", b"", "an empty file"),
        ("x.tar", b"", "an empty file"),
        ("x.tgz", b"", "an empty file"),
        ("x.zip", b"a text", "no zip"),
        ("x.tgz", b"a text", "one that gzip did not pack"),
        ("x.zip", None, "one that is cut off"),
        ("x.tgz", None, "one that is cut off"),
    ],
)
def test_what_is_wrong_with_an_archive_is_said_in_words(name: str, content: bytes | None, found: str, tmp_path: Path) -> None:
    whole = _packed(tmp_path, name).read_bytes()
    path = tmp_path / f"broken-{name}"
    path.write_bytes(whole[: len(whole) // 2] if content is None else content)
    (one,) = read([str(path)])
    assert isinstance(one, Unreadable)
    assert one.error.found == found
