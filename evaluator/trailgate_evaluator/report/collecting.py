"""Who collected a snapshot, in a sentence: part of the evidence, since another's answers may be shorter."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

from trailgate_evaluator.report.dates import minute

Json = dict[str, Any]

_EXPORT: Final = "export: "
_OF_AWS: Final = (
    ".amazonaws.com",
    ".amazonaws.com.cn",
    ".amazonaws.eu",
    ".api.aws",
    ".c2s.ic.gov",
    ".sc2s.sgov.gov",
    ".cloud.adc-e.uk",
    ".csp.hci.ic.gov",
)
"""How names of AWS's own hosts end, by partition (botocore's table of endpoints)."""


def collected_by(entry: Json, *, whence: bool = False) -> str | None:
    """Who collected an input, when and with what, and whether they asked something else than AWS; None where nobody says.

    `whence`: which address was asked is told of AWS's own, too.
    """
    told = entry.get("collected")
    if not told or told["by"] is None:
        return None
    through = f" through {told['by']}" if told["caller"] else ""
    tool = f" with {told['tool']}" if told["tool"] else ""
    if told["by"].startswith(_EXPORT):
        return f"Made of exports as of {minute(entry['as_of'])}: {told['by'].removeprefix(_EXPORT)}{tool}."
    said = f"Collected as of {minute(entry['as_of'])} by {told['caller'] or told['by']}{through}{tool}"
    endpoint = told["endpoint"]
    if endpoint and not _is_of_aws(endpoint):
        return f"{said}, from {endpoint}, which is no address of AWS."
    return f"{said}, from {endpoint}." if whence and endpoint else f"{said}."


def _is_of_aws(endpoint: str) -> bool:
    try:
        address = urlsplit(endpoint)
    except ValueError:
        return False
    return address.scheme == "https" and (address.hostname or "").endswith(_OF_AWS)
