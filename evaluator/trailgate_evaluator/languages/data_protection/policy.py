"""The text of a data protection policy: which identifiers it masks.

`{"Statement": [{"DataIdentifier": [ARN or name, …], "Operation": {"Deidentify": {"MaskConfig": {}}}}],
"Configuration": {"CustomDataIdentifier": [{"Name": …, "Regex": …}]}}`. Statements that only audit mask nothing.
Source: CloudWatch Logs user guide, "Understanding data protection policies", "Custom data identifiers".
"""

from __future__ import annotations

import json
from typing import Any

from trailgate_evaluator.embedded import embedded_json

Json = dict[str, Any]


class PolicyTextError(ValueError):
    """The text is no data protection policy."""


def masked_identifiers(text: str) -> list[Json]:
    """What the policy masks: `{"managed": NAME}`, or `{"regex": TEXT}` of a custom identifier; each once, sorted."""
    try:
        return _masked(embedded_json(text))
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise PolicyTextError(str(problem)[:200]) from problem


def _masked(policy: Json) -> list[Json]:
    configured = policy.get("Configuration") or {}
    custom: dict[str, str] = {one["Name"]: one["Regex"] for one in configured.get("CustomDataIdentifier") or []}
    found: dict[str, Json] = {}
    for statement in policy["Statement"]:
        if "Deidentify" not in statement["Operation"]:
            continue
        for identifier in statement["DataIdentifier"]:
            name = identifier.rpartition("/")[2]
            entry = {"regex": custom[name]} if name in custom else {"managed": name}
            if not all(isinstance(value, str) for value in entry.values()):
                raise PolicyTextError(f"the identifier {name}")
            found[json.dumps(entry)] = entry
    return [found[key] for key in sorted(found)]
