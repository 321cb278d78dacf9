"""Snapshots below a prefix of a bucket, one an account, as they stand in a folder: each whole or not at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from trailgate_collector.errors import OutputError
from trailgate_collector.outcomes import reason_of
from trailgate_collector.redaction import Redaction
from trailgate_collector.snapshot_folder import SNAPSHOT, SUFFIX, SnapshotFolder, read_back
from trailgate_collector.snapshot_store import StoredObject, put_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trailgate_collector.aws_session import AwsSession

_PREFIX: Final = re.compile(r"s3://(?P<bucket>[A-Za-z0-9][A-Za-z0-9._-]{1,254})(?:/(?P<key>[^?#]*))?")
_LARGEST: Final = 256 << 20
"""The most bytes that are read of what stands there; of a larger one it is half, and no snapshot."""
_NOT_SAID: Final = frozenset({"AccessDenied", "AllAccessDisabled", "403"})
"""What says that these credentials may write, perhaps, and may not list."""


def prefix_at(output: str) -> StoredObject | None:
    """The bucket and the prefix that `--output` names, which ends in a slash or is empty; None of anything else."""
    named = _PREFIX.fullmatch(output)
    if named is None:
        return None
    key = (named["key"] or "").strip("/")
    return StoredObject(bucket=named["bucket"], key=f"{key}/" if key else "")


class SnapshotPrefix(SnapshotFolder):
    """A prefix, read and written by the session of whoever collects."""

    def __init__(self, session: AwsSession, place: StoredObject) -> None:
        self._session = session
        self._place = place

    def make(self) -> None:
        """The bucket is there, as far as these credentials are told."""
        try:
            self._client.list_objects_v2(Bucket=self._place.bucket, Prefix=self._place.key, MaxKeys=1)
        except (BotoCoreError, ClientError) as error:
            reason = reason_of(error)
            if reason.code not in _NOT_SAID:
                why = Redaction(self._session.secrets()).text(f"{reason.code}: {reason.message}")
                raise OutputError(f"Snapshots cannot be kept in {self._place}: {why}") from error

    def write(self, account: str, content: bytes) -> None:
        """The account's snapshot stands there, whole, in the place of an earlier one; raises OutputError."""
        put_snapshot(self._session, self._object(account), content)

    def others(self, accounts: Iterable[str]) -> list[str]:
        """Accounts of snapshots that stand there beside those of these accounts; none where they may not be listed."""
        found: set[str] = set()
        try:
            pages = self._client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self._place.bucket, Prefix=self._place.key, Delimiter="/"):
                names = (SNAPSHOT.fullmatch(one["Key"].removeprefix(self._place.key)) for one in page.get("Contents", ()))
                found.update(name[1] for name in names if name)
        except (BotoCoreError, ClientError):
            return []
        return sorted(found - set(accounts))

    def _found(self, account: str) -> dict[str, Any] | None:
        target = self._object(account)
        try:
            stored = self._client.get_object(Bucket=target.bucket, Key=target.key)["Body"]
            content: bytes = stored.read(_LARGEST)
        except (BotoCoreError, ClientError, OSError):
            return None  # it is not there, or nobody says: it is collected anew
        return read_back(lambda: content)

    @property
    def _client(self) -> Any:
        return self._session.client("s3", self._session.region, streams=True)

    def _object(self, account: str) -> StoredObject:
        return StoredObject(bucket=self._place.bucket, key=f"{self._place.key}{account}{SUFFIX}")
