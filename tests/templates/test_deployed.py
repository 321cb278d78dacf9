"""A template's verdict is that of the account after it is deployed and collected, or unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.aws.server import Aws, aws_server
from tests.evaluator.readers.cloudformation.judging import decide, expected, names, of_fixture, parameters_of, template_of
from tests.templates.deployed import modelled, snapshot_of
from trailgate_evaluator.inputs import Source
from trailgate_evaluator.readers.snapshot import read_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator

DEPLOYED = [name for name in names() if expected(name).get("deployed", True)]
DIGEST = "sha256:" + "1" * 64


@pytest.fixture(scope="module")
def aws() -> Iterator[Aws]:
    with pytest.MonkeyPatch.context() as patch, modelled(), aws_server(regions=("us-east-1",)) as running:
        for name, value in running.environment().items():
            patch.setenv(name, value)
        yield running


def judged(snapshot: dict[str, Any]) -> dict[str, Any]:
    return decide(read_snapshot(Source(name="snapshot.json", kind="aws_snapshot", digest=DIGEST, content=snapshot)))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every other one in an ordinary run, all with `--whole`: a deployment takes half a second."""
    if "name" in metafunc.fixturenames:
        metafunc.parametrize("name", DEPLOYED if metafunc.config.getoption("--whole") else DEPLOYED[::2])


def test_a_template_and_the_account_after_its_deployment_agree(name: str, aws: Aws) -> None:
    given = {**parameters_of(name), **expected(name).get("deploy_with", {})}
    snapshot = snapshot_of(aws, template_of(name).read_text("utf-8"), given)
    account = judged(snapshot)
    told = decide(of_fixture(name).after)
    placed = decide(of_fixture(name, account="111122223333", region="us-east-1").after)
    for verdict in (told, placed):
        assert verdict["status"] in {account["status"], "unknown"}
        assert {verdict["effective"], account["effective"]} != {"yes", "no"}
