"""What can be tested here of Windows: the program without the modules and functions that Windows lacks."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.packaging.conftest import ROOT

PRELUDE = """
import sys
# What is not ours is imported first: it knows the real system, and has wheels for the other one.
import atexit, asyncio, concurrent.futures.process, ctypes, gzip, importlib.metadata, multiprocessing.connection, pathlib, random
import shutil, signal, socket, subprocess, tempfile, zipfile, urllib.request
import jinja2, jmespath, jsonschema, msgspec, orjson, re2, requests, rich.console, typer, wasmtime, yaml
import boto3, botocore.session, opa_client
import sysconfig; sysconfig.get_config_vars()
import os
for name in ("fork", "forkpty", "getuid", "geteuid", "getgid", "getegid", "getpgid", "setsid", "killpg", "pread", "pwrite",
             "register_at_fork", "wait3", "wait4", "chown", "lchown", "mkfifo", "fchown", "nice", "uname", "ttyname",
             "O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_DIRECTORY", "O_NOCTTY"):
    if hasattr(os, name):
        delattr(os, name)
for name in ("SIGKILL", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGPIPE", "alarm", "setitimer", "pthread_kill", "pause"):
    if hasattr(signal, name):
        delattr(signal, name)
for name in ("fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"):
    sys.modules[name] = None
sys.platform = "win32"
"""
EVERY_MODULE = """
import importlib, pkgutil
import trailgate_collector, trailgate_evaluator
for package in (trailgate_collector, trailgate_evaluator):
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not found.name.endswith(".watcher"):  # a program of its own, which is started on POSIX alone
            importlib.import_module(found.name)
print("imported")
"""
RUN = "from trailgate_evaluator.cli.app import main\nsys.exit(main(sys.argv[1:]))\n"


def there(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs a script as it would be run there; a text file that is opened without its encoding named is an error."""
    strict = ["-X", "warn_default_encoding", "-W", "ignore::EncodingWarning"]
    strict += [
        word for name in ("trailgate_evaluator", "trailgate_collector") for word in ("-W", f"error::EncodingWarning:{name}")
    ]
    command = [sys.executable, *strict, "-c", PRELUDE + script, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)


def test_every_module_is_imported() -> None:
    done = there(EVERY_MODULE)
    assert (done.returncode, done.stdout) == (0, "imported\n"), done.stderr


def test_a_snapshot_is_judged_and_reports_are_written_with_the_same_bytes(tmp_path: Path) -> None:
    snapshot = "fixtures/snapshots/fail_no_alarm/snapshot.json"
    forms = ("json", "html", "csv", "sarif", "markdown")
    outputs = [word for form in forms for word in ("-o", f"{form}={tmp_path / form}")]
    done = there(RUN, "evaluate", snapshot, *outputs)
    assert done.returncode == 1, done.stderr
    assert "1 fail" in done.stderr
    here = [word for form in forms for word in ("-o", f"{form}={tmp_path / form}.here")]
    source = "import sys; from trailgate_evaluator.cli.app import main; sys.exit(main())"
    subprocess.run([sys.executable, "-c", source, "evaluate", snapshot, *here], cwd=ROOT, capture_output=True, check=False)
    for form in forms:
        assert (tmp_path / form).read_bytes() == (tmp_path / f"{form}.here").read_bytes()


def test_the_engine_that_needs_posix_says_so_in_a_line() -> None:
    done = there(RUN, "evaluate", "fixtures/snapshots/pass_whole_chain/snapshot.json", "--engine", "both")
    assert (done.returncode, done.stdout) == (5, "")
    assert "found Windows" in done.stderr
    assert "--engine wasm" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_each_pin_has_a_file_for_windows_or_for_every_system() -> None:
    """The index's own answer is in no test; what was seen of it stands in docs/install.md."""
    pins = re.findall(r"^([\w.-]+)==\S+(?: ; (.*?))? \\$", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    assert pins
    assert [name for name, marker in pins if "!= 'win32'" in marker or "== 'linux'" in marker] == []
