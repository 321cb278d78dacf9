"""A plan's verdict is that of the account after its apply: applied by real Terraform, collected, and judged again."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.plans.configurations import Configuration, configuration
from tests.plans.make_plans import CASES
from tests.plans.providers import Provider, providers
from tests.plans.trials import Trial, trials
from tests.plans.warm import PROVIDERS, REGIONS, Bench, bench
from trailgate_evaluator.engine import Engine, open_engine

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

AT_HAND = providers()
QUICK = next((one for one in AT_HAND if one.is_quick), None)
SLOW = next((one for one in AT_HAND if not one.is_quick), None)
pytestmark = [
    pytest.mark.skipif(shutil.which("terraform") is None, reason="terraform is not on PATH"),
    pytest.mark.skipif(not AT_HAND, reason="no provider is at hand: `python -m tests.plans.make_plans` fetches one"),
    pytest.mark.xdist_group("terraform"),
]
WITH_SOURCES = sorted(source.parent.name for source in CASES.glob("*/src"))
ON_THE_SLOW_ONE = ["pass_whole_resource_argument", "fail_filter_in_other_group"]
GENERATED = range(8)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine() as opened:
        yield opened


def _bench(provider: Provider | None) -> Iterator[Bench]:
    if provider is None:
        pytest.skip("this provider is not at hand")
    with bench(provider) as running:
        yield running


@pytest.fixture(scope="module")
def quick() -> Iterator[Bench]:
    yield from _bench(QUICK)


@pytest.fixture(scope="module")
def slow() -> Iterator[Bench]:
    yield from _bench(SLOW)


def steps_of(case: Path) -> tuple[Mapping[str, str], ...]:
    """The files of each step of a fixture's sources."""
    source = case / "src"
    folders = [source / "step1", source / "step2"] if (source / "step1").is_dir() else [source]
    return tuple(
        {
            str(path.relative_to(folder)): path.read_text()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name != "case.json"
        }
        for folder in folders
    )


def tried(name: str, on: Bench, engine: Engine, folder: Path) -> Trial:
    case = CASES / name
    about = case / "src" / "case.json"
    told: dict[str, Any] = json.loads(about.read_text()) if about.exists() else {}
    if told.get("state") or told.get("fresh_state"):
        pytest.skip("no plan that can be applied to what is there")
    steps = steps_of(case)
    made = Configuration(
        steps=steps,
        ground=len(steps) - 1,
        providers=tuple(told.get("providers", PROVIDERS[:1])),
        arguments=tuple(told.get("arguments", ())),
    )
    return last_of(made, on, engine, folder)


def last_of(made: Configuration, on: Bench, engine: Engine, folder: Path) -> Trial:
    written = str((made.providers, made.steps))
    regions = tuple(region for region in REGIONS if region in REGIONS[:2] or region in written)
    found = list(trials(made, on, engine, folder / "tried", regions))
    assert [trial.wrong for trial in found[:-1] if trial.wrong] == []
    if found[-1].refused is not None:
        pytest.skip(f"refused: {' '.join(found[-1].refused.split())[-400:]}")
    return found[-1]


@pytest.mark.parametrize("name", WITH_SOURCES)
def test_a_plan_and_the_account_after_its_apply_agree(name: str, quick: Bench, engine: Engine, tmp_path: Path) -> None:
    assert tried(name, quick, engine, tmp_path).wrong == []


@pytest.mark.parametrize("name", ON_THE_SLOW_ONE)
def test_they_agree_with_a_newer_provider_too(name: str, slow: Bench, engine: Engine, tmp_path: Path) -> None:
    assert tried(name, slow, engine, tmp_path).wrong == []


@pytest.mark.parametrize("seed", GENERATED)
def test_they_agree_for_generated_configurations(seed: int, quick: Bench, engine: Engine, tmp_path: Path) -> None:
    assert last_of(configuration(seed), quick, engine, tmp_path).wrong == []


def test_a_seed_is_always_the_same_configuration() -> None:
    assert [configuration(seed) for seed in range(50)] == [configuration(seed) for seed in range(50)]
    assert len({str(configuration(seed)) for seed in range(50)}) == 50


def test_a_difference_is_told() -> None:
    same = Trial(planned={"plan": ("unknown", None)}, applied=("pass", "yes"))
    other = Trial(planned={"plan": ("pass", "yes"), "plan and graph": ("fail", None)}, applied=("pass", "no"))
    assert same.wrong == []
    assert len(other.wrong) == 2
