"""Columns that make up a record: which there have to be, of which types, and the record that they are put together to.

Each field has its own column, in lower case, as tables of CloudTrail in Athena have it. A column without a value is a field
that is not there, but for `requestParameters` and `responseElements`, which every record has.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.languages.filter_pattern.matching.json_text import Written
from trailgate_evaluator.plain import some
from trailgate_evaluator.trace.shapes import refuse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Json = dict[str, Any]

WHOLE: Final = frozenset({"eventjson", "@message", "message", "cloudtrailevent", "record"})
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
_STRUCTS: Final = frozenset(name.lower() for name in _TEXTS)
_BOOLEAN: Final = {"true": True, "false": False}
_NULL: Final = object()
_EXACT: Final = json.JSONDecoder(parse_constant=refuse, parse_float=Written)
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


def is_text(of: Any, types: Any) -> bool:
    """Whether a type of pyarrow's is one of texts; `types` is `pyarrow.types`."""
    return bool(types.is_string(of) or types.is_large_string(of) or (types.is_dictionary(of) and is_text(of.value_type, types)))


def is_known(column: str) -> bool:
    """Whether a column is one of CloudTrail's."""
    return column.lower() in _CLOUDTRAIL


def of_a_record(columns: Iterable[str]) -> list[str]:
    """Those that are none of the table's own."""
    return [column for column in columns if column.lower() not in _PARTITIONS]


def lacking(schema: Any) -> Iterator[str]:
    """The columns that are not there, and the fields of `useridentity`; of one that has no fields all of them."""
    types = {field.name.lower(): field.type for field in schema}
    yield from (one for one in _DECIDING if one not in types)
    identity = types.get("useridentity", ())
    fields = {identity.field(at).name.lower() for at in range(identity.num_fields)} if identity else set()
    yield from (f"useridentity.{one}" for one in _OF_IDENTITY if identity and one not in fields)


def of_other_types(schema: Any, types: Any) -> Iterator[str]:
    """The columns that decide, and have no type by which a record can be told."""
    for field in schema:
        name = field.name.lower()
        is_fine = (
            name not in _DECIDING
            or is_text(field.type, types)
            or types.is_null(field.type)
            or (name == "useridentity" and types.is_struct(field.type))
            or (name == "eventtime" and types.is_timestamp(field.type))
            or (name == "readonly" and types.is_boolean(field.type))
            or (name in _STRUCTS and types.is_struct(field.type))
        )
        if not is_fine:
            yield f"{field.name} of {str(field.type)[:60]}"


def put_together(batch: Any, types: Any) -> Iterator[Json]:
    """The records whose fields stand in columns, of a `RecordBatch` of pyarrow's; `types` is `pyarrow.types`."""
    names = [_CLOUDTRAIL[column.lower()] for column in batch.schema.names]
    for row in zip(*map(partial(_field, types=types), names, batch.columns), strict=True):
        record: Json = dict.fromkeys(_ALWAYS)
        for name, value in zip(names, row, strict=True):
            if value is not None:
                record[name] = None if value is _NULL else value
        yield record


def _field(name: str, column: Any, types: Any) -> list[Any]:
    """What the records have in a field, None where it is not there, `_NULL` where it is null."""
    values = _values(column, types)
    if name in _TEXTS:
        return [_json(value) if isinstance(value, str) else value for value in values]
    if name in _BOOLEANS:
        return [_BOOLEAN.get(value.lower(), value) if isinstance(value, str) else value for value in values]
    return values


def _values(column: Any, types: Any) -> list[Any]:
    """The values of a column, as `_named` gives each, but objects of many fields field by field; None where there is none."""
    of = column.type
    if types.is_struct(of) and of.num_fields:
        names = [_CLOUDTRAIL.get(of.field(at).name.lower(), of.field(at).name) for at in range(of.num_fields)]
        rows = zip(*(_values(part, types) for part in column.flatten()), strict=True)
        made = [{name: value for name, value in zip(names, row, strict=True) if value is not None} for row in rows]
        return [one if is_there else None for one, is_there in zip(made, column.is_valid().to_pylist(), strict=True)]
    values: list[Any] = column.to_pylist()
    return values if is_text(of, types) else [_named(value) for value in values]


def _named(value: Any) -> Any:
    """A value whose fields have CloudTrail's names again, without those that are not there."""
    if isinstance(value, dict):
        return {_CLOUDTRAIL.get(name.lower(), name): _named(one) for name, one in value.items() if one is not None}
    if isinstance(value, list):
        return [_named(one) for one in value]
    if isinstance(value, datetime):  # in UTC, as CloudTrail writes it
        at = value if value.tzinfo is None else value.astimezone(UTC)
        return f"{at.replace(tzinfo=None).isoformat()}Z"
    return value


def _json(text: str) -> Any:
    try:
        value = _EXACT.decode(text)
    except (ValueError, RecursionError):
        return text
    return _NULL if value is None else value


def no_record(columns: Iterable[str], name: str) -> InputError:
    """That no column holds a whole record, and these are not CloudTrail's."""
    unknown = [one for one in columns if one.lower() not in _CLOUDTRAIL]
    return InputError(
        expected="a column with the whole record (eventJson, @message), or those of CloudTrail's table in Athena",
        found=f"columns that are none of these: {some(sorted(unknown))}" if unknown else "no eventname among the columns",
        where=name,
        what_to_do="Select eventJson (CloudTrail Lake) or CloudTrail's own columns. Security Lake's have the fields of OCSF, "
        "from which no record can be told as CloudTrail wrote it.",
    )
