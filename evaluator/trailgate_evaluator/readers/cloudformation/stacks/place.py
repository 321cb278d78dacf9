"""Where a stack is deployed: account, region and partition, each a text or a mark that nothing tells."""

from __future__ import annotations

from typing import Final, NamedTuple

from trailgate_evaluator.partitions import partition_of
from trailgate_evaluator.readers.cloudformation.intrinsics.marks import is_plain, mark

_SUFFIXES: Final = {"aws": "amazonaws.com", "aws-us-gov": "amazonaws.com", "aws-cn": "amazonaws.com.cn"}


class Place(NamedTuple):
    """As texts; a part that nothing tells is a mark."""

    account: str
    region: str
    partition: str

    @property
    def suffix(self) -> str:
        """What AWS's addresses end in there."""
        return _SUFFIXES.get(self.partition, mark("AWS::URLSuffix"))


def place_of(account: str | None, region: str | None, partition: str | None) -> Place:
    """The place that is told; the partition by the region where nothing else tells it."""
    if partition is None and region is not None:
        partition = partition_of(region)
    return Place(account or mark("AWS::AccountId"), region or mark("AWS::Region"), partition or mark("AWS::Partition"))


_SYMBOLS: Final = {"account": "tf:account", "region": "tf:region", "partition": "tf:partition"}


def in_document(place: Place) -> tuple[str, str, str]:
    """Account, region and partition as a document has them: a symbol for what nothing tells."""
    return tuple(  # type: ignore[return-value]
        value if is_plain(value) else _SYMBOLS[name] for name, value in zip(Place._fields, place, strict=True)
    )
