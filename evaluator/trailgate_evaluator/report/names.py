"""The short name of a resource, as a person would say it, from its entry or its id alone."""

from __future__ import annotations

from typing import Any, Final

from trailgate_evaluator.plain import one_line

Json = dict[str, Any]

_LONGEST: Final = 120
_COLONS_OF_A_TOPIC: Final = 5


def short_name(identity: str | None, resources: Json) -> str:
    """The name of the resource with this id; the account's own where there is no id."""
    if identity is None:
        return "of this account"
    entry = resources.get(identity, {})
    if entry.get("endpoint"):
        return one_line(_endpoint(str(entry["endpoint"]), entry.get("protocol")), _LONGEST)
    if "service" in entry:
        return one_line(f"{service_name(entry.get('name'))} in {entry.get('region')}", _LONGEST)
    for field in ("address", "name"):
        if isinstance(entry.get(field), str) and entry[field]:
            return one_line(entry[field].removeprefix("tf:"), _LONGEST)
    return one_line(_from_id(identity), _LONGEST)


_SERVICES: Final = {"Security Hub": "AWS Security Hub CSPM"}
"""What AWS calls a service today, where the law calls it as the benchmark does."""


def service_name(name: object) -> str:
    """A service as AWS calls it today."""
    return _SERVICES.get(str(name), one_line(str(name), _LONGEST))


def _endpoint(endpoint: str, protocol: object) -> str:
    """An address with its protocol before it, where it does not say that itself."""
    says_so = endpoint.startswith((f"{protocol}://", f"arn:aws:{protocol}:"))
    return endpoint if says_so else f"{protocol or 'endpoint'}:{endpoint}"


_KINDS: Final = {"cloudtrail": "trail", "cloudwatch": "alarm", "logs": "log group", "sns": "topic"}
"""By the service that an ARN names; a log group's may go on to name a filter on it."""


def kind_and_name(identity: str, resources: Json) -> str:
    """The short name with what it is the name of; an address of Terraform's says that itself."""
    name = short_name(identity, resources)
    if resources.get(identity, {}).get("endpoint"):
        return f"subscription {name}"
    if name == resources.get(identity, {}).get("address") or identity == f"tf:{name}":
        return name
    kind = kind_of(identity)
    return name if kind is None else f"{kind} {name}"


def kind_of(identity: str) -> str | None:
    """What an ARN is of; None where it is none, or of something else."""
    if not identity.startswith("arn:") or identity.count(":") < _COLONS_OF_A_TOPIC:
        return None
    kind = _KINDS.get(identity.split(":")[2])
    if kind == "log group" and ":metric-filter:" in identity:
        return "metric filter"
    return "subscription" if kind == "topic" and identity.count(":") > _COLONS_OF_A_TOPIC else kind


def account_number(account: str | None) -> str:
    """The account for people; a plan may not tell it, and then a symbol stands for it."""
    return "not stated" if account is None or account.startswith("tf:") else one_line(account, 60)


_ASSUMED: Final = {
    "option": "as --account says",
    "baseline": "the baseline's",
    "mention": "the only one that the plan's ARNs name",
}


def assumption(subject: Json) -> str | None:
    """By what the account is taken to be the plan's; None where the input proves it, or tells none."""
    return _ASSUMED.get(str(subject.get("account_by")))


def account_name(subject: Json) -> str | None:
    """What the account is called by its organization or its IAM alias; None where nothing tells."""
    name = subject.get("account_name")
    return one_line(name, 80) if isinstance(name, str) and name else None


def account_of(subject: Json) -> str:
    """The account for people: its number, its name, and on whose word it rests where the input does not prove it."""
    by = assumption(subject)
    beside = [*filter(None, [account_name(subject)]), *([] if by is None else [f"assumed: {by}"])]
    number = account_number(subject["account"])
    return f"{number} ({'; '.join(beside)})" if beside else number


def _from_id(identity: str) -> str:
    if identity.startswith("tf:"):
        return identity[3:]
    if not identity.startswith("arn:"):
        return identity.replace("/tf:${", "/${")
    resource = identity.split(":", 5)[-1]
    for prefix in ("trail/", "log-group:", "alarm:", "key/"):
        if resource.startswith(prefix):
            rest = resource.removeprefix(prefix)
            return rest.partition(":metric-filter:")[2] or rest
    return resource
