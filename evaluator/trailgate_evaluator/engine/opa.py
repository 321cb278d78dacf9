"""The other engine: a real OPA server, a child of this process or one that the user names, spoken to by opa-python-client."""

from __future__ import annotations

import sys
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from trailgate_evaluator.engine.answer import accepted
from trailgate_evaluator.engine.document_bytes import document_bytes
from trailgate_evaluator.engine.opa_command import find_opa
from trailgate_evaluator.engine.server_process import ATTEMPTS, PortTaken, ServerProcess
from trailgate_evaluator.errors import EngineError, EngineLimitError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from opa_client import OpaClient

    from trailgate_evaluator.engine.policy_set import PolicySet
    from trailgate_evaluator.engine.protocol import Control

TIMEOUT = (5.0, 300.0)
"""Seconds to connect, and seconds to wait for an answer."""
_BOOT_TIMEOUT = (0.5, 0.5)
"""The same while the server boots: whoever else may sit on the port is not waited for."""


class OpaEngine:
    """See `protocol.Engine`."""

    name = "opa"
    is_ours = False
    cross_checked_by: str | None = None

    def __init__(self, client: OpaClient, *, version: str, digest: str, controls: Mapping[str, Control], where: str) -> None:
        """`where` names the server in errors."""
        self.version = version
        self.digest = digest
        self.controls = controls
        self._client = client
        self._where = where

    def decide(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """See `protocol.Engine.decide`."""
        return self._evaluate("decision", document)

    def required_records(self, subject: Mapping[str, Any]) -> dict[str, Any]:
        """See `protocol.Engine.required_records`."""
        return self._evaluate("required_records", subject)

    def ordinary_records(self, subject: Mapping[str, Any]) -> dict[str, Any]:
        """See `protocol.Engine.ordinary_records`."""
        return self._evaluate("ordinary_records", subject)

    def trace(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """See `protocol.Engine.trace`."""
        return self._evaluate("traced", document)

    def recorded(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """See `protocol.Engine.recorded`."""
        return self._evaluate("recorded", document)

    def walk(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """See `protocol.Engine.walk`."""
        return self._evaluate("walked", document)

    def _evaluate(self, rule: str, document: Mapping[str, Any]) -> dict[str, Any]:
        document_bytes(document)  # refuses here what the client would fail on midway
        return accepted(query(self._client, "trailgate", rule, document, where=self._where), rule=rule, where=self._where)


def query(client: OpaClient, package: str, rule: str, document: Mapping[str, Any], *, where: str) -> Any:
    """What the server's `package.rule` is for `document`; None where it has no such rule.

    Raises:
        EngineError: the server cannot be reached, refuses or fails.
        EngineLimitError: it takes longer than is waited for this document.
    """
    from requests import ReadTimeout, RequestException

    try:
        answer = client.query_rule(input_data=document, package_path=package, rule_name=rule)
    except ReadTimeout as error:
        raise EngineLimitError(
            expected=f"a decision within {TIMEOUT[1]:.0f} s",
            found="none yet",
            where=f"{where}, {rule}",
            what_to_do="Judge this input alone, on a less busy machine.",
        ) from error
    except (RequestException, ValueError) as error:
        raise _failed(f"{package}/{rule}", error, where) from error
    return answer.get("result") if isinstance(answer, dict) else None


@contextmanager
def opa_engine(policies: PolicySet) -> Iterator[OpaEngine]:
    """An engine whose server is a child of this process, and gone when the block ends; raises `EngineError` on Windows."""
    if sys.platform == "win32":
        raise EngineError(
            expected="a system of the POSIX family, where a server ends with its parent",
            found="Windows",
            where="engine opa",
            what_to_do="Use `--engine wasm`, or `--opa-url` with a server of your own.",
        )
    opa = find_opa()
    for _ in range(ATTEMPTS):
        with closing(ServerProcess(opa, policies.folder)) as process, _client(process) as client:
            try:
                version = _boot(process, client)
            except PortTaken:
                continue
            yield OpaEngine(client, version=version, digest=policies.digest, controls=policies.controls, where="engine opa")
            return
    raise EngineError(
        expected="a free port on 127.0.0.1",
        found=f"{ATTEMPTS} ports that others took",
        where="engine opa",
        what_to_do="Try again, or use `--engine wasm`.",
    )


def _client(process: ServerProcess) -> OpaClient:
    from opa_client import OpaClient

    client = OpaClient(host="127.0.0.1", port=process.port, token=process.token, retries=0, timeout=_BOOT_TIMEOUT)
    client._session.trust_env = False  # noqa: SLF001 (no proxy and no netrc may stand between us and our child)
    return client


def _boot(process: ServerProcess, client: OpaClient) -> str:
    """The server's version, once it has proved to be the child that this process started."""
    version = ""

    def is_ours() -> bool:
        nonlocal version
        try:
            server = query(client, "system/authz", "server", {}, where="engine opa")
        except (EngineError, EngineLimitError):
            return False
        if not isinstance(server, dict) or server.get("proof") != process.proof:
            return False
        version = server["version"]
        return True

    process.wait_until(is_ours)
    client.timeout = TIMEOUT
    return version


def _failed(rule: str, error: Exception, where: str) -> EngineError:
    response = getattr(error, "response", None)
    said = f" {response.text.strip()[:500]}" if response is not None else ""
    return EngineError(
        expected=f"a decision from OPA's {rule}",
        found=f"{error}{said}",
        where=where,
        what_to_do="Check the server and its token, or use `--engine wasm`.",
    )
