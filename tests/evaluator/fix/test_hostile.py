"""Inputs that want to turn a fix against whoever runs it: every text is read back, and says what it was told to and no more."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.evaluator.fix.judging import FIXTURES, document_of, inputs, label
from tests.evaluator.fix.terraform import RIG, begun, run
from tests.evaluator.fix.test_commands import check
from trailgate_evaluator.errors import InputError, UnwritableError
from trailgate_evaluator.fix import Wishes, plan_fix, written
from trailgate_evaluator.fix.account.existing import Existing
from trailgate_evaluator.fix.account.ordering import ordered
from trailgate_evaluator.fix.writing.requests import requests_of
from trailgate_evaluator.inputs import read_one

if TYPE_CHECKING:
    from trailgate_evaluator.engine import Engine
    from trailgate_evaluator.fix import Plan
    from trailgate_evaluator.inputs import Source

Json = dict[str, Any]
ATTACKS: Final = FIXTURES / "attacks"
HOSTILE: Final = {
    "shell": "a'b\"c$(touch pwned)`touch pwned`${x} %s \\",
    "lines": "x\ntouch pwned\r\u2028#\u0085y",
    "hcl": '${file("/etc/passwd")}%{ if true }x%{ endif }',
    "block": 'x"\n}\nresource "terraform_data" "pwn" {\n  provisioner "local-exec" {\n    command = "touch pwned"\n  }\n}\n',
    "option": "--endpoint-url=http://evil.example",
    "file": "file:///etc/passwd",
    "query": 'x`]|[0]||`"made"` || \'x',
    "dynamic": "{{resolve:secretsmanager:prod/db}}",
    "nested": "{{ Resolve:ssm:x}}",
    "wild": "*",
    "variable": "${aws:username}*?",
    "comment": "*/ # shellcheck disable=all\u202e",
    "arn": "x:role/admin",
    "quote": "'",
}
"""What means something to a shell, to HCL, to CloudFormation, to JMESPath, to IAM, to a terminal."""
VALUES: Final = (
    "iam-policy-changes",
    "CISBenchmark",
    "IAMPolicyChanges",
    "security@example.com",
    "security-alarms",
    "org-trail",
    "trail/org",
    "us-east-1",
    "111122223333",
)
"""What stands in the fixtures: names of alarms and filters, of metrics, topics, groups and trails, an endpoint, a place."""
BASES: Final = (
    "fail_no_trail",
    "fail_one_event_missing",
    "fail_alarm_other_namespace",
    "fail_actions_none",
    "fail_topic_missing",
    "fail_subscription_pending",
    "fail_trail_not_logging",
    "fail_log_group_not_set",
    "pass_topic_key_refuses",
    "pass_topic_policy_refuses",
)
BY_PATTERN: Final = ("E3031", "E1155", "E1029")
"""cfn-lint's rules on which letters a name may have: AWS refuses such a name, and nothing else comes of it."""
FALSE_AWS: Final = """#!{python}
import json, os, sys
with open(os.environ["CALLED"], "a", encoding="utf-8") as file:
    file.write(json.dumps(sys.argv[1:]) + "\\n")
if sys.argv[1:3] == ["sts", "get-caller-identity"]:
    print(os.environ["ACCOUNT"])
elif "--query" in sys.argv:
    print('"known"')
"""


def planned(engine: Engine, path: Path, form: Any) -> tuple[Plan, str, Source] | None:
    """The fix of an input; None where it is refused, which every hostile input may be."""
    try:
        source = read_one(str(path))
        effective = path.parent.name.startswith("pass") or "pass_" in path.name
        found, form = plan_fix(engine, document_of(engine, source), Wishes(email="a@example.com", effective=effective), form)
        return found, written(found, form, source), source
    except (InputError, UnwritableError):
        return None


