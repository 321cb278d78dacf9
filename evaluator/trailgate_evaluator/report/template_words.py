"""What is said of a plan, as it is said of a state, and of a CloudFormation template: deployed, and written in its own words."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Final, cast

from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeVar

    Told = TypeVar("Told", bound=Callable[..., Any])

Json = dict[str, Any]

ORIGIN: Final = "cloudformation_template"
_PARAMETER: Final = regex(r"(?:condition [^:]*: )*parameter (?P<name>\S+)")
_PLACE: Final = regex(r"(?:condition [^:]*: )*AWS::(?:AccountId|Partition|Region|URLSuffix)\b")
_GIVE: Final = "Give its value with --parameters FILE, or a Default in the template."

_EXPORT: Final = (
    "Give the folder with the template that exports it, under a name that is written out; or judge a snapshot after deployment."
)
_UNREAD: Final = regex(r"\(AWS::CloudFormation::(Stack|StackSet)[,;]")
_READ: Final = {
    "Stack": "Write TemplateURL as the path of its file, as `aws cloudformation package` takes it, below the folder of the "
    "template that is given; or judge a snapshot after deployment.",
    "StackSet": "Judge the stack set's own template over the snapshot of each account that it is deployed in (--baseline FILE); "
    "or judge snapshots after deployment.",
}
"""What settles what may be made by a stack whose template was not read, by what kind of stack it is."""

_WHOLE: Final = {
    "Give the value in the configuration, or judge the state after apply.": "Write the value in the template, or judge a "
    "snapshot after deployment.",
    "Give --source with every file that it reads, write it with functions that trailgate knows (docs/terraform.md), or judge the "
    "state after apply.": "Write it with functions that trailgate works out (docs/cloudformation.md), or judge a snapshot after "
    "deployment.",
    "Give --region (and --account), write the region in the provider block, or read it by a data source (aws_region, "
    "aws_caller_identity).": "Give --region (and --account).",
    "Give each its own name, or write a `moved` block for a rename.": "Give each its own name, or judge a snapshot after "
    "deployment.",
    "or write what it makes as resources of the AWS provider": "or write what it makes as resources of the template",
    "a reference to a planned resource": "a reference to a resource of it",
    "stands as planned": "stands as written",
    "the plan puts or deletes another resource of its name": "the stack may have, or another resource of the template has, "
    "this name",
    "is_multi_region_trail = true": "IsMultiRegionTrail: true",
    "enable_logging = true": "IsLogging: true",
    "include_global_service_events = true": "IncludeGlobalServiceEvents: true",
    "actions_enabled = true": "ActionsEnabled: true",
    "apply_on_transformed_logs = false": "ApplyOnTransformedLogs: false",
    "Declare aws_securityhub_account for": "Declare AWS::SecurityHub::Hub in",
    "lay the plan over": "lay the template over",
    "Waits for apply": "Waits for deployment",
}
_SETTLERS: Final = {"apply": "deployment", "variable": "parameter"}
BESIDE: Final = (
    "Lay the template over a snapshot of its account with `--baseline`, or leave templates out that do not own the chain."
)
"""What to do about a template that has nothing of the chain."""
_STATE: Final = "terraform_state"
_PLAN: Final = regex(r"\b([Tt]his|[Tt]he|[Aa]) plan(?!\w)")
_WORDS: Final = (
    (regex(r"\bthe state after apply\b"), "a snapshot after deployment"),
    (regex(r"\b(after|before|at) apply\b"), r"\1 deployment"),
    (_PLAN, r"\1 template"),
    (regex(r"\bthe apply\b"), "the deployment"),
)


def retold(text: str, result: Json) -> str:
    """A sentence about a result, in the words of its origin."""
    if result.get("origin") == _STATE:
        return _PLAN.sub(r"\1 state", text)
    return text if result.get("origin") != ORIGIN else in_its_words(text)


def in_its_words(text: str) -> str:
    """A sentence about a plan, as it is said of a template."""
    for said, instead in _WHOLE.items():
        text = text.replace(said, instead)
    for pattern, instead in _WORDS:
        text = pattern.sub(instead, text)
    return text


def are_templates(results: Iterable[Json]) -> bool:
    """Whether every one of these results is of a template."""
    origins = {result["origin"] for result in results}
    return origins == {ORIGIN}


def settlers(found: Json, result: Json) -> list[str]:
    """What settles a gap, as it is called where the result is from."""
    names: list[str] = found["settled_by"]
    return [_SETTLERS.get(name, name) for name in names] if result.get("origin") == ORIGIN else names


def of_templates(told: Told) -> Told:
    """Let a function of something and its result say it in the words of the result's origin."""

    @wraps(told)
    def said(found: Json, result: Json, *rest: Any, **named: Any) -> Any:
        text = told(found, result, *rest, **named)
        return retold(text, result) if isinstance(text, str) else text

    return cast("Told", said)


def settled_in_template(found: Json, result: Json) -> str | None:
    """What settles a gap of a template: a parameter's value, a nested stack's template, a stack set's accounts."""
    name = found.get("name")
    if result.get("origin") != ORIGIN or not isinstance(name, str):
        return None
    if _PARAMETER.match(name) is not None:
        return _GIVE
    if name.startswith("Fn::ImportValue "):
        return _EXPORT
    if _PLACE.match(name) is not None:
        return "Give --region and --account."
    made = _UNREAD.search(name) if found.get("reason") == "made_by_another" else None
    return None if made is None else _READ[made[1]]
