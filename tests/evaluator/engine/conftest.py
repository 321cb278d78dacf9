"""A law of a few lines, compiled once, so that tests of the engines do not depend on the real one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tools.compile_policies import compile_policies
from trailgate_evaluator.engine import selection
from trailgate_evaluator.engine.bundle import Bundle, packaged_bundle

HERE = Path(__file__).parent
ROOT = HERE.parents[2]


@pytest.fixture(scope="session")
def tiny_policies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sources, with the capabilities of the real policies."""
    folder = tmp_path_factory.mktemp("tiny") / "policies"
    shutil.copytree(HERE / "tiny_policies", folder)
    shutil.copyfile(ROOT / "policies" / "capabilities.json", folder / "capabilities.json")
    return folder


@pytest.fixture(scope="session")
def tiny_bundle(tiny_policies: Path) -> Bundle:
    """The sources, compiled."""
    target = tiny_policies.parent / "_bundle"
    compile_policies(tiny_policies, target)
    return packaged_bundle(target)


@pytest.fixture
def tiny_engines(tiny_bundle: Bundle, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Bundle:
    """`open_engine` decides by the tiny law, with a cache of its own."""
    monkeypatch.setattr(selection, "packaged_bundle", lambda: tiny_bundle)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tiny_bundle
