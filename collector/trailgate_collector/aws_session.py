"""A read-only session with AWS: credentials, an assumed role, retries, and one client for each service and region."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from trailgate_collector.bounded_http import BoundedSession
from trailgate_collector.errors import IdentityError, UsageError
from trailgate_collector.redaction import Redaction
from trailgate_collector.retries import Retries

if TYPE_CHECKING:
    from collections.abc import Mapping

CONNECT_SECONDS = 10
READ_SECONDS = 30
ATTEMPTS = 8
ROLE_SESSION_NAME = "trailgate-collect"
START_REGION = "us-east-1"
REGION = re.compile(r"[a-z]{2,}(-[a-z0-9]+)+")
ENDPOINT = re.compile(r"https?://[^/\s]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionOptions:
    """How to reach AWS, as the command line gives it; None leaves it to botocore's own settings."""

    profile: str | None = None
    region: str | None = None
    role_arn: str | None = None
    external_id: str | None = None
    endpoint_url: str | None = None
    concurrency: int = 16


def expect_region(name: str) -> None:
    """Raises UsageError where the text cannot be a region's name; whether there is such a region, AWS knows."""
    if not REGION.fullmatch(name):
        raise UsageError(f"--region {name!r} is no region; expected a name such as {START_REGION}.")


class AwsSession:
    """Clients for one set of credentials; safe to use from several threads."""

    def __init__(self, options: SessionOptions) -> None:
        if options.external_id and not options.role_arn:
            raise UsageError("--external-id belongs to a role: give --role-arn too.")
        if options.endpoint_url and not ENDPOINT.match(options.endpoint_url):
            raise UsageError(f"--endpoint-url {options.endpoint_url!r} is no address; expected http:// or https://.")
        self._options = options
        self._lock = threading.Lock()
        self._clients: dict[tuple[str, str], Any] = {}
        self._session = botocore.session.Session(profile=options.profile)
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
        if options.role_arn:
            self._assume(options.role_arn)

    def client(self, service: str, region: str) -> Any:
        """The client of a service in a region, made once."""
        with self._lock:
            if (service, region) not in self._clients:
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
                endpoint = client._endpoint  # noqa: SLF001 - botocore has no other place to bound what it reads
                endpoint.http_session = BoundedSession(endpoint.http_session)
                self._clients[service, region] = client
            return self._clients[service, region]

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

    def _assume(self, role_arn: str) -> None:
        request: dict[str, str] = {"RoleArn": role_arn, "RoleSessionName": ROLE_SESSION_NAME}
        if self._options.external_id:
            request["ExternalId"] = self._options.external_id
        try:
            given: Mapping[str, str] = self.client("sts", self.region).assume_role(**request)["Credentials"]
        except (BotoCoreError, ClientError) as error:
            text = Redaction(self.secrets()).text(f"The role {role_arn} cannot be assumed: {error}")
            raise IdentityError(text) from error
        with self._lock:
            self._clients.clear()
            self._session.set_credentials(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])
