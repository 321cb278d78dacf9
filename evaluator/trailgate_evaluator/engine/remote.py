"""An OPA server that the user runs, at the address that the user gives."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from trailgate_evaluator.engine.opa import TIMEOUT, OpaEngine, query
from trailgate_evaluator.engine.sources import source_files
from trailgate_evaluator.errors import EngineError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opa_client import OpaClient

    from trailgate_evaluator.engine.bundle import Bundle

UNKNOWN = "unknown"
ROOT: Final = "trailgate"
"""The package that all of our policies are in."""
_DEFAULT_PORT = 8181


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a server listens."""

    tls: bool
    host: str
    port: int


@contextmanager
def remote_engine(url: str, *, token: str | None, bundle: Bundle) -> Iterator[OpaEngine]:
    """An engine that asks the server at `url`, which describes the controls of our own policies.

    Its version is `unknown` where the server does not let us see it. Its digest is that of our policies where the server's
    modules and data are shown to be they, and else `unknown`: then somebody else's law may decide there. No redirect is
    followed: whoever else the server names is not the one that was trusted with the document and the token.

    Raises:
        UsageError: `url` is not an address of a server.
    """
    address = parse_address(url)
    from opa_client import OpaClient

    client = OpaClient(host=address.host, port=address.port, ssl=address.tls, token=token, retries=0, timeout=TIMEOUT)
    client._session.max_redirects = 0  # noqa: SLF001 (the client has no option for it)
    if token:
        client._session.auth = lambda request: request  # noqa: SLF001 (else netrc replaces the token)
    with client:
        digest = bundle.digest if _is_ours(client, bundle) else UNKNOWN
        yield OpaEngine(client, version=_version(client), digest=digest, controls=bundle.controls, where=url)


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


def _is_ours(client: OpaClient, bundle: Bundle) -> bool:
    """Whether the server's modules of the package `trailgate` are ours, letter by letter, and so is the data that they read."""
    listed = _tolerant(lambda: _modules(client))
    if listed is None:
        return False
    ours = {(bundle.policies / path).read_bytes() for path in source_files(bundle.policies) if path.endswith(".rego")}
    theirs = {raw for raw, root in listed if root == ROOT}
    data = json.loads(bundle.data.read_bytes()).get(ROOT, {})
    same = {name: _tolerant(lambda name=name: query(client, ROOT, name, {}, where="")) for name in data}
    return theirs == ours and same == data


def _modules(client: OpaClient) -> list[tuple[bytes, str]]:
    """The text of each module, and the first part of its package."""
    answer = client._session.get(f"{client.root_url}/policies", timeout=client.timeout)  # noqa: SLF001 (the client leaves out the text)
    answer.raise_for_status()
    return [(module["raw"].encode(), module["ast"]["package"]["path"][1]["value"]) for module in answer.json()["result"]]


def _tolerant(ask: Any) -> Any:
    from requests import RequestException

    try:
        return ask()
    except (EngineError, RequestException, AttributeError, ValueError, LookupError, TypeError):
        return None
