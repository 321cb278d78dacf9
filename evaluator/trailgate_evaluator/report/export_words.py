"""What is said of a snapshot, as it is said of what others exported: nobody collects it again, one puts an answer beside it."""

from __future__ import annotations

import re
from functools import wraps
from typing import TYPE_CHECKING, Any, Final, cast

from trailgate_evaluator.export_codes import DIFFER, MAY_BE_MORE, NOT_IN_EXPORT, NOT_THERE, NOT_TOLD
from trailgate_evaluator.plain import some
from trailgate_evaluator.regular import regex
from trailgate_evaluator.report.gap_words import GAPS
from trailgate_evaluator.report.owners import account_in, owner_of_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeVar

    Told = TypeVar("Told", bound=Callable[..., Any])

Json = dict[str, Any]

SAYS: Final = {
    DIFFER: "The export has two answers to {what} that tell otherwise.",
    MAY_BE_MORE: "The export may not hold all of the answer to {what}.",
    NOT_IN_EXPORT: "The export does not hold {subject}{where}.",
    NOT_THERE: "The answer to {what} is named in the export's manifest, and cannot be read.",
    NOT_TOLD: "The export has no answer to {what}.",
}
"""What is said of what an export does not tell, by the code of its error."""
_LET: Final = regex(
    r"Let the collector (?:read|list) (?P<what>[^(]*?) \((?P<calls>[a-z]+:\w+(?:, [a-z]+:\w+)*)\)(?:,? and collect[^.;]*)?"
)
_RESTS_ON: Final = {
    "trail_none": "cloudtrail:DescribeTrails",
    "log_group_missing": "logs:DescribeLogGroups",
    "filter_none": "logs:DescribeMetricFilters",
    "alarm_none": "cloudwatch:DescribeAlarms",
    "subscription_none": "sns:ListSubscriptionsByTopic",
}
"""The list by which something is not there, by the code of the break."""
_PRESUMED: Final = (
    "(That it is not there rests on an answer of {command}, of which nothing says that it was asked for all: a manifest.json "
    "would.)"
)
_IN_THAT_REGION: Final = "Ask in that region, too, and put the answer of `aws cloudtrail get-trail-status` beside the others"
_AGAIN: Final = regex(
    r"\b([Cc])ollect((?: (?:it|the account|that account|these accounts|both accounts|the baseline))?) again"
    r"(?: with `[^`]*`(?:, which [^.;]*)?| by `[^`]*`| with a current trailgate)?"
)
_WORDS: Final = (
    (
        GAPS["denied"].advice.removesuffix("."),
        "Ask again with credentials that may, and put the answer beside the others",
    ),
    ("Collect again with a current trailgate, which asks in that region too", _IN_THAT_REGION),
    ("Collect the account with a role", "Export the account with a role"),
    ("The collector left out", "The export leaves out"),
    ("turned the collector away", "turned whoever asked away"),
    ("The snapshot does not hold", "The export does not hold"),
    ("when the snapshot was taken", "when the export was made"),
)


def tools_of(account: str | None, result: Json) -> list[str]:
    """The tools whose exports the snapshot of an account was made of (None: the subject's own); empty of another."""
    own = account is None or account == result["subject"]["account"]
    for source in result["sources"]:
        if source.get("kind") == "aws_snapshot" and (source.get("account") == account or (own and "account" not in source)):
            return list(source.get("imported", ()))
    return []


def are_exports(results: Iterable[Json]) -> bool:
    """Whether every snapshot behind these results was made of an export."""
    sources = [source for result in results for source in result["sources"] if source.get("kind") == "aws_snapshot"]
    return bool(sources) and all("imported" in source for source in sources)


def command(call: str) -> str:
    """The command of the AWS command line that makes a call (`service:Operation`)."""
    service, _, operation = call.partition(":")
    return f"`aws {service} {re.sub(r'(?<=[a-z])(?=[A-Z])', '-', operation).lower()}`"


def beside(calls: list[str], region: str | None = None, of: str = "") -> str:
    """The order to put the answers of these calls beside what there is."""
    several = len(calls) > 1
    where = f"{of}{f' in {region}' if region else ''}"
    told = f"the answer{'s' * several} of {some([command(call) for call in calls])}{where}"
    return f"Put {told} beside the others, as a current AWS command line gives {'them' if several else 'it'}"


def in_its_words(text: str, region: str | None) -> str:
    """A sentence about a snapshot, as it is said of an export."""

    def let(found: re.Match[str]) -> str:
        return beside(found["calls"].split(", "), region, f" ({found['what']})")

    text = _LET.sub(let, text)
    for said, instead in _WORDS:
        text = text.replace(said, instead)
    return _AGAIN.sub(lambda found: f"{'E' if found[1] == 'C' else 'e'}xport{found[2]} again", text)


def with_presumption(advice: str, found: Json, result: Json) -> str:
    """The advice against a break, with what it rests on where that is a list that nothing proves to be whole."""
    call = _RESTS_ON.get(found["code"])
    presumed = any(source.get("presumed") for source in result.get("sources", ()) if "account" not in source)
    if call is None or not presumed:
        return advice
    return f"{advice} {_PRESUMED.format(command=command(call))}"


def of_exports(told: Told) -> Told:
    """Let a function of something found and its result say it in the words of what the account's snapshot was made of."""

    @wraps(told)
    def said(found: Json, result: Json, *rest: Any, **named: Any) -> Any:
        text = told(found, result, *rest, **named)
        if not isinstance(text, str) or not any("imported" in source for source in result.get("sources", ())):
            return text
        return in_its_words(text, _region(found)) if tools_of(_account(found, result), result) else text

    return cast("Told", said)


def _account(found: Json, result: Json) -> str | None:
    """Whose snapshot would tell of it."""
    resource = result["resources"].get(found.get("id"), {})
    return found.get("account") or owner_of_key(resource) or resource.get("account") or account_in(str(found.get("id")))


def _region(found: Json) -> str | None:
    """The region of what is found: as it says, or of its ARN."""
    parts = str(found.get("id")).split(":")
    region = found.get("region") or (parts[3] if parts[0] == "arn" and len(parts) > 4 else None)  # noqa: PLR2004 - an ARN's parts
    return region if isinstance(region, str) and region else None
