"""`trailgate collect` as a program: exit codes, files, Ctrl-C, and what it says."""

from __future__ import annotations

import gzip
import json
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from tests.aws.builder import Account, good_chain
from tests.aws.faults import Fault
from tests.aws.server import SECRET
from tests.aws.wire import access_key_of
from tests.collector.conftest import PROGRAM, Collector, read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.aws.server import Aws


def test_a_whole_collection_exits_0_and_says_where_it_is_in_one_line(
    account: Account, collector: Collector, tmp_path: Path
) -> None:
    good_chain(account)
    path = tmp_path / "snapshot.json"
    done = collector.program("--output", str(path))
    said = done.stderr.decode()
    who = "arn:aws:iam::111122223333:user/auditor"
    assert (done.returncode, done.stdout, said.count("\n")) == (0, b"", 1)
    assert said.startswith(f"Account 111122223333 collected into {path}, by {who}, as of 20")
    assert said.endswith(" s): 17 calls, 17 answered, none refused.\n")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    content = path.read_text("utf-8")
    assert SECRET not in content
    assert access_key_of(account.id) not in content
    assert json.loads(content)["account"] == {"id": account.id, "partition": "aws"}


def test_the_snapshot_can_be_piped_or_gzipped(account: Account, collector: Collector, tmp_path: Path) -> None:
    good_chain(account)
    piped = json.loads(collector.program("-o", "-").stdout)
    path = tmp_path / "snapshot.json.gz"
    assert collector.command("-o", str(path)).exit_code == 0
    zipped = json.loads(gzip.decompress(path.read_bytes()))
    assert [call["operation"] for call in zipped["calls"]] == [call["operation"] for call in piped["calls"]]


def test_progress_is_drawn_on_a_terminal_and_nowhere_else(account: Account, aws: Aws, tmp_path: Path) -> None:
    good_chain(account)
    screen, terminal = os.openpty()
    variables = os.environ | aws.environment() | {"TERM": "xterm"}
    program = [*PROGRAM, "-o", str(tmp_path / "snapshot.json")]
    done = subprocess.run(program, env=variables, stdout=subprocess.PIPE, stderr=terminal, check=False, timeout=60)
    os.close(terminal)
    drawn = os.read(screen, 100_000)
    os.close(screen)
    assert (done.returncode, done.stdout) == (0, b"")
    assert b"asking AWS" in drawn


def test_refused_calls_exit_3_and_are_listed_and_the_file_is_there(
    account: Account, collector: Collector, aws: Aws, tmp_path: Path
) -> None:
    good_chain(account)
    aws.layer.faults.order(Fault(kind="deny", operation="cloudwatch:DescribeAlarms"))
    path = tmp_path / "snapshot.json"
    done = collector.command("-o", str(path))
    assert done.exit_code == 3
    assert "denied     cloudwatch:DescribeAlarms in us-east-1  AccessDenied" in done.stderr
    assert done.stderr.endswith(" s): 14 calls, 13 answered, 1 denied.\n")
    assert read(path)["format"] == "trailgate/snapshot/v1"


def test_no_identity_exits_5_and_writes_nothing(collector: Collector, aws: Aws, tmp_path: Path) -> None:
    aws.layer.faults.order(Fault(kind="deny", operation="sts:GetCallerIdentity"))
    done = collector.command("-o", str(tmp_path / "snapshot.json"))
    assert done.exit_code == 5
    assert "does not say whose these credentials are" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_no_credentials_exit_5_in_one_line(collector: Collector, tmp_path: Path) -> None:
    done = collector.program(
        "-o", str(tmp_path / "snapshot.json"), AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY="", HOME=str(tmp_path)
    )
    assert done.returncode == 5
    assert done.stderr.count(b"\n") == 1
    assert b"No AWS credentials found" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--external-id", "x"], "give --role-arn too"),
        (["--output", "/nowhere/at/all.json"], "does not exist"),
        (["--output", "/"], "is a folder"),
        (["--region", "not a region"], "is no region"),
        (["--region", "us-east-1", "--region", "x/y"], "is no region"),
        (["--endpoint-url", "localhost:5000"], "is no address"),
        (["--no-such-option"], "No such option"),
    ],
)
def test_wrong_usage_exits_2_and_asks_nothing(arguments: list[str], says: str, collector: Collector, aws: Aws) -> None:
    done = collector.command(*arguments)
    assert (done.exit_code, says in done.stderr) == (2, True)
    assert aws.layer.requests == []


