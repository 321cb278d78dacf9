"""An engine by name, open for as long as a `with` block lasts."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Literal

from trailgate_evaluator.engine.bundle import packaged_bundle
from trailgate_evaluator.engine.module_cache import cache_folder
from trailgate_evaluator.engine.sources import CAPABILITIES
from trailgate_evaluator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from trailgate_evaluator.engine.bundle import Bundle
    from trailgate_evaluator.engine.protocol import Engine

EngineName = Literal["wasm", "opa", "both"]


@contextmanager
def open_engine(
    name: EngineName = "wasm",
    *,
    policies: Path | None = None,
    opa_url: str | None = None,
    opa_token: str | None = None,
) -> Iterator[Engine]:
    """The engine `name`, closed when the block ends.

    `policies` (a folder that the user edits) and `opa_url` (a server that the user runs) imply `opa`. A server whose policies
    are not shown to be ours is never believed alone: every decision is made here, too. An engine is for one thread and process.

    Raises:
        EngineError: the engine cannot be started.
        UsageError: the options contradict each other.
    """
    _check(name, policies, opa_url, opa_token)
    with ExitStack() as stack:
        if policies is not None:
            yield stack.enter_context(_edited(policies))
            return
        bundle = packaged_bundle()
        server = None
        if name != "wasm" or opa_url is not None:
            server = stack.enter_context(_server(bundle, opa_url, opa_token))
        proven = server is not None and server.digest == bundle.digest
        if server is not None and name != "both" and proven:
            yield server
            return
        embedded = _embedded(bundle)
        yield embedded if server is None else _cross_checked(embedded, server, proven=proven)


def _check(name: EngineName, policies: Path | None, opa_url: str | None, opa_token: str | None) -> None:
    if policies is not None and (opa_url is not None or name == "both"):
        raise _contradiction("--policies", "--opa-url" if opa_url is not None else "--engine both")
    if opa_token is not None and opa_url is None:
        raise _contradiction("--opa-token", "no --opa-url")


def _contradiction(one: str, other: str) -> UsageError:
    return UsageError(
        expected="options that agree", found=f"{one} with {other}", where="engine", what_to_do="Leave one of them out."
    )


@contextmanager
def _edited(policies: Path) -> Iterator[Engine]:
    from trailgate_evaluator.engine.opa import opa_engine
    from trailgate_evaluator.engine.policy_set import user_policies

    with (
        user_policies(policies, capabilities=packaged_bundle().policies / CAPABILITIES) as checked,
        opa_engine(checked) as engine,
    ):
        yield engine


@contextmanager
def _server(bundle: Bundle, url: str | None, token: str | None) -> Iterator[Engine]:
    from trailgate_evaluator.engine.opa import opa_engine
    from trailgate_evaluator.engine.policy_set import packaged_policies
    from trailgate_evaluator.engine.remote import remote_engine

    if url is not None:
        with remote_engine(url, token=token, bundle=bundle) as engine:
            yield engine
    else:
        with opa_engine(packaged_policies(bundle)) as engine:
            yield engine


def _embedded(bundle: Bundle) -> Engine:
    from trailgate_evaluator.document.within_reach import within_reach
    from trailgate_evaluator.engine.wasm import WasmEngine

    return WasmEngine(bundle, cache=cache_folder(), read_of=within_reach, is_ours=True)


def _cross_checked(first: Engine, second: Engine, *, proven: bool) -> Engine:
    """Both engines; one whose law is not shown to be ours may differ from ours for that reason."""
    from trailgate_evaluator.engine.both import A_BUG, ANOTHER_LAW, CrossCheckedEngine

    return CrossCheckedEngine(first, second, A_BUG if proven else ANOTHER_LAW)
