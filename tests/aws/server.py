"""The simulated AWS on a loopback port: `with aws_server() as aws:` in tests, `python -m tests.aws.server` by hand."""

from __future__ import annotations

import argparse
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from unittest import mock

import botocore.session
from botocore.loaders import JSONFileLoader
from werkzeug.serving import make_server

from tests.aws import sns_layer
from tests.aws.faults import Fault
from tests.aws.layer import AwsLayer
from tests.aws.state import State
from tests.aws.wire import access_key_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ACCOUNT = "111122223333"
REGIONS = ("us-east-1", "eu-west-1")
SECRET = "a-secret-that-no-file-may-hold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Aws:
    """A running simulator: its address, and the layer that steers it."""

    url: str
    layer: AwsLayer
    clients: dict[tuple[str, str, str], Any] = field(default_factory=dict)

    def client(self, service: str, region: str = "us-east-1", account: str = ACCOUNT) -> Any:
        """A client that builds things in an account, made once."""
        key = (service, region, account)
        if key not in self.clients:
            self.clients[key] = _session().create_client(
                service,
                region_name=region,
                endpoint_url=self.url,
                aws_access_key_id=access_key_of(account),
                aws_secret_access_key=SECRET,
            )
        return self.clients[key]

    def confirm(self, topic: str) -> None:
        """Everybody who was asked confirms their subscription to the topic."""
        sns_layer.confirm(self.layer.state, topic)

    def environment(self, account: str = ACCOUNT) -> dict[str, str]:
        """The environment variables of a program that may ask for an account."""
        return {
            "AWS_ACCESS_KEY_ID": access_key_of(account),
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": self.url,
            "AWS_CONFIG_FILE": "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
            "AWS_EC2_METADATA_DISABLED": "true",
        }


@cache
def _session() -> botocore.session.Session:
    return botocore.session.get_session()


_READ: Final = JSONFileLoader.load_file


@cache
def _model(path: str) -> Any:
    return _READ(JSONFileLoader(), path)


# Each collection has a session of its own, which would read the models of a dozen services anew, in a second.
mock.patch.object(JSONFileLoader, "load_file", lambda _, file_path: _model(file_path)).start()


@contextmanager
def aws_server(*, regions: Sequence[str] = REGIONS, page_size: int = 50, port: int = 0, now: int | None = None) -> Iterator[Aws]:
    """An empty AWS on a loopback port, gone afterwards; `now` (epoch seconds) fixes the layer's own clock."""
    from moto.backends import list_of_moto_modules  # noqa: F401 - moto takes a second to import
    from moto.moto_server.werkzeug_app import (
        DomainDispatcherApplication,
        MotoRequestHandler,
        create_backend_app,
    )

    class Quiet(MotoRequestHandler):
        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Nothing: tests read the output of the programs they start."""

    reset_moto()
    state = State(now=now if now is not None else int(time.time()), regions=tuple(regions), page_size=page_size)
    layer = AwsLayer(DomainDispatcherApplication(create_backend_app), state)
    server = make_server("127.0.0.1", port, layer, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True, name="simulated-aws")
    thread.start()
    try:
        yield Aws(url=f"http://127.0.0.1:{server.server_port}", layer=layer)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def reset_moto(seed: int = 1) -> None:
    """Moto forgets everything, and makes the same ids again from here on."""
    from moto.backends import get_backend
    from moto.core import model_instances
    from moto.moto_api._internal import mock_random

    for service in (
        "cloudformation",
        "cloudtrail",
        "cloudwatch",
        "events",
        "iam",
        "kms",
        "logs",
        "organizations",
        "s3",
        "sns",
        "sqs",
        "sts",
    ):
        for backend in get_backend(service).values():
            for place in backend.values():
                place.reset()
    model_instances.reset_model_data()
    mock_random.seed(seed)


def main() -> None:
    """Serves an empty AWS until interrupted."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--port", type=int, default=5000)
    parser.add_argument("--page-size", type=int, default=50)
    parser.add_argument("--region", action="append", help="a region that is enabled (repeatable)")
    parser.add_argument("--deny", action="append", default=[], metavar="SERVICE:OPERATION", help="refuse it (repeatable)")
    options = parser.parse_args()
    with aws_server(regions=options.region or REGIONS, page_size=options.page_size, port=options.port) as aws:
        aws.layer.faults.order(*(Fault(kind="deny", operation=operation) for operation in options.deny))
        print(
            f"AWS_ENDPOINT_URL={aws.url} AWS_ACCESS_KEY_ID={access_key_of(ACCOUNT)} AWS_SECRET_ACCESS_KEY=test",
            flush=True,
        )
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
