"""What is said of a monitoring account's alarm on another account's metric that nothing shows it, or that may not be shown it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.report.rules_words import copy_unasked, metric_copied, rules_unread
from trailgate_evaluator.report.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

_ATTRIBUTE: Final = "metric.account"
_WATCHERS: Final = "watchers"
_LEFT: Final = "left_organization"
UNSHARED: Final = "unshared:"
"""Before the account in the place of a metric's account, where the links of both sides show that it is not shared."""

_NOT_SHARED: Final = Words(
    title="Metric is not shared with the alarm's account",
    says="Alarm {name} watches a metric of account {account}, which shares none with the alarm's account.",
    advice="Link the metric's account to the alarm's, in that region, so that it shares its metrics (an observability link with "
    "AWS::CloudWatch::Metric and no filter), or create the alarm in the metric's account.",
)
_MAY_BE_LEFT_OUT: Final = Words(
    title="Not sure that the link shares the metric",
    says="Whether {name} sees the metric of account {account} cannot be told: the link between them may leave it out.",
    advice="Let the link of the metric's account share all metrics, without a filter; where it has none, collect that account "
    "again with `trailgate collect --cross-account`, which reads it (oam:GetLink).",
)
_NOT_READ: Final = Words(
    title="Links between accounts not read",
    says="Whether {name} sees the metric of account {account} cannot be told: that account's links were not read.",
    advice="Let the collector read the links of the metric's account (oam:ListLinks, oam:GetLink), and collect that account "
    "again with `trailgate collect --cross-account`.",
)
_WATCHERS_NOT_READ: Final = Words(
    title="Links to monitoring accounts not read",
    says="Whether a monitoring account has an alarm on the metrics of account {account} cannot be told: the links that would "
    "name such accounts were not read.",
    advice="Let the collector read the links of the account (oam:ListLinks), and collect it again with "
    "`trailgate collect --cross-account`.",
)
ROLE_MAY_SHARE: Final = Words(
    title="Role may share the metric",
    says="Whether {name} sees the metric of account {account} cannot be told: no link shares it, and that account's role "
    "CloudWatch-CrossAccountSharingRole may let the alarm's account in.",
    advice="Link the metric's account to the alarm's, in that region, so that it shares its metrics (an observability link "
    "with AWS::CloudWatch::Metric and no filter): what that role does for alarms, AWS documents in two ways.",
)
_ROLE_NOT_READ: Final = Words(
    title="Sharing role not read",
    says="Whether {name} sees the metric of account {account} cannot be told: no link shares it, and whether that account's role "
    "CloudWatch-CrossAccountSharingRole does was not read.",
    advice="Let the collector read that role in the metric's account (iam:GetRole), and collect that account again with "
    "`trailgate collect --cross-account`.",
)


_OTHER_ORGANIZATION: Final = Words(
    title="Trail of another organization",
    says="Whether {name} records account {account} cannot be told: that account and the trail's owner were told different "
    "organizations, or one of them none.",
    advice="Collect both accounts again at one time: an organization's trail records no account that is not in it, so that one "
    "which has left needs a trail of its own.",
)


def unshared(code: str, resource: Json) -> tuple[Words, str] | None:
    """The words of a break, and the account whose metric the alarm's account is not shown, where that is the break."""
    if code != "alarm_other_account":
        return None
    account = next(sharers(resource), None)
    return None if account is None else (_NOT_SHARED, account)


def sharers(resource: Json) -> Iterator[str]:
    """The accounts whose metrics an alarm watches and is not shown."""
    queries = resource.get("queries")
    metrics = [resource.get("metric"), *(query.get("metric") for query in (queries or {}).values())]
    told = [str(metric["account"]) for metric in metrics if isinstance(metric, dict) and "account" in metric]
    return (one.removeprefix(UNSHARED) for one in sorted(told) if one.startswith(UNSHARED))


def in_doubt(gap: Json) -> Words | None:
    """The words of a gap that is about what ties accounts together: links, rules that copy log groups, an organization."""
    if gap["reason"] == _LEFT and gap.get("name") is not None and gap["name"] == gap["account"]:
        return _OTHER_ORGANIZATION
    if gap.get("attribute") == _WATCHERS:
        return _WATCHERS_NOT_READ
    if gap.get("attribute") != _ATTRIBUTE:
        return rules_unread(gap) or copy_unasked(gap) or metric_copied(gap)
    if gap.get("call") == "iam:GetRole":
        return ROLE_MAY_SHARE if gap["reason"] == "sharing_undecided" else _ROLE_NOT_READ
    return _MAY_BE_LEFT_OUT if gap.get("call") == "oam:GetLink" else _NOT_READ
