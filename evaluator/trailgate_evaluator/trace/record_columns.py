"""Records that lie in columns: CloudTrail Lake's results in CSV, and Parquet as tables of CloudTrail in Athena have it.

A column with the whole record is read as it is. Where each field has its own, in lower case, a record is put together again: a
column without a value is a field that is not there, but for `requestParameters` and `responseElements`, which every record has.
"""

from __future__ import annotations

import csv
import io
import json
from typing import IO, TYPE_CHECKING, Any, Final

from trailgate_evaluator.errors import InputError, not_installed
from trailgate_evaluator.languages.filter_pattern.matching.json_text import Written
from trailgate_evaluator.plain import some
from trailgate_evaluator.trace.shapes import record_in, refuse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

Json = dict[str, Any]

CSV: Final = (".csv", ".csv.gz")
PARQUET: Final = (".parquet", ".snappy.parquet")
_LONGEST: Final = 4 << 20
_WHOLE: Final = frozenset({"eventjson", "@message", "message", "cloudtrailevent", "record"})
"""Columns that hold the text of a whole record."""
_NAMES: Final = (
    "eventVersion", "userIdentity", "eventTime", "eventSource", "eventName", "awsRegion", "sourceIPAddress", "userAgent",
    "errorCode", "errorMessage", "requestParameters", "responseElements", "additionalEventData", "requestID", "eventID",
    "resources", "eventType", "apiVersion", "readOnly", "recipientAccountId", "serviceEventDetails", "sharedEventID",
    "vpcEndpointId", "vpcEndpointAccountId", "eventCategory", "addendum", "sessionCredentialFromConsole", "edgeDeviceDetails",
    "tlsDetails", "managementEvent",
    "type", "principalId", "arn", "accountId", "accessKeyId", "userName", "invokedBy", "sessionContext", "attributes",
    "creationDate", "mfaAuthenticated", "sessionIssuer", "webIdFederationData", "federatedProvider", "ec2RoleDelivery",
    "sourceIdentity", "identityProvider", "onBehalfOf", "userId", "identityStoreArn", "inScopeOf", "credentialId",
    "tlsVersion", "cipherSuite", "clientProvidedHostHeader", "reason", "updatedFields", "originalRequestID", "originalEventID",
    "issuerType", "credentialsIssuedTo", "assumedRoleOf", "deviceName",
)  # fmt: skip
_CLOUDTRAIL: Final = {name.lower(): name for name in _NAMES}
_TEXTS: Final = frozenset({"requestParameters", "responseElements", "additionalEventData", "serviceEventDetails", "addendum"})
"""Columns with the text of a JSON value."""
_BOOLEANS: Final = frozenset({"readOnly", "managementEvent"})
_ALWAYS: Final = ("requestParameters", "responseElements")
_DECIDING: Final = (
    "eventname", "eventtime", "eventsource", "eventid", "eventtype", "readonly", "awsregion", "useridentity", "sourceipaddress",
    "useragent", "errorcode", "errormessage", "requestparameters", "responseelements", "additionaleventdata",
    "recipientaccountid",
)  # fmt: skip
"""Columns that every table of CloudTrail has: of a record without one of them nobody knows whether a pattern matches it."""
_OF_IDENTITY: Final = ("type", "arn", "principalid", "accountid", "username", "invokedby", "sessioncontext")
_PARTITIONS: Final = frozenset({"account", "region", "year", "month", "day", "timestamp", "date", "dt", "org", "organization"})
"""Columns that a table has beside those of a record."""


def csv_records(parts: Iterator[bytes], text_of: Callable[[Iterator[bytes]], Callable[[], str]], name: str) -> Iterator[Any]:
    """The records of CSV with a header; raises `InputError` where no column holds a whole one."""
    csv.field_size_limit(_LONGEST)
    rows = csv.reader(_lines(text_of(parts)))
    try:
        header = [one.strip().lower() for one in next(rows, [])]
        place = next((at for at, column in enumerate(header) if column in _WHOLE), None)
        if place is None:
            raise _no_record(header, name)
        for row in rows:
            if row:
                yield record_in({"message": row[place] if place < len(row) else ""})
    except csv.Error as problem:
        raise InputError(
            expected="CSV", found=str(problem), where=f"{name}, line {rows.line_num}", what_to_do="Export the file again."
        ) from problem


