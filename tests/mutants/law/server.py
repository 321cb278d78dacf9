"""An OPA server whose policies can be changed file by file, without starting it anew."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

from trailgate_evaluator.engine.opa_command import find_opa

SECONDS = 60
SPARING = {"GOGC": "400"}  # memory is there; collecting it less often halves what compiling takes
IGNORED = ["--ignore", "schemas", "--ignore", "capabilities.json"]


class Server:
    """The policies of a folder, served; `put` replaces a file and says whether it compiles."""

    def __init__(self, policies: Path) -> None:
        with socket.socket() as chosen:
            chosen.bind(("127.0.0.1", 0))
            self._port: int = chosen.getsockname()[1]
        command = [str(find_opa()), "run", "--server", "--addr", f"127.0.0.1:{self._port}", "--log-level", "error"]
        self._process = subprocess.Popen(
            [*command, "--skip-version-check", *IGNORED, "."], cwd=policies, stderr=subprocess.DEVNULL, env=os.environ | SPARING
        )
        self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=SECONDS)
        self._until_ready()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        self._process.terminate()
        self._process.wait()

    def put(self, path: Path, source: str) -> bool:
        status, _ = self._ask("PUT", f"/v1/policies/{quote(str(path))}", source.encode())
        return status == http.HTTPStatus.OK

    def ask(self, path: str, body: bytes) -> dict[str, Any]:
        """What a package or rule says of `{"input": document}`; empty where policies contradict themselves, or take for ever."""
        try:
            status, answer = self._ask("POST", f"/v1/data/{path}", body)
        except TimeoutError:
            self._connection.close()
            return {}
        found: dict[str, Any] = answer.get("result", {})
        return found if status == http.HTTPStatus.OK else {}

    def _ask(self, method: str, path: str, body: bytes) -> tuple[int, dict[str, Any]]:
        self._connection.request(method, path, body)
        response = self._connection.getresponse()
        return response.status, json.loads(response.read() or b"{}")

    def _until_ready(self) -> None:
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            with suppress(OSError, http.client.HTTPException):
                if self._ask("GET", "/health", b"")[0] == http.HTTPStatus.OK:
                    return
            self._connection.close()
            if self._process.poll() is not None:
                raise RuntimeError("the policies do not compile")
            time.sleep(0.1)
        raise TimeoutError
