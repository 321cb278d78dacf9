"""A read-only session with AWS: credentials, an assumed role, retries, and one client for each service and region."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import botocore.session
from botocore.config import Config
from botocore.credentials import CredentialResolver
from botocore.exceptions import BotoCoreError, ClientError

from trailgate_collector.bounded_http import BoundedSession
from trailgate_collector.errors import IdentityError, RoleError, UsageError
from trailgate_collector.outcomes import reason_of
from trailgate_collector.redaction import Redaction
from trailgate_collector.retries import Retries
from trailgate_collector.roles import Given, credentials_of

if TYPE_CHECKING:
    from trailgate_collector.roles import Role

CONNECT_SECONDS = 10
READ_SECONDS = 30
ATTEMPTS = 8
START_REGION = "us-east-1"
REGION = re.compile(r"[a-z]{2,}(-[a-z0-9]+)+")
ENDPOINT = re.compile(r"https?://[^/\s]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionOptions:
    """How to reach AWS, as the command line gives it; None leaves it to botocore's own settings."""

    profile: str | None = None
    region: str | None = None
    endpoint_url: str | None = None
    concurrency: int = 16


def expect_region(name: str) -> None:
    """Raises UsageError where the text cannot be a region's name; whether there is such a region, AWS knows."""
    if not REGION.fullmatch(name):
        raise UsageError(f"--region {name!r} is no region; expected a name such as {START_REGION}.")


class AwsSession:
    """Clients for one set of credentials; safe to use from several threads.

    `assumed_by` is the ARN of who assumed the role whose credentials they are; None where no role was assumed.
    """

    def __init__(
        self, options: SessionOptions, within: botocore.session.Session | None = None, assumed_by: str | None = None
    ) -> None:
        if options.endpoint_url and not ENDPOINT.match(options.endpoint_url):
            raise UsageError(f"--endpoint-url {options.endpoint_url!r} is no address; expected http:// or https://.")
        self.assumed_by = assumed_by
        self._options = options
        self._lock = threading.Lock()
        self._clients: dict[tuple[str, str, bool], Any] = {}
        self._session = within or botocore.session.Session(profile=options.profile)
        try:
            self.region: str = options.region or self._session.get_config_variable("region") or START_REGION
            self._attempts: int = self._session.get_config_variable("max_attempts") or ATTEMPTS
            credentials = self._session.get_credentials()
        except BotoCoreError as error:
            raise IdentityError(f"The AWS settings cannot be used: {error}") from error
        if credentials is None:
            raise IdentityError(
                "No AWS credentials found: expected variables of the environment, --profile, or a role of this machine."
            )

    def assuming(self, role: Role, caller: str) -> AwsSession:
        """The session of a role that these credentials, which are `caller`'s, assume.

        Raises RoleError with AWS's reason where they may not.
        """
        try:
            credentials = credentials_of(role, self.client("sts", self.region))
        except (BotoCoreError, ClientError) as error:
            reason = reason_of(error)
            raise RoleError(role.arn, replace(reason, message=Redaction(self.secrets()).text(reason.message))) from error
        session = botocore.session.Session(profile=self._options.profile)
        # The loader keeps the models that it has read: the sessions of a thousand accounts read them once.
        session.register_component("data_loader", self._session.get_component("data_loader"))
        session.register_component("credential_provider", CredentialResolver([Given(credentials)]))
        return AwsSession(self._options, session, caller)

    @property
    def endpoint(self) -> str:
        """Where AWS is asked: scheme and host of its STS."""
        address = urlsplit(self.client("sts", self.region).meta.endpoint_url)
        return f"{address.scheme}://{address.netloc.rpartition('@')[2]}"

    def client(self, service: str, region: str, *, streams: bool = False) -> Any:
        """The client of a service in a region, made once; one that `streams` leaves the bodies of answers to be read."""
        with self._lock:
            if (service, region, streams) not in self._clients:
                client: Any = self._session.create_client(
                    service,
                    region_name=region,
                    endpoint_url=self._options.endpoint_url,
                    config=Config(
                        retries={"mode": "standard", "total_max_attempts": 1},  # `Retries` decides
                        connect_timeout=CONNECT_SECONDS,
                        read_timeout=READ_SECONDS,
                        max_pool_connections=self._options.concurrency,
                    ),
                )
                client.meta.events.register("needs-retry", Retries(self._attempts))
                if not streams:
                    endpoint = client._endpoint  # noqa: SLF001 - botocore has no other place to bound what it reads
                    endpoint.http_session = BoundedSession(endpoint.http_session)
                self._clients[service, region, streams] = client
            return self._clients[service, region, streams]

    def has_endpoint(self, service: str, region: str) -> bool:
        """Whether this botocore lists the service in the region; of services newer than its list it knows nothing."""
        try:
            partition = self._session.get_partition_for_region(region)
        except BotoCoreError:
            return False
        return region in self._session.get_available_regions(service, partition_name=partition)

    def regions_of(self, partition: str) -> list[str]:
        """The regions of a partition that this botocore knows to have CloudTrail."""
        return sorted(self._session.get_available_regions("cloudtrail", partition_name=partition))

    def secrets(self) -> tuple[str, ...]:
        """The credentials in use, so that no error text can carry them into a file."""
        try:
            credentials = self._session.get_credentials()
            frozen = credentials.get_frozen_credentials() if credentials else None
        except (BotoCoreError, ClientError):
            return ()  # they could not be renewed, so none were used
        return tuple(secret for secret in frozen or () if secret)