def _lines(read: Callable[[], str]) -> Iterator[str]:
    """The lines of a text, each with its end."""
    rest = ""
    while part := read():
        *whole, rest = io.StringIO(rest + part, newline="").readlines() or [""]
        if rest.endswith("\n"):
            whole.append(rest)
            rest = ""
        yield from whole
    if rest:
        yield rest


def parquet_records(file: IO[bytes], name: str) -> Iterator[Any]:
    """The records of a Parquet file, read in parts.

    Raises:
        UsageError: pyarrow is not installed.
        InputError: the file is damaged, or its columns are none of CloudTrail's.
    """
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError as lacking:
        raise not_installed("pyarrow, which reads Parquet", "parquet", name, found="none") from lacking
    try:
        table = ParquetFile(file)
        columns = [column for column in table.schema_arrow.names if column.lower() not in _PARTITIONS]
        whole = next((column for column in columns if column.lower() in _WHOLE), None)
        if whole is None and (
            "eventname" not in map(str.lower, columns) or any(one.lower() not in _CLOUDTRAIL for one in columns)
        ):
            raise _no_record(columns, name)
        if whole is None and (absent := list(_lacking(table.schema_arrow))):
            raise InputError(
                expected="the columns that decide what a record is, as CloudTrail's table in Athena has them",
                found=f"none of {some(absent)}",
                where=name,
                what_to_do="Select these, too (SELECT * FROM …), or the whole record (eventJson of CloudTrail Lake).",
            )
        for batch in table.iter_batches(batch_size=4096, columns=columns if whole is None else [whole]):
            for row in batch.to_pylist():
                yield _put_together(row) if whole is None else record_in({"message": row[whole] or ""})
    except (ArrowException, OSError) as problem:
        raise InputError(
            expected="a Parquet file", found=" ".join(str(problem).split())[:100], where=name, what_to_do="Copy the file again."
        ) from problem


def _lacking(schema: Any) -> Iterator[str]:
    """The columns that are not there, and the fields of `useridentity`; of one that has no fields all of them."""
    types = {field.name.lower(): field.type for field in schema}
    yield from (one for one in _DECIDING if one not in types)
    identity = types.get("useridentity", ())
    fields = {identity.field(at).name.lower() for at in range(identity.num_fields)} if identity else set()
    yield from (f"useridentity.{one}" for one in _OF_IDENTITY if identity and one not in fields)


def _put_together(row: Mapping[str, Any]) -> Json:
    """The record whose fields stand in columns."""
    record: Json = dict.fromkeys(_ALWAYS)
    for column, value in row.items():
        name = _CLOUDTRAIL[column.lower()]
        if value is None:
            continue
        if name in _TEXTS and isinstance(value, str):
            record[name] = _json(value)
        elif name in _BOOLEANS and isinstance(value, str):
            record[name] = {"true": True, "false": False}.get(value.lower(), value)
        else:
            record[name] = _named(value)
    return record


def _named(value: Any) -> Any:
    """A value whose fields have CloudTrail's names again, without those that are not there."""
    if isinstance(value, dict):
        return {_CLOUDTRAIL.get(name.lower(), name): _named(one) for name, one in value.items() if one is not None}
    if isinstance(value, list):
        return [_named(one) for one in value]
    return value


def _json(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=refuse, parse_float=Written)
    except (ValueError, RecursionError):
        return text


def _no_record(columns: Iterable[str], name: str) -> InputError:
    unknown = [one for one in columns if one.lower() not in _CLOUDTRAIL]
    return InputError(
        expected="a column with the whole record (eventJson, @message), or those of CloudTrail's table in Athena",
        found=f"columns that are none of these: {some(sorted(unknown))}" if unknown else "no eventname among the columns",
        where=name,
        what_to_do="Select eventJson (CloudTrail Lake) or CloudTrail's own columns. Security Lake's have the fields of OCSF, "
        "from which no record can be told as CloudTrail wrote it.",
    )
