"""Plans read from their sources: as each claims, never against what references say, and never from a file that is not theirs."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.evaluator.readers.terraform.judging import PLANS, decide, reading
from trailgate_evaluator.errors import InputError
from trailgate_evaluator.languages.hcl.evaluation.evaluating import value_of
from trailgate_evaluator.languages.hcl.evaluation.scope import Scope
from trailgate_evaluator.languages.hcl.syntax.bodies import parse_file
from trailgate_evaluator.languages.hcl.values.values import Unknown
from trailgate_evaluator.readers.terraform.sources.folder import FolderFiles, FolderSources
from trailgate_evaluator.readers.terraform.sources.plan_file import read_plan_file

if TYPE_CHECKING:
    from collections.abc import Mapping

SOURCES = PLANS.parent / "sources"
WIRINGS = sorted(path.parent.name for path in SOURCES.glob("*/plan.json"))
WITH_SOURCES = sorted(path.parent.name for path in PLANS.glob("*/src") if (path.parent / "plan.json").exists())


def plan_of(case: Path) -> dict[str, Any]:
    plan: dict[str, Any] = json.loads((case / "plan.json").read_bytes())
    return plan


def root_of(case: Path) -> Path:
    """The folder that the plan was made in: the last step where there are several."""
    return next((step for step in (case / "src" / "step2", case / "src") if step.is_dir()), case / "src")


def decided(case: Path, *, sources: bool) -> Mapping[str, Any]:
    options = {"sources": FolderSources(str(root_of(case)))} if sources else {}
    return decide(reading(plan_of(case), **options).after)


@pytest.mark.parametrize("name", WIRINGS)
def test_a_wiring_is_judged_as_its_name_says(name: str) -> None:
    assert decided(SOURCES / name, sources=True)["status"] == name.partition("_")[0]


@pytest.mark.parametrize("name", WIRINGS)
def test_references_alone_say_no_more_than_the_sources_of_a_wiring(name: str) -> None:
    assert decided(SOURCES / name, sources=False)["status"] in {name.partition("_")[0], "unknown"}


@pytest.mark.parametrize("name", WITH_SOURCES)
def test_references_alone_never_say_more_than_the_sources(name: str) -> None:
    plan = plan_of(PLANS / name)
    if "planned_values" not in plan:
        pytest.skip("a state has no expressions")
    alone, told = decided(PLANS / name, sources=False), decided(PLANS / name, sources=True)
    assert alone["status"] in {told["status"], "unknown"}


def test_every_unknown_names_its_expression_with_file_and_line() -> None:
    case = PLANS / "unknown_workspace_condition"
    gaps = decided(case, sources=True)["gaps"]
    assert [gap["name"].partition(" (")[0] for gap in gaps] == ["the name of the workspace"]
    assert all("main.tf, line " in gap["name"] for gap in gaps)


def test_sources_of_another_plan_are_refused() -> None:
    with pytest.raises(InputError, match="sources without"):
        reading(plan_of(PLANS / "pass_composite_or"), sources=FolderSources(str(root_of(PLANS / "fail_action_is_no_topic"))))


def test_a_folder_without_configuration_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="found none"):
        FolderSources(str(tmp_path))
    with pytest.raises(InputError, match="no such folder"):
        FolderSources(str(tmp_path / "nothing"))


def test_a_link_that_goes_round_in_a_circle_costs_only_itself(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text("locals {}\n")
    (tmp_path / "loop.tf").symlink_to("loop.tf")
    main = FolderSources(str(tmp_path)).folder((), None, None)
    assert main is not None
    assert [Path(name).name for name in main.texts] == ["main.tf"]


def test_files_outside_the_folder_are_never_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    root = tmp_path / "root"
    root.mkdir()
    (root / "inside").write_text("inside")
    (root / "link").symlink_to(tmp_path / "secret")
    files = FolderFiles(str(root))
    assert files.text("inside") == "inside"
    for path in ("../secret", "link", str(tmp_path / "secret"), "/etc/hostname", "inside/../../secret", "\0"):
        assert isinstance(files.text(path), Unknown), path
    assert isinstance(files.names(".."), Unknown)
    assert files.names(".") == ["inside", "link"]


def packed(**files: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return made.getvalue()


def test_a_plan_file_holds_every_module_by_its_key() -> None:
    manifest = json.dumps([{"Key": "", "Dir": "."}, {"Key": "a.b", "Source": "./n", "Dir": "m/n"}])
    names = {"tfplan": "x", "tfconfig/modules.json": manifest, "tfconfig/m-/main.tf": "a = 1", "tfconfig/m-a.b/x.tf": "b = 2"}
    sources = read_plan_file(packed(**names, **{"tfconfig/m-/../../evil.tf": "", "other": ""}), "tfplan")
    root, inner = sources.folder((), None, None), sources.folder(("a", "b"), None, None)
    assert root is not None
    assert inner is not None
    assert (root.path, dict(root.texts)) == (".", {"main.tf": "a = 1"})
    assert (inner.path, dict(inner.texts)) == ("m/n", {"m/n/x.tf": "b = 2"})
    assert sources.folder(("c",), None, None) is None
    assert isinstance(sources.files.text("x"), Unknown)


def test_a_files_line_ends_stay_as_they_are(tmp_path: Path) -> None:
    """Terraform puts them into a heredoc's text."""
    text = "locals {\r\n  a = <<EOT\r\none\r\nEOT\r\n  b = 1 # one\r\n}\r\n"
    (tmp_path / "main.tf").write_bytes(text.encode())
    packed_one = read_plan_file(packed(tfplan="x", **{"tfconfig/modules.json": "[]", "tfconfig/m-/main.tf": text}), "tfplan")
    for folder in (FolderSources(str(tmp_path)).folder((), None, None), packed_one.folder((), None, None)):
        assert folder is not None
        (read,) = folder.texts.values()
        found = parse_file("main.tf", read).blocks[0].body().attributes
        assert {name: (value_of(one.node(), Scope({})), one.line) for name, one in found.items()} == {
            "a": ("one\r\n", 2),
            "b": (1, 5),
        }


