"""The real aws client, started once: every command is a fork of it, so that a script of ten commands takes a second.

`python warm_aws.py SOCKET` serves; `python warm_aws.py SOCKET ARGUMENTS…` is one command: its arguments, environment, output
and exit code are those of `aws ARGUMENTS…`.
"""

from __future__ import annotations

import array
import json
import os
import socket
import stat
import sys
from pathlib import Path

MODELS = ("cloudtrail", "cloudwatch", "iam", "kms", "logs", "s3", "sns", "sts")
LONGEST = 1 << 20


def install(folder: Path) -> Path:
    """A folder for PATH with an `aws` that asks the server at the socket beside it."""
    command = folder / "aws"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -S -E "{__file__}" "{folder}/socket" "$@"\n')
    command.chmod(command.stat().st_mode | stat.S_IXUSR)
    return folder / "socket"


def serve(path: str) -> None:
    """Answers until it is ended."""
    from awscli.clidriver import create_clidriver

    driver = create_clidriver()
    loader = driver.session.get_component("data_loader")
    for model in MODELS:
        loader.load_service_model(model, "service-2")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
        listening.bind(path)
        listening.listen()
        while True:
            connection, _ = listening.accept()
            with connection:
                asked, descriptors = _received(connection)
                child = os.fork()
                if child == 0:
                    os.environ.clear()
                    os.environ.update(asked["environment"])
                    for wanted, given in enumerate(descriptors, 1):
                        os.dup2(given, wanted)
                    code = driver.main(asked["arguments"])
                    sys.stdout.flush()
                    sys.stderr.flush()
                    os._exit(code)
                for each in descriptors:
                    os.close(each)
                connection.sendall(bytes([os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 0xFF]))


def _received(connection: socket.socket) -> tuple[dict[str, dict[str, str]], list[int]]:
    size = socket.CMSG_SPACE(2 * array.array("i").itemsize)
    head, ancillary, _, _ = connection.recvmsg(8, size)
    descriptors = array.array("i")
    for _level, _kind, data in ancillary:
        descriptors.frombytes(data)
    length, body = int.from_bytes(head, "big"), b""
    while len(body) < length:
        body += connection.recv(LONGEST)
    return json.loads(body), list(descriptors)


def ask(path: str, arguments: list[str]) -> int:
    """One command."""
    body = json.dumps({"arguments": arguments, "environment": dict(os.environ)}).encode()
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.connect(path)
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [1, 2]))]
        connection.sendmsg([len(body).to_bytes(8, "big")], rights)
        connection.sendall(body)
        return connection.recv(1)[0]


if __name__ == "__main__":
    if len(sys.argv) == 2:
        serve(sys.argv[1])
    raise SystemExit(ask(sys.argv[1], sys.argv[2:]))
