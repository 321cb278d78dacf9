"""The real AWS command line, imported once: each call of `aws` is a fork of a process that has it ready.

`python aws_forks.py SOCKET` serves; `aws`, a script that `wrapper` writes, sends its words, its environment and its streams.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import traceback
from contextlib import suppress
from pathlib import Path

_LONGEST = 1 << 20
_SERVICES = (
    "sts",
    "ec2",
    "organizations",
    "cloudtrail",
    "logs",
    "cloudwatch",
    "sns",
    "kms",
    "events",
    "observabilityadmin",
    "securityhub",
)
_CLIENT = """#!{python} -ISE
import json, os, socket, sys
with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
    server.connect({place!r})
    told = json.dumps([sys.argv[1:], dict(os.environ), os.getcwd()]).encode()
    socket.send_fds(server, [b"."], [0, 1, 2])
    server.sendall(told + b"\\n")
    sys.exit(int(server.recv(16) or b"255"))
"""


def wrapper(folder: Path, place: str) -> None:
    """Writes `aws` into a folder, for PATH."""
    script = folder / "aws"
    script.write_text(_CLIENT.format(python=sys.executable, place=place))
    script.chmod(0o755)


def _read_models() -> None:
    """Reads the models of the services that are asked, once for all forks."""
    from awscli.clidriver import create_clidriver

    loader = create_clidriver().session.get_component("data_loader")
    reader = type(loader.file_loader)
    read, known = reader.load_file, dict[str, object]()

    def load_file(self: object, file_path: str) -> object:
        if file_path not in known:
            known[file_path] = read(self, file_path)
        return known[file_path]

    reader.load_file = load_file
    for service in _SERVICES:
        for kind in ("service-2", "paginators-1", "endpoint-rule-set-1"):
            with suppress(Exception):  # not each has all of them
                loader.load_service_model(service, kind)
    for name in ("endpoints", "partitions", "sdk-default-configuration", "_retry", "cli"):
        loader.load_data(name)


def serve(place: str) -> None:
    """Runs each call in a fork of its own, one at a time, until the socket's file is gone or the process is ended."""
    from awscli.clidriver import main

    data = os.environ["AWS_DATA_PATH"]
    _read_models()
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(place)
        server.listen()
        while True:
            client, _ = server.accept()
            with client:
                _, streams, _, _ = socket.recv_fds(client, 1, 3)
                text = b""
                while not text.endswith(b"\n"):
                    text += client.recv(_LONGEST)
                words, environment, folder = json.loads(text)
                child = os.fork()
                if child == 0:
                    for number, stream in enumerate(streams):
                        os.dup2(stream, number)
                    os.environ.clear()
                    os.environ.update(environment, AWS_DATA_PATH=data)
                    os.chdir(folder)
                    sys.argv = ["aws", *words]
                    code = 255
                    try:
                        code = main()
                    except Exception:  # noqa: BLE001 - it would be lost with the fork
                        traceback.print_exc()
                    except SystemExit as ended:
                        code = ended.code if isinstance(ended.code, int) else 1
                    finally:
                        sys.stdout.flush()
                        sys.stderr.flush()
                        os._exit(code)
                for stream in streams:
                    os.close(stream)
                _, status = os.waitpid(child, 0)
                client.sendall(str(os.waitstatus_to_exitcode(status)).encode())


if __name__ == "__main__":
    serve(sys.argv[1])
