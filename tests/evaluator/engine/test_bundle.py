from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tools.compile_policies import COMPILED, check_compiled, compile_policies, lay_sources
from trailgate_evaluator.engine.bundle import Bundle, packaged_bundle, packaged_schema
from trailgate_evaluator.errors import StalePoliciesError


@pytest.fixture
def checkout(tmp_path: Path, tiny_policies: Path, tiny_bundle: Bundle) -> Path:
    """A folder laid out as the repository is."""
    shutil.copytree(tiny_policies, tmp_path / "policies")
    shutil.copytree(tiny_bundle.folder, tmp_path / "evaluator" / "trailgate_evaluator" / "_bundle")
    return tmp_path


def bundle_of(checkout: Path) -> Path:
    return checkout / "evaluator" / "trailgate_evaluator" / "_bundle"


def test_the_repositorys_own_policies_are_compiled_and_current() -> None:
    assert packaged_bundle().controls


def test_a_checkout_with_unchanged_sources_is_current(checkout: Path, tiny_bundle: Bundle) -> None:
    assert packaged_bundle(bundle_of(checkout)).digest == tiny_bundle.digest


@pytest.mark.parametrize("name", ["trailgate/decision.rego", "trailgate/limits/data.json", "trailgate/new.rego"])
def test_a_checkout_with_changed_sources_is_refused_and_names_the_command(checkout: Path, name: str) -> None:
    with (checkout / "policies" / name).open("a") as file:
        file.write("\n")
    with pytest.raises(StalePoliciesError, match="make policies") as refused:
        packaged_bundle(bundle_of(checkout))
    assert refused.value.exit_code == 5


def test_copies_of_other_sources_are_refused_and_name_the_command(checkout: Path) -> None:
    bundle = packaged_bundle(bundle_of(checkout))
    assert bundle.policies == bundle_of(checkout) / "policies"
    (bundle_of(checkout) / "policies" / "trailgate" / "left_over.rego").write_text("package left_over\n")
    with pytest.raises(StalePoliciesError, match="make policies"):
        _ = bundle.policies
    shutil.rmtree(bundle_of(checkout) / "policies")
    with pytest.raises(StalePoliciesError, match="make policies"):
        _ = bundle.policies


def test_a_schema_that_is_not_that_of_the_sources_is_refused_and_names_the_command(checkout: Path) -> None:
    for folder, text in ((checkout / "policies", '{"a": 1}'), (bundle_of(checkout), '{"a": 1}')):
        (folder / "schemas").mkdir(exist_ok=True)
        (folder / "schemas" / "x.json").write_text(text)
    assert packaged_schema("x.json", bundle_of(checkout)) == {"a": 1}
    (checkout / "policies" / "schemas" / "x.json").write_text('{"a": 2}')
    with pytest.raises(StalePoliciesError, match="make policies"):
        packaged_schema("x.json", bundle_of(checkout))
    with pytest.raises(StalePoliciesError, match="make policies"):
        packaged_schema("y.json", bundle_of(checkout))


def test_what_is_installed_is_not_compared_with_a_checkout(tmp_path: Path) -> None:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "x.json").write_text("{}")
    assert packaged_schema("x.json", tmp_path) == {}


def test_missing_compiled_policies_are_refused_and_name_the_command(tmp_path: Path) -> None:
    with pytest.raises(StalePoliciesError, match="make policies"):
        packaged_bundle(tmp_path / "_bundle")


def test_the_same_sources_compile_to_the_same_bytes(tiny_policies: Path, tiny_bundle: Bundle, tmp_path: Path) -> None:
    compile_policies(tiny_policies, tmp_path / "_bundle")
    files = [path.relative_to(tmp_path / "_bundle") for path in (tmp_path / "_bundle").rglob("*") if path.is_file()]
    assert Path("policy.wasm") in files
    for path in files:
        assert (tmp_path / "_bundle" / path).read_bytes() == (tiny_bundle.folder / path).read_bytes(), path


@pytest.mark.parametrize("name", COMPILED)
def test_a_compiled_file_of_other_bytes_is_named(checkout: Path, name: str) -> None:
    check_compiled(checkout / "policies", bundle_of(checkout))
    with (bundle_of(checkout) / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(StalePoliciesError, match="make policies") as refused:
        check_compiled(checkout / "policies", bundle_of(checkout))
    assert f"other bytes in {name}" in str(refused.value)


def test_a_build_lays_copies_of_the_sources_and_asks_nobody(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAILGATE_OPA", "/dev/null")
    bundle = bundle_of(checkout)
    (bundle / "policies" / "trailgate" / "left_over.rego").write_text("package left_over\n")
    (checkout / "policies" / "schemas").mkdir(exist_ok=True)
    lay_sources(checkout / "policies", bundle)
    assert not (bundle / "policies" / "trailgate" / "left_over.rego").exists()
    assert (bundle / "policies" / "trailgate" / "decision.rego").read_bytes() == (
        checkout / "policies" / "trailgate" / "decision.rego"
    ).read_bytes()


def test_a_build_refuses_a_module_that_is_not_the_one_that_was_compiled(checkout: Path) -> None:
    (bundle_of(checkout) / "policy.wasm").write_bytes(b"another")
    with pytest.raises(StalePoliciesError, match="make policies"):
        lay_sources(checkout / "policies", bundle_of(checkout))


def test_a_second_control_is_a_folder_and_nothing_else(tiny_policies: Path, tmp_path: Path) -> None:
    copy = tmp_path / "policies"
    shutil.copytree(tiny_policies, copy)
    third = (copy / "trailgate/controls/always_pass/always_pass.rego").read_text()
    (copy / "trailgate/controls/third").mkdir()
    (copy / "trailgate/controls/third/third.rego").write_text(
        third.replace("always_pass", "third").replace("always-pass", "third")
    )
    compile_policies(copy, tmp_path / "_bundle")
    assert list(packaged_bundle(tmp_path / "_bundle").controls) == ["always-pass", "short-names", "third"]
    assert packaged_bundle(tmp_path / "_bundle").controls["third"] == {
        "title": "Passes whatever the document holds",
        "severity": "low",
        "benchmarks": {"example_1.0": "1.1"},
    }