def hostile_snapshots(folder: Path, turn: int) -> list[Path]:
    """Every base with every value replaced by a hostile one; each meets them all, but not in each place, turn by turn."""
    made = []
    pairs = [(base, value) for base in BASES for value in VALUES]
    for number, (base, value) in enumerate(pairs):
        text = (FIXTURES / "snapshots" / base / "snapshot.json").read_text("utf-8")
        word = list(HOSTILE)[(number + turn) % len(HOSTILE)]
        if value in text:
            escaped = json.dumps(HOSTILE[word])[1:-1]
            path = folder / f"{base}.{re.sub(r'[^a-z0-9]', '', value.lower())}.{word}.json"
            path.write_text(text.replace(value, escaped if value != "trail/org" else f"trail/{escaped}"), "utf-8")
            made.append(path)
    return made


def dry(folder: Path, script: str, account: str) -> list[list[str]]:
    """The commands that the script gives, with an `aws` that only writes them down."""
    folder.mkdir(exist_ok=True)
    command, called = folder / "aws", folder / "called"
    command.write_text(FALSE_AWS.format(python=sys.executable))
    command.chmod(command.stat().st_mode | stat.S_IXUSR)
    called.write_text("")
    environment = {
        "PATH": f"{folder}:{os.defpath}",
        "CALLED": str(called),
        "ACCOUNT": account,
        "TRAILGATE_WAIT": "0",
        "TRAILGATE_KEPT": str(folder / "kept"),
    }
    done = subprocess.run(["sh", "-s"], input=script, env=environment, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert {each.name for each in folder.iterdir()} <= {"aws", "called", "kept"}
    return [json.loads(line) for line in called.read_text("utf-8").splitlines()]


def asked(command: list[str]) -> tuple[str, str, Json]:
    """Service, operation and parameters of a command; what stands beside them are options that we wrote."""
    service, operation, *options = command
    given = dict(zip(options[::2], options[1::2], strict=True))
    assert set(given) <= {"--region", "--cli-input-json", "--query", "--output"}, given
    return service, operation, json.loads(given["--cli-input-json"])


def commands(found: Plan, source: Source) -> list[tuple[str, str, Json]]:
    """The requests of a plan, as values."""
    existing = Existing(source.content)
    return [
        (request.service, request.operation, {name: value for name, value in request.parameters.items() if name != "alias"})
        for change in ordered(found.changes)
        for request in requests_of(change, found.document, existing)
    ]


def test_a_script_gives_the_commands_that_it_was_told_to_and_no_other(engine: Engine, tmp_path: Path) -> None:
    hostile = hostile_snapshots(tmp_path, 0)
    given = [path for path in inputs("fail") if path.name == "snapshot.json"]
    told = 0
    for path in [*given[::2], *hostile]:
        fixed = planned(engine, path, "aws-cli")
        if fixed is None or not fixed[0].changes:
            continue
        found, script, source = fixed
        called = dry(tmp_path / "run", script, found.document["subject"]["account"])
        assert called[0][:2] == ["sts", "get-caller-identity"]
        puts = [
            asked(one)
            for one in called[1:]
            if one[1].split("-")[0] not in {"get", "describe", "head", "list"} and "alias" not in one[1]
        ]
        assert puts == commands(found, source), path.name
        if path in hostile:
            check(script)
        told += 1
    assert told > 50


def test_cloudformation_holds_nothing_that_is_resolved(engine: Engine, tmp_path: Path) -> None:
    files, refused = [], 0
    for number, path in enumerate(hostile_snapshots(tmp_path, 4)):
        fixed = planned(engine, path, "cloudformation")
        if fixed is None:
            refused += 1
            continue
        found, text, _ = fixed
        if not found.changes:
            continue
        assert not re.search(r"\{\{\s*resolve", text, re.IGNORECASE), path.name
        whole = json.loads(text)
        assert set(whole) == {"AWSTemplateFormatVersion", "Description", "Resources"}
        assert not re.search(r'"Fn::(?!GetAtt")', text)
        files.append(tmp_path / f"{number}.template.json")
        files[-1].write_text(text)
    assert refused > 10
    assert len(files) > 20
    command = [str(Path(sys.executable).with_name("cfn-lint")), "--ignore-checks", *BY_PATTERN, "--"]
    done = subprocess.run([*command, *files], capture_output=True, text=True, timeout=300, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr


def test_terraform_takes_every_hostile_name_as_a_name(engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "terraform"
    folder.mkdir()
    begun(folder)
    (folder / "rig.tf").write_text(RIG)
    given = [*hostile_snapshots(tmp_path, 9)[::2], *hostile_plans(tmp_path)]
    modules = ""
    for path in given:
        fixed = planned(engine, path, "terraform")
        if fixed is None or not fixed[0].changes:
            continue
        name = re.sub(r"\W", "_", path.name)
        (folder / name).mkdir()
        (folder / name / "fix.tf").write_text(fixed[1], "utf-8")
        stands = {
            found
            for found in re.findall(r"\b(aws_\w+\.\w+)(?=[.\[])", fixed[1])
            if f'"{found.split(".")[0]}" "{found.split(".")[1]}"' not in fixed[1]
        }
        assert "provisioner" not in re.sub(r"(?m)^#.*$|\"(\\.|[^\"\\])*\"", "", fixed[1])
        if not stands:
            modules += f'module "{name}" {{\n  source = "./{name}"\n}}\n'
    assert modules.count("module") > 40
    (folder / "modules.tf").write_text(modules)
    assert run(folder, "fmt", "-check", "-recursive", "-diff", "-no-color") == ""
    run(folder, "init", "-input=false", "-no-color")
    run(folder, "validate", "-no-color")


def hostile_plans(folder: Path) -> list[Path]:
    """Plans of failing fixtures, with every hostile text as a name, in an address and in a value."""
    made = []
    for path in inputs("fail"):
        if path.name != "plan.json":
            continue
        text = path.read_text("utf-8")
        for word, hostile in list(HOSTILE.items())[:5]:
            escaped = json.dumps(hostile)[1:-1]
            for number, value in enumerate(("aws_sns_topic.alarms", "cis-alarms", "IAMPolicyChanges", "us-east-1")):
                if value in text:
                    made.append(folder / f"{label(path)}.{word}.{number}.json")
                    made[-1].write_text(text.replace(value, f"{value}{escaped}"), "utf-8")
    return made[::3]


@pytest.mark.parametrize("form", ["aws-cli", "terraform", "cloudformation"])
def test_an_endpoint_that_nobody_confirmed_is_not_asked_again_without_a_word(engine: Engine, form: Any) -> None:
    source = read_one(str(FIXTURES / "snapshots" / "fail_subscription_pending" / "snapshot.json"))
    found, chosen = plan_fix(engine, document_of(engine, source), Wishes(), form)
    text = written(found, chosen, source)
    assert "has never been confirmed. Whoever may subscribe to the topic can have asked for that" in text


def attacked(engine: Engine, name: str, form: Any = None) -> str:
    source = read_one(str(ATTACKS / name))
    found, chosen = plan_fix(engine, document_of(engine, source), Wishes(email="a@example.com"), form)
    return written(found, chosen, source)


def test_an_address_that_is_hcl_is_refused(engine: Engine) -> None:
    with pytest.raises(UnwritableError, match="touch PWNED"):
        attacked(engine, "fix_address_injection.plan.json")


def test_symbols_of_a_plan_never_reach_an_arn(engine: Engine) -> None:
    text = attacked(engine, "fix_invalid_hcl.json")
    assert "tf:" not in text
    assert 'data "aws_partition" "trailgate" {}' in text
    assert "log-group:org-trail:*" in text


def test_a_dynamic_reference_is_no_text_of_cloudformation(engine: Engine) -> None:
    source = read_one(str(ATTACKS / "fix_dynamic_reference.json"))
    found, form = plan_fix(engine, document_of(engine, source), Wishes(), "cloudformation")
    with pytest.raises(UnwritableError, match="dynamic reference"):
        written(found, form, source)
