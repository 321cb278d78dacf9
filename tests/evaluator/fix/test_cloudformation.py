"""The CloudFormation of a fix: cfn-lint has nothing to say, and once its stack stands the account passes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.aws.claims import FIXTURES
from tests.evaluator.fix.judging import EMAIL, HIDDEN, decision, document_of, inputs, label, source_of
from tests.evaluator.fix.simulated import collected, emptied
from tests.evaluator.fix.stack import create
from trailgate_evaluator.fix import Wishes, plan_fix, written

if TYPE_CHECKING:
    from tests.aws.server import Aws
    from trailgate_evaluator.engine import Engine
    from trailgate_evaluator.inputs import Source

FAILING = [path for path in inputs("fail") if path.name == "snapshot.json" and label(path) not in HIDDEN]
STACKED = ["fail_no_trail", "fail_trail_not_logging", "fail_no_filter", "fail_topic_missing", "fail_no_subscription"]
"""Between them they need every type of resource."""


def template(engine: Engine, source: Source) -> str:
    found, form = plan_fix(engine, document_of(engine, source), Wishes(email=EMAIL), "cloudformation")
    assert found.changes
    return written(found, form, source)


def test_cfn_lint_has_nothing_to_say(engine: Engine, tmp_path: Path) -> None:
    assert len(FAILING) > 30
    files = []
    for number, text in enumerate(sorted({template(engine, source_of(path)) for path in FAILING})):
        files.append(tmp_path / f"{number}.json")
        files[-1].write_text(text)
    command = Path(sys.executable).with_name("cfn-lint")
    done = subprocess.run([command, *files], capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr


def test_every_resource_says_why_it_is_there(engine: Engine) -> None:
    told: dict[str, Any] = json.loads(template(engine, source_of(FAILING[0])))
    assert all(entry["Metadata"]["Why"].endswith(".") for entry in told["Resources"].values())


@pytest.mark.parametrize("name", STACKED)
def test_an_account_passes_once_its_stack_stands(engine: Engine, aws: Aws, tmp_path: Path, name: str) -> None:
    fixture = next(one for one in FIXTURES if one.name == name)
    account = emptied(aws, regions=fixture.regions)
    fixture.build(account)
    source = collected(aws, tmp_path)
    create(account, template(engine, source))
    for topic in account.client("sns").list_topics()["Topics"]:
        aws.confirm(topic["TopicArn"])
    assert decision(engine, document_of(engine, collected(aws, tmp_path)))["status"] == "pass"