@pytest.mark.parametrize("name", [name for name in WIRINGS if (SOURCES / name / "src" / "main.tf").exists()][::6])
def test_a_wiring_is_the_same_with_the_line_ends_of_windows(name: str, tmp_path: Path) -> None:
    root = copied(SOURCES / name, tmp_path)
    for path in root.rglob("*.tf"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    told = decide(reading(plan_of(SOURCES / name), sources=FolderSources(str(root))).after)
    assert told["status"] == decided(SOURCES / name, sources=True)["status"]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"PK\x03\x04nothing", "damaged"),
        (packed(other="x"), "without a plan"),
        (packed(tfplan="x", **{"tfconfig/modules.json": "{"}), "damaged"),
        (packed(tfplan="x", **{"tfconfig/m-/main.tf": "#" * (9 * 1024 * 1024)}), "does not write"),
        (packed(tfplan="x", **{f"tfconfig/m-/{n}.tf": "#" * (7 * 1024 * 1024) for n in range(10)}), "64 MiB"),
        (packed(tfplan="x")[:-30], "damaged"),
    ],
    ids=["no_zip", "no_plan", "manifest", "large_file", "large_sum", "cut_off"],
)
def test_what_is_no_plan_file_is_refused(data: bytes, found: str) -> None:
    with pytest.raises(InputError, match=found):
        read_plan_file(data, "tfplan")


def copied(case: Path, folder: Path) -> Path:
    """The sources of a wiring in a folder of their own."""
    return Path(shutil.copytree(case / "src", folder / "src"))


@pytest.mark.parametrize(
    ("name", "text", "line", "expected"),
    [
        ("more.tf", 'locals {\n  a = 1\n}\nresource "x" "y" {\n  b = "unended\n}\n', 5, "string"),
        ("more.tf", "locals {\n  a = 1\n", 3, "`}`"),
        ("more.tf.json", '{\n "locals": {\n  "a" 1\n }\n}', 3, "JSON"),
        ("more.tf.json", "[]", 1, "JSON object"),
        ("more.tf.json", f'{{"locals": {{"a": {"9" * 5000}}}}}', 1, "JSON"),
    ],
)
def test_a_file_that_is_no_configuration_is_named_with_its_line(
    tmp_path: Path, name: str, text: str, line: int, expected: str
) -> None:
    root = copied(SOURCES / "pass_notify_module", tmp_path)
    for folder in (root, root / "notify"):
        (folder / name).write_text(text, "utf-8")
        with pytest.raises(InputError) as refused:
            reading(plan_of(SOURCES / "pass_notify_module"), sources=FolderSources(str(root)))
        assert refused.value.where == f"{folder / name}, line {line}"
        assert expected in refused.value.expected
        (folder / name).unlink()


def test_a_number_that_no_double_holds_is_no_matter_where_nothing_needs_it(tmp_path: Path) -> None:
    root = copied(SOURCES / "pass_notify_module", tmp_path)
    (root / "more.tf.json").write_text('{"locals": {"a": 1e999}, "output": {"b": {"value": 1e999}}}', "utf-8")
    decision = decide(reading(plan_of(SOURCES / "pass_notify_module"), sources=FolderSources(str(root))).after)
    assert decision["status"] == "pass"


def test_a_file_that_is_too_large_or_closed_is_named(tmp_path: Path) -> None:
    root = copied(SOURCES / "pass_notify_module", tmp_path)
    (root / "large.tf").write_text("#" * (8 * 1024 * 1024 + 1), "utf-8")
    with pytest.raises(InputError, match="8 MiB, found too large") as refused:
        FolderSources(str(root))
    assert refused.value.where == str(root / "large.tf")


def test_a_file_of_a_plan_file_that_we_cannot_read_is_our_own_limit_and_named() -> None:
    case = SOURCES / "pass_notify_module"
    manifest = json.dumps([{"Key": "", "Dir": "."}, {"Key": "notify", "Source": "./notify", "Dir": "notify"}])
    names = {"tfplan": "x", "tfconfig/modules.json": manifest, "tfconfig/m-/main.tf": (case / "src" / "main.tf").read_text()}
    broken = 'variable "x" {}\noutput {{'
    sources = read_plan_file(packed(**names, **{"tfconfig/m-notify/main.tf": broken}), "tfplan")
    decision = decide(reading(plan_of(case), sources=sources).after)
    assert decision["status"] == "unknown"
    assert any("notify/main.tf, which cannot be read (notify/main.tf, line 2)" in (gap["name"] or "") for gap in decision["gaps"])
