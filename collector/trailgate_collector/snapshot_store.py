"""A snapshot as an object in S3: put in one request, so that it stands there whole or not at all."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError

from trailgate_collector.errors import OutputError, UsageError
from trailgate_collector.outcomes import reason_of
from trailgate_collector.redaction import Redaction
from trailgate_collector.snapshot_file import packed, write_snapshot

if TYPE_CHECKING:
    from trailgate_collector.aws_session import AwsSession

_URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_OBJECT: Final = re.compile(r"s3://(?P<bucket>[A-Za-z0-9][A-Za-z0-9._-]{1,254})/(?P<key>[^?#]*[^/?#])")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredObject:
    """`s3://BUCKET/KEY`."""

    bucket: str
    key: str

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.key}"


def object_at(output: str) -> StoredObject | None:
    """The object that `--output` names, None where that is a path; raises UsageError where it is another address."""
    if not _URL.match(output):
        return None
    named = _OBJECT.fullmatch(output)
    if named is None:
        raise UsageError("--output is an address, and none of an object; expected s3://BUCKET/KEY, or the name of a file.")
    return StoredObject(bucket=named["bucket"], key=named["key"])


def put_snapshot(session: AwsSession, target: StoredObject, content: bytes) -> None:
    """The bytes stand there, gzipped where the key ends in `.gz`, encrypted as the bucket has it.

    Raises OutputError with AWS's reason where they may not be; then they stand in a file of this machine, so that no answer is
    lost.
    """
    body = packed(target.key, content)
    kind = "application/gzip" if target.key.endswith(".gz") else "application/json"
    try:
        session.client("s3", session.region).put_object(Bucket=target.bucket, Key=target.key, Body=body, ContentType=kind)
    except (BotoCoreError, ClientError) as error:
        reason = reason_of(error)
        why = Redaction(session.secrets()).text(f"{reason.code}: {reason.message}")
        raise OutputError(f"The snapshot cannot be written to {target}: {why}. It stands in {_kept(target, content)}.") from error


def _kept(target: StoredObject, content: bytes) -> Path:
    path = Path(tempfile.mkdtemp(prefix="trailgate-")) / target.key.rpartition("/")[2]
    write_snapshot(str(path), content)
    return path