@contextmanager
def httpserver(page: Response) -> Iterator[str]:
    """A server that answers one page, whatever it is asked."""
    server = make_server("127.0.0.1", 0, page)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_endpoint_that_is_no_aws_exits_5_in_one_line(collector: Collector) -> None:
    page = Response("<html>Welcome to the hotel's network</html>", mimetype="text/html")
    with httpserver(page) as url:
        done = collector.program("--endpoint-url", url, AWS_MAX_ATTEMPTS="1")
    assert (done.returncode, done.stderr.count(b"\n"), b"Traceback" in done.stderr) == (5, 1, False)
    closed = collector.program("--endpoint-url", "http://127.0.0.1:9", AWS_MAX_ATTEMPTS="1")
    assert (closed.returncode, closed.stderr.count(b"\n")) == (5, 1)


def test_credentials_that_cannot_be_renewed_exit_5_in_one_line(collector: Collector, tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.write_text("[profile broken]\ncredential_process = /bin/false\n")
    done = collector.program("--profile", "broken", AWS_CONFIG_FILE=str(config), AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY="")
    assert (done.returncode, done.stderr.count(b"\n"), b"Traceback" in done.stderr) == (5, 1, False)


def test_a_profile_that_is_not_there_exits_5(collector: Collector) -> None:
    done = collector.command("--profile", "nobody")
    assert (done.exit_code, "nobody" in done.stderr) == (5, True)


def test_a_role_is_assumed_first_and_its_account_collected(
    account: Account, collector: Collector, aws: Aws, tmp_path: Path
) -> None:
    other = Account(aws=aws, id="444455556666")
    good_chain(other)
    path = tmp_path / "snapshot.json"
    role = "arn:aws:iam::444455556666:role/audit"
    done = collector.command("-o", str(path), "--role-arn", role, "--external-id", "agreed-between-us")
    assert done.exit_code == 0, done.stderr
    content = path.read_text("utf-8")
    assert read(path)["account"]["id"] == "444455556666"
    told = read(path)["collected"]
    assert told["by"] == "arn:aws:sts::444455556666:assumed-role/audit/trailgate-collect"
    assert told["from"] == {"caller": f"arn:aws:iam::{account.id}:user/auditor", "endpoint": aws.url}
    assert f"by arn:aws:iam::{account.id}:user/auditor through {told['by']}, as of" in done.stderr
    assert "AssumeRole" not in content
    assert "agreed-between-us" not in content
    (assumed,) = [request for request in aws.layer.requests if request.operation == "AssumeRole"]
    assert (assumed.account, assumed.params["ExternalId"]) == (account.id, "agreed-between-us")


def test_ctrl_c_exits_130_at_once_and_leaves_no_file(account: Account, aws: Aws, tmp_path: Path) -> None:
    good_chain(account)
    aws.layer.faults.order(Fault(kind="throttle", operation="cloudtrail:*"))
    variables = os.environ | aws.environment() | {"AWS_MAX_ATTEMPTS": "30"}
    path = tmp_path / "snapshot.json"
    path.write_text("old")
    program = subprocess.Popen([*PROGRAM, "-o", str(path)], env=variables, stderr=subprocess.PIPE)
    while not any(request.operation == "DescribeTrails" for request in aws.layer.requests):
        assert program.poll() is None
        time.sleep(0.05)
    started = time.monotonic()
    program.send_signal(signal.SIGINT)
    _, errors = program.communicate(timeout=20)
    assert program.returncode == 130
    assert time.monotonic() - started < 10
    assert b"interrupted; nothing was written" in errors
    assert b"Traceback" not in errors
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_table_and_the_policy_are_printed_without_credentials_or_boto3() -> None:
    blocked = "import sys; sys.modules['botocore'] = sys.modules['boto3'] = None\n"
    for option, wanted in (("--print-iam-policy", "cloudtrail:DescribeTrails"), ("--list-calls", "logs:GetTransformer")):
        program = [PROGRAM[0], "-c", blocked + PROGRAM[2], option]
        done = subprocess.run(program, capture_output=True, check=True, timeout=30, text=True)
        assert wanted in done.stdout


def test_without_boto3_one_line_says_what_to_install(tmp_path: Path) -> None:
    hidden = (
        "import importlib.util as u; real = u.find_spec\n"
        "u.find_spec = lambda name, package=None: None if name == 'botocore' else real(name, package)\n"
    )
    program = [sys.executable, "-c", hidden + PROGRAM[2], "-o", str(tmp_path / "snapshot.json")]
    done = subprocess.run(program, capture_output=True, check=False, timeout=30, text=True)
    assert done.returncode == 5
    assert done.stderr == "trailgate collect: collecting needs boto3: pip install 'boto3>=1.44.5'\n"


def test_importing_the_command_imports_no_boto3() -> None:
    check = "import sys, trailgate_collector.cli; sys.exit('botocore' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False, timeout=30).returncode == 0
