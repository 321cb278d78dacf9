"""A plan's verdict is that of the account after its apply: applied by real Terraform, collected, and judged again."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.plans.make_plans import CASES, TOOLS, Workbench, rigged, workbench

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MIRROR = TOOLS / "mirror"
pytestmark = [
    pytest.mark.skipif(shutil.which("terraform") is None, reason="terraform is not on PATH"),
    pytest.mark.skipif(not MIRROR.is_dir(), reason="`python -m tests.plans.make_plans` has not fetched the provider"),
    pytest.mark.xdist_group("terraform"),
]
APPLIED = [
    "fail_filter_in_other_group",
    "fail_trail_single_region",
    "unknown_terraform_aws_modules_style",
    "pass_whole_resource_argument",
]


PROGRAM = [sys.executable, "-c", "from trailgate_evaluator.cli.app import main; raise SystemExit(main())"]


@pytest.fixture(scope="module")
def bench() -> Iterator[Workbench]:
    with workbench() as running:
        yield running


def judged(path: Path) -> str:
    done = subprocess.run([*PROGRAM, "evaluate", path, "-f", "json"], capture_output=True, check=False)
    report: dict[str, Any] = json.loads(done.stdout)
    return str(report["results"][0]["status"])


@pytest.mark.parametrize("name", APPLIED)
def test_a_plan_and_the_account_after_its_apply_agree(name: str, bench: Workbench, tmp_path: Path) -> None:
    bench.reset()
    work = tmp_path / "work"
    shutil.copytree(CASES / name / "src", work)
    (work / "provider_rig.tf").write_text(rigged(bench.url, ['region = "us-east-1"']))
    (work / "bucket_rig.tf").write_text('resource "aws_s3_bucket" "rig" {\n  bucket = "org-trail-logs"\n}\n')
    bench.terraform(work, "init", "-input=false")
    bench.terraform(work, "apply", "-input=false", "-auto-approve", "-target=aws_s3_bucket.rig")
    bench.terraform(work, "plan", "-input=false", "-out=tfplan")
    (tmp_path / "plan.json").write_text(bench.terraform(work, "show", "-json", "tfplan"))
    bench.terraform(work, "apply", "-input=false", "tfplan")
    snapshot = tmp_path / "snapshot.json"
    account = {
        **bench.environment,
        "AWS_ENDPOINT_URL": bench.url,
        "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "simulated",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    collected = subprocess.run([*PROGRAM, "collect", "--region", "us-east-1", "-o", snapshot], env=account, check=False)
    assert collected.returncode in (0, 3)
    assert judged(tmp_path / "plan.json") in (judged(snapshot), "unknown")
