"""A scheduler's address becomes a cluster that can be given work, or an error in our words."""

from __future__ import annotations

import asyncio
import logging
import re
import warnings
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.errors import EngineError, UsageError, not_installed
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from trailgate_evaluator.cluster.cluster import Cluster

OPTION: Final = "--scheduler"
PATIENCE: Final = 5.0
"""Seconds in which a scheduler answers."""
_ADDRESS: Final = regex(
    r"(?:(?:tcp|tls|ws|wss|ucx)://)?(?:\[[0-9A-Fa-f:.]+(?:%[\w.-]+)?\]|[A-Za-z0-9_](?:[A-Za-z0-9_.-]*)):([0-9]{1,5})/?", re.ASCII
)
_TALKERS: Final = ("distributed", "dask", "tornado", "asyncio", "bokeh")


@contextmanager
def connected(address: str, say: Callable[[str], None]) -> Iterator[Cluster]:
    """The cluster whose scheduler is at the address, let go of in the end; `say` hears what somebody who waits should know.

    Raises:
        UsageError: it is no address, or Dask is not installed.
        EngineError: nobody answers there; or a worker is another program than this, or has another law.
    """
    where = f"{OPTION} {_checked(address)}"
    distributed = _distributed()
    _hush()
    with warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore", message=".*(Sending large graph|Mismatched versions|version mismatch)", category=Warning
        )
        warnings.filterwarnings("ignore", module=r"distributed\.")
        from trailgate_evaluator.cluster.cluster import Cluster

        client = _client(distributed, address, where)
        try:
            cluster = Cluster(client, where, say)
            cluster.check()
            with client.as_current():
                yield cluster
        finally:
            with suppress(Exception):
                client.close(timeout=PATIENCE)


def _checked(address: str) -> str:
    """The address as it is told, which has room for no secret; raises `UsageError` where it is none."""
    found = _ADDRESS.fullmatch(address)
    if found is None or not 0 < int(found[1]) < 1 << 16:
        raise UsageError(
            expected="the address of a Dask scheduler, such as tcp://10.0.0.7:8786 or tls://scheduler:8786",
            found=f"'{re.split('[?#]', address.rpartition('@')[2], maxsplit=1)[0][:100]}'",
            where=OPTION,
            what_to_do="Give the address that the scheduler tells when it starts.",
        )
    return address


def _distributed() -> Any:
    try:
        import distributed
    except ImportError as problem:
        raise not_installed("Dask, which shares work among machines", "dask", OPTION) from problem
    except Exception as problem:
        raise UsageError(
            expected="a configuration that Dask can read",
            found=f"another one ({' '.join(str(problem).split())[:200]})",
            where=OPTION,
            what_to_do="Correct Dask's own files (DASK_CONFIG, ~/.config/dask), or leave --scheduler out.",
        ) from problem
    return distributed


def _hush() -> None:
    """What Dask has to say goes to its own log, on the scheduler and the workers; here our own words tell what is wrong."""
    known = [name for name in logging.root.manager.loggerDict if name.partition(".")[0] in _TALKERS]
    for name in {*_TALKERS, *known}:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


async def _greet(address: str) -> None:
    """Raises where nobody answers as a scheduler does: Dask itself would wait for ever for one who listens and says nothing."""
    comm = import_module("distributed.comm")
    arguments = import_module("distributed.security").Security().get_connection_args("client")
    greeted = await asyncio.wait_for(comm.connect(address, timeout=PATIENCE, **arguments), PATIENCE)
    greeted.abort()


def _client(distributed: Any, address: str, where: str) -> Any:
    try:
        asyncio.run(_greet(address))
        return distributed.Client(address, timeout=PATIENCE, set_as_default=False, name="trailgate")
    except Exception as problem:
        raise EngineError(
            expected="a Dask scheduler that answers",
            found=_found(problem),
            where=where,
            what_to_do="Check that it runs and that this machine reaches it. With TLS its address begins with tls://, and the "
            "certificates stand in Dask's own configuration.",
        ) from problem


def _found(problem: BaseException) -> str:
    """What kept it from answering, by what Dask met."""
    import ssl

    chain: list[BaseException] = []
    one: BaseException | None = problem
    while one is not None and one not in chain:
        chain.append(one)
        one = one.__cause__ or one.__context__
    words = " ".join(map(str, chain))
    if any(isinstance(each, ssl.SSLCertVerificationError) for each in chain):
        return "one whose certificate is not of the authority in Dask's configuration"
    if "WRONG_VERSION_NUMBER" in words:
        return "one that speaks no TLS"
    if "SSLError" in words:
        return "one that does not take this machine's certificate"
    if "ssl_context" in words:
        return "no certificates in Dask's configuration"
    if type(problem).__name__ == "CommClosedError":  # also where a refused certificate is not told before the connection ends
        return "one that closes the connection, as one does that does not take this machine's certificate"
    if isinstance(problem, FileNotFoundError | PermissionError):
        return "that a certificate in Dask's configuration cannot be read"
    if isinstance(problem, OSError):
        return f"none within {PATIENCE:.0f} seconds"
    return f"what does not speak as one does ({type(problem).__name__})"
