"""What `trailgate explain` tells is the law's own word, and its steps by hand are run as they stand."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.aws.builder import Account, good_chain
from tests.aws.server import ACCOUNT, aws_server
from tests.evaluator.fix import simulated
from trailgate_evaluator.cli.app import main
from trailgate_evaluator.engine.bundle import packaged_bundle
from trailgate_evaluator.engine.opa_command import find_opa
from trailgate_evaluator.explain.by_hand import WITH_OPA
from trailgate_evaluator.explain.explanation import SETTINGS

ROOT = Path(__file__).parents[3]
CONTROL = "iam-policy-change-alarm"
ASKED_ELSEWHERE = {"trailgate/trailgate.rego", "trailgate/asked/asked.rego", "trailgate/chain/trail/recordings.rego"}
"""What no control's own file leads to."""
WHOLE = ROOT / "fixtures" / "snapshots" / "pass_whole_chain" / "snapshot.json"


@pytest.fixture
def told(capfd: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert main(["explain", CONTROL, "--format", "json", "--account", ACCOUNT]) == 0
    explained: dict[str, Any] = json.loads(capfd.readouterr().out)
    return explained


def test_the_files_that_decide_a_control_are_told_in_the_order_of_the_chain(told: dict[str, Any]) -> None:
    files = told["controls"][CONTROL]["files"]
    assert files[0]["file"] == "trailgate/cis_aws/control_4_4/control_4_4.rego"
    links = [file["link"] for file in files if file["link"] is not None]
    assert list(dict.fromkeys(links)) == told["codes"]["links"]
    assert links == sorted(links, key=told["codes"]["links"].index)


def test_every_file_of_the_law_is_told_with_its_title_and_exists(told: dict[str, Any]) -> None:
    files = {file["file"]: file for file in told["controls"][CONTROL]["files"]}
    sources = {path.relative_to(ROOT / "policies").as_posix() for path in (ROOT / "policies" / "trailgate").rglob("*.rego")}
    law = {path for path in sources if not path.endswith("_test.rego") and "/passing/" not in path}
    others = {path for path in law if ("/cis_aws/" in path and "/control_4_4/" not in path) or "/services/" in path}
    assert files.keys() == law - others - ASKED_ELSEWHERE
    assert all(file["title"] and file["description"] for file in files.values())


def test_what_is_required_is_what_the_law_requires(told: dict[str, Any]) -> None:
    about = told["controls"][CONTROL]
    assert len(about["required_records"]["records"]) == 16
    assert about["required_records"]["fields"]["recipientAccountId"] == {"is": ACCOUNT}
    assert about["benchmarks"]["cis_aws_6.0.0"] == "5.4"
    assert told["policies"]["digest"] == packaged_bundle().digest


def test_every_setting_of_the_schema_is_told() -> None:
    schema = json.loads((ROOT / "policies" / "schemas" / "settings.schema.json").read_text())
    assert schema["properties"].keys() == SETTINGS.keys()


def test_the_text_names_every_file_and_every_code(told: dict[str, Any], capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", CONTROL]) == 0
    text = " ".join(capfd.readouterr().out.split())
    for file in told["controls"][CONTROL]["files"]:
        assert f"policies/{file['file']}" in text
    for titles in told["codes"]["breaks"].values():
        assert all(title in text for title in titles.values())


@pytest.mark.parametrize("name", ["4.4", "5.4", "cis_aws_6.0.0:5.4", "CloudWatch.4"])
def test_a_control_is_found_by_its_number(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", name, "--format", "json"]) == 0
    assert list(json.loads(capfd.readouterr().out)["controls"]) == [CONTROL]


def test_a_control_that_there_is_not_is_wrong_usage(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "iam-policy-change-alarms"]) == 2
    assert f"Did you mean {CONTROL}" in capfd.readouterr().err
    assert main(["explain", "cis_aws_6.0.0:4.4"]) == 2


def test_all_controls_are_listed_and_a_script_is_for_one(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["explain"]) == 0
    listed = capfd.readouterr().out
    assert [line.split()[0] for line in listed.splitlines() if line.startswith("4.")] == [f"4.{n}" for n in range(1, 17)]
    assert main(["explain", "--script"]) == 2
    assert "trailgate explain 4.4 --script" in capfd.readouterr().err


def test_what_hangs_on_a_role_or_no_longer_occurs_and_what_is_never_there_is_said(capfd: pytest.CaptureFixture[str]) -> None:
    said = {}
    for name in ("4.2", "4.14", "4.15"):
        assert main(["explain", name]) == 0
        said[name] = " ".join(capfd.readouterr().out.split())
    assert "of a member LeaveOrganization as well" in said["4.15"]
    assert "ClassicLink" in said["4.14"].partition("no longer occur")[0]
    assert "never errorCode never errorMessage always" in said["4.2"]


def test_the_records_of_a_control_are_those_of_its_benchmark_and_role(capfd: pytest.CaptureFixture[str]) -> None:
    def records(*arguments: str) -> set[str]:
        assert main(["explain", *arguments, "--format", "json"]) == 0
        (about,) = json.loads(capfd.readouterr().out)["controls"].values()
        return set(about["required_records"]["records"])

    assert records("4.10") - records("4.10", "--benchmark", "cis_aws_4.0.1") == {"ModifySecurityGroupRules"}
    assert records("4.15", "--role", "member") == {"AcceptHandshake", "DeclineHandshake", "LeaveOrganization"}
    assert main(["explain", "--benchmark", "cis_aws_9.0.0"]) == 2


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder in which `aws` is the real client."""
    with simulated.client(tmp_path_factory.mktemp("aws")) as folder:
        yield folder


def run_script(script: Path, client: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    path = f"{client}{os.pathsep}{os.environ['PATH']}"
    whole = {**os.environ, **environment, "PATH": path, "AWS_DEFAULT_OUTPUT": "json"}
    return subprocess.run(["sh", str(script)], env=whole, capture_output=True, text=True, timeout=300, check=False)


@pytest.fixture
def script(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Path:
    assert main(["explain", CONTROL, "--script", "--account", ACCOUNT]) == 0
    path = tmp_path / "check.sh"
    written = capfd.readouterr().out
    checked = subprocess.run(
        [str(Path(sys.executable).with_name("shellcheck")), "-s", "sh", "-"],
        input=written,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout
    # Moto has no matcher of its own; the skeleton is made only of parameters that the API's model takes.
    path.write_text(written.replace("test-metric-filter ", "test-metric-filter --generate-cli-skeleton output "))
    return path


def test_the_script_asks_of_every_link_and_labels_each_answer(script: Path, client: Path) -> None:
    with aws_server() as aws:
        good_chain(Account(aws=aws, id=ACCOUNT))
        done = run_script(script, client, aws.environment())
    assert done.returncode == 0, done.stdout + done.stderr
    labels = [line for line in done.stdout.splitlines() if line.startswith("## ")]
    kinds = [
        "who",
        "trails",
        "trail",
        "selectors",
        "log",
        "metric",
        "metric",
        "filters",
        "alarms",
        "topic",
        "subscriptions",
        "composite",
    ]
    assert [label.split()[1].rstrip(":") for label in labels] == kinds
    asked = [line for line in done.stdout.splitlines() if line.startswith("$ aws")]
    assert len(asked) == len(labels)
    assert all(" --region us-east-1 " in line for line in asked)
    assert "security@example.com" in done.stdout


def test_the_script_goes_to_each_region_and_to_every_filter_of_many(script: Path, client: Path) -> None:
    with aws_server(page_size=1) as aws:
        account = Account(aws=aws, id=ACCOUNT, region="eu-west-1")
        good_chain(account)
        logs = account.client("logs")
        (group,) = [one["logGroupName"] for one in logs.describe_log_groups()["logGroups"]]
        for number in range(3):
            logs.put_metric_filter(
                logGroupName=group,
                filterName=f"a {number}",
                filterPattern='- "it\'s"',
                metricTransformations=[{"metricName": "M", "metricNamespace": "N", "metricValue": "1"}],
            )
        done = run_script(script, client, {**aws.environment(), "AWS_DEFAULT_REGION": "us-east-1", "AWS_REGION": "us-east-1"})
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    assert done.stdout.count("## metric filter ") == 4
    asked = [line for line in done.stdout.splitlines() if line.startswith("$ aws")]
    assert all(" --region eu-west-1 " in line for line in asked[2:])
    assert "security@example.com" in done.stdout


def test_the_script_says_what_was_refused_and_ends_with_1(script: Path, tmp_path: Path) -> None:
    refusing = tmp_path / "bin"
    refusing.mkdir()
    (refusing / "aws").write_text("#!/bin/sh\necho AccessDenied >&2\nexit 254\n")
    (refusing / "aws").chmod(0o755)
    done = subprocess.run(
        ["sh", str(script), "audit"], env={"PATH": f"{refusing}:/usr/bin:/bin"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "$ aws --profile audit --region us-east-1 sts get-caller-identity" in done.stdout
    assert "(no answer: the AWS CLI ended with 254)" in done.stdout


@pytest.mark.parametrize(
    ("control", "recorded", "delivered"),
    [
        ("4.1", "All (WriteOnly leaves out the calls that read), and no service is left out", "in every region"),
        ("4.3", "All (WriteOnly leaves out the calls that read), and no service is left out", "in every region"),
        ("4.4", "All or WriteOnly, and iam.amazonaws.com is not left out", "in us-east-1"),
        ("4.7", "All or WriteOnly, and kms.amazonaws.com is not left out", "in every region"),
        ("4.13", "All or WriteOnly, and ec2.amazonaws.com is not left out", "in every region"),
        ("4.15", "All or WriteOnly, and organizations.amazonaws.com is not left out", "in us-east-1"),
    ],
)
def test_the_steps_by_hand_are_those_of_the_control(
    capfd: pytest.CaptureFixture[str], control: str, recorded: str, delivered: str
) -> None:
    assert main(["explain", control, "--format", "json"]) == 0
    steps = json.loads(capfd.readouterr().out)["by_hand"]["aws"]
    of_trail = [step["shows"] for step in steps if step["link"] == "trail"]
    assert delivered in of_trail[2]
    assert recorded in of_trail[3]
    assert main(["explain", control, "--script"]) == 0
    script = capfd.readouterr().out
    assert recorded in script
    assert ("(the second half are refused calls)" in script) is (control != "4.1")


def test_where_no_name_tells_records_apart_the_matcher_is_tried_on_each(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "4.3", "--format", "json"]) == 0
    steps = json.loads(capfd.readouterr().out)["by_hand"]["aws"]
    (tried,) = [step["command"] for step in steps if "test-metric-filter" in step["command"]]
    assert "RECORD" not in tried
    assert all(kind in tried for kind in ("AwsApiCall", "AwsConsoleAction", "AwsConsoleSignIn"))


def test_the_steps_with_stock_opa_run_as_they_stand(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "policies", tmp_path / "policies")  # OPA follows no link to a bundle
    (tmp_path / "snapshot.json").symlink_to(WHOLE)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "opa").symlink_to(find_opa())
    program = "import sys; import trailgate_evaluator.cli.app as app; sys.exit(app.main())"
    (tmp_path / "bin" / "trailgate").write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{program}" "$@"\n')
    (tmp_path / "bin" / "trailgate").chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    answers = []
    for step in WITH_OPA:
        done = subprocess.run(
            ["sh", "-c", step.command], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr
        answers.append(done.stdout)
    assert '"status": "pass"' in answers[1]
    assert "pass" in answers[2]
    assert "PutUserPolicy" in answers[3]
