"""Ten whole accounts, built by API calls, collected and judged by the real program."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.aws.accounts import ODD, ORDINARY
from tests.aws.fixture import Fixture
from tests.aws.make_fixtures import snapshot_of

TRAILGATE = str(Path(sys.executable).with_name("trailgate"))


@pytest.mark.parametrize("account", [*ORDINARY, *ODD], ids=lambda account: account.name)
def test_the_verdict_is_the_right_one(account: Fixture, tmp_path: Path) -> None:
    path = tmp_path / "snapshot.json"
    path.write_text(json.dumps(snapshot_of(account)), "utf-8")
    program = [TRAILGATE, "evaluate", "--format", "json", str(path)]
    done = subprocess.run(program, capture_output=True, check=False, timeout=60, text=True)
    assert done.stdout, done.stderr
    (result,) = json.loads(done.stdout)["results"]
    (expected,) = account.expected["results"]
    assert judged(result) == {**expected, "breaks": in_order(expected["breaks"]), "gaps": in_order(expected["gaps"])}
    assert done.returncode == account.expected["exit"]


def judged(result: dict[str, Any]) -> dict[str, Any]:
    """A result of a report, as `expected.json` tells it."""
    return {
        "control": result["control"],
        "status": result["status"],
        "effective": result["effective"],
        "missing": sorted(result["records"]["missing"]),
        "breaks": in_order([{"link": found["link"], "code": found["code"]} for found in result["breaks"]]),
        "gaps": in_order([{"link": found["link"], "reason": found["reason"]} for found in result["gaps"]]),
        "weaknesses": sorted({found["code"] for chain in result["chains"] for found in chain["weaknesses"]}),
    }


def in_order(found: list[dict[str, str]]) -> list[dict[str, str]]:
    """Each once, in one order."""
    return [dict(pairs) for pairs in sorted({tuple(sorted(one.items())) for one in found})]
