"""An OPA server that the user runs, at the address that the user gives."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from trailgate_evaluator.engine.opa import TIMEOUT, OpaEngine
from trailgate_evaluator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from opa_client import OpaClient

    from trailgate_evaluator.engine.protocol import Control

UNKNOWN = "unknown"
_DEFAULT_PORT = 8181


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a server listens."""

    tls: bool
    host: str
    port: int


@contextmanager
def remote_engine(url: str, *, token: str | None, controls: Mapping[str, Control]) -> Iterator[OpaEngine]:
    """An engine that asks the server at `url`; `controls` describes controls, since a server does not tell.

    Its version and digest are `unknown` where the server does not let us see them. The digest is over its modules alone.

    Raises:
        UsageError: `url` is not an address of a server.
    """
    address = parse_address(url)
    from opa_client import OpaClient

    client = OpaClient(host=address.host, port=address.port, ssl=address.tls, token=token, retries=0, timeout=TIMEOUT)
    if token:
        client._session.auth = lambda request: request  # noqa: SLF001 (else netrc replaces the token)
    with client:
        yield OpaEngine(client, version=_version(client), digest=_digest(client), controls=controls, where=url)


def parse_address(url: str) -> Address:
    """`url` as an address: http or https, a host, perhaps a port (8181 where there is none), and nothing else."""
    try:
        parts = urlsplit(url)
        port = parts.port or _DEFAULT_PORT
    except ValueError:
        raise _no_address(url) from None
    extra = parts.username or parts.password or parts.path.strip("/") or parts.query or parts.fragment
    if parts.scheme not in {"http", "https"} or not parts.hostname or extra:
        raise _no_address(url)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return Address(tls=parts.scheme == "https", host=host, port=port)


def _no_address(url: str) -> UsageError:
    return UsageError(
        expected="an address such as http://127.0.0.1:8181, without path or user",
        found="something else" if "@" in url else url,
        where="--opa-url",
        what_to_do="Give scheme, host and port; give the token with --opa-token.",
    )


def _version(client: OpaClient) -> str:
    bindings = _tolerant(lambda: client.ad_hoc_query("x := opa.runtime().version")["result"][0]["x"])
    return bindings if isinstance(bindings, str) else UNKNOWN


def _digest(client: OpaClient) -> str:
    def modules() -> list[dict[str, Any]]:
        answer = client._session.get(f"{client.root_url}/policies", timeout=client.timeout)  # noqa: SLF001 (the client leaves out the text)
        answer.raise_for_status()
        found: list[dict[str, Any]] = answer.json()["result"]
        return found

    listed = _tolerant(modules)
    if not isinstance(listed, list):
        return UNKNOWN
    lines = [f"{hashlib.sha256(module['raw'].encode()).hexdigest()}  {module['id']}\n" for module in listed]
    return "sha256:" + hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()


def _tolerant(ask: Any) -> Any:
    from requests import RequestException

    try:
        return ask()
    except (RequestException, ValueError, LookupError, TypeError):
        return None
