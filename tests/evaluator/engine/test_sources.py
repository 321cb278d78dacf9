from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from trailgate_evaluator.engine.policy_set import user_policies
from trailgate_evaluator.engine.sources import copy_sources, source_files, sources_digest
from trailgate_evaluator.errors import PoliciesError


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    folder = tmp_path / "policies"
    for name in (
        ".manifest",
        "capabilities.json",
        "trailgate/a.rego",
        "trailgate/a_test.rego",
        "trailgate/codes/data.json",
        "schemas/document.schema.json",
        "trailgate/README.md",
        ".hidden/b.rego",
    ):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return folder


def test_the_law_is_rego_without_tests_its_data_manifest_and_capabilities(policies: Path) -> None:
    assert source_files(policies) == [".manifest", "capabilities.json", "trailgate/a.rego", "trailgate/codes/data.json"]


def test_a_link_to_a_folder_is_not_followed(policies: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "c.rego").write_text("package c")
    (policies / "trailgate" / "linked").symlink_to(tmp_path / "elsewhere")
    assert "trailgate/linked/c.rego" not in source_files(policies)


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="the auditor's command is GNU's")
def test_the_digest_is_what_an_auditor_computes_in_a_shell(policies: Path) -> None:
    printed = subprocess.run(["sha256sum", *source_files(policies)], cwd=policies, check=True, capture_output=True).stdout
    assert sources_digest(policies) == "sha256:" + hashlib.sha256(printed).hexdigest()


@pytest.mark.parametrize("name", [".manifest", "trailgate/a.rego", "trailgate/codes/data.json"])
def test_a_change_in_the_law_changes_the_digest(policies: Path, name: str) -> None:
    before = sources_digest(policies)
    (policies / name).write_text("changed")
    assert sources_digest(policies) != before


def test_a_change_in_a_test_leaves_the_digest_alone(policies: Path) -> None:
    before = sources_digest(policies)
    (policies / "trailgate/a_test.rego").write_text("changed")
    assert sources_digest(policies) == before


def test_a_copy_holds_the_law_and_nothing_else(policies: Path, tmp_path: Path) -> None:
    copy_sources(policies, tmp_path / "copy")
    assert source_files(tmp_path / "copy") == source_files(policies)
    assert sources_digest(tmp_path / "copy") == sources_digest(policies)
    assert not (tmp_path / "copy" / "schemas").exists()


def test_what_could_be_read_for_ever_is_no_source(policies: Path) -> None:
    before = source_files(policies)
    os.mkfifo(policies / "trailgate" / "pipe.rego")
    assert source_files(policies) == before
    (policies / "trailgate" / "gone.rego").symlink_to("nowhere")
    assert "trailgate/gone.rego" in source_files(policies)


def test_a_folder_that_cannot_be_read_is_not_left_out(policies: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.scandir

    def refusing(folder: str | os.PathLike[str]) -> object:
        if str(folder).endswith("codes"):
            raise PermissionError(13, "Permission denied", str(folder))
        return real(folder)

    monkeypatch.setattr(os, "scandir", refusing)
    with pytest.raises(PermissionError):
        source_files(policies)
    with pytest.raises(PoliciesError, match="codes: expected a folder of Rego policies, found Permission denied"):
        user_policies(policies, capabilities=policies / "capabilities.json").__enter__()
    assert source_files(policies / "none") == []
