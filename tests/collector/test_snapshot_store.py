"""A snapshot that is put into a bucket: whole, by the caller's own credentials, and kept here where the bucket refuses it."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from trailgate_collector.errors import UsageError
from trailgate_collector.snapshot_folder import SnapshotFolder
from trailgate_collector.snapshot_prefix import prefix_at
from trailgate_collector.snapshot_store import StoredObject, object_at

if TYPE_CHECKING:
    from tests.aws.builder import Account
    from tests.aws.server import Aws
    from tests.collector.conftest import Collector


@pytest.mark.usefixtures("account")
def test_the_object_is_the_snapshot_as_a_file_has_it(aws: Aws, collector: Collector) -> None:
    aws.client("s3").create_bucket(Bucket="acme-audit")
    done = collector.command("--output", "s3://acme-audit/2026/acme.json.gz")
    assert done.exit_code in {0, 3}, done.output
    assert "s3://acme-audit/2026/acme.json.gz" in done.output
    stored = aws.client("s3").get_object(Bucket="acme-audit", Key="2026/acme.json.gz")["Body"].read()
    assert json.loads(gzip.decompress(stored))["format"] == "trailgate/snapshot/v1"


def test_what_a_bucket_refuses_stands_here(account: Account, collector: Collector) -> None:
    done = collector.command("--output", "s3://no-such-bucket/acme.json")
    assert done.exit_code == 5
    kept = re.search(r"s3://no-such-bucket/acme\.json: NoSuchBucket: .* It stands in (\S+)\.\n", done.output)
    assert kept is not None, done.output
    assert json.loads(Path(kept[1]).read_bytes())["account"]["id"] == account.id
    assert Path(kept[1]).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("output", ["s3://acme", "s3://acme/", "s3://acme/folder/", "gs://acme/a.json", "s3://acme/a.json?x=1"])
def test_an_address_of_no_object_is_refused_before_anything_is_asked(output: str) -> None:
    with pytest.raises(UsageError, match="s3://BUCKET/KEY"):
        object_at(output)


def test_a_path_is_no_address() -> None:
    assert object_at("C:/acme.json") is None
    assert object_at("s3://acme/a b/ü.json") == StoredObject(bucket="acme", key="a b/ü.json")


@pytest.mark.parametrize(
    ("output", "bucket", "key"),
    [("s3://acme", "acme", ""), ("s3://acme/", "acme", ""), ("s3://acme/a/b", "acme", "a/b/"), ("s3://acme/a/", "acme", "a/")],
)
def test_an_organization_is_collected_below_a_prefix(output: str, bucket: str, key: str) -> None:
    assert prefix_at(output) == StoredObject(bucket=bucket, key=key)


@pytest.mark.parametrize("output", ["gs://acme/estate", "s3:///estate", "s3://acme/estate?x=1", "https://acme/estate"])
def test_an_organization_is_collected_nowhere_else(output: str) -> None:
    assert prefix_at(output) is None
    with pytest.raises(UsageError, match="expected s3://BUCKET/PREFIX, or a folder"):
        SnapshotFolder(output)
