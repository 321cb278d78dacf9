"""What is said of centralization rules that nobody was told, and of metrics that one may copy."""

from __future__ import annotations

from typing import Any, Final

from trailgate_evaluator.report.words import Words

Json = dict[str, Any]

_LIST: Final = "observabilityadmin:ListCentralizationRulesForOrganization"
_TITLE: Final = "Rules that may copy the log group not read"
_OPEN: Final = "Whether a centralization rule copies {name} to a group that is watched cannot be told: "

_NOT_SUPPLIED: Final = Words(
    title=_TITLE,
    says=_OPEN + "account {account}, which manages the organization, is told its rules, and its snapshot was not supplied.",
    advice="Collect it with `trailgate collect --cross-account`, which lists the rules, and supply its snapshot together with "
    "this one.",
)
_NOT_ASKED: Final = Words(
    title=_TITLE,
    says=_OPEN + "nobody asked account {account}, which manages the organization, for its rules.",
    advice="Collect it again with `trailgate collect --cross-account`, which lists the rules.",
)
_NOT_TOLD: Final = Words(
    title=_TITLE,
    says=_OPEN + "account {account} was not told the organization's rules.",
    advice="Let the collector list the organization's rules (" + _LIST + "), and collect again; AWS tells them to the management "
    "account and to the delegated administrator of CloudWatch alone.",
)


_COPY_NOT_ASKED: Final = Words(
    title="Copy of the log group not asked about",
    says="Whether anything watches {name} of account {account}, to which a centralization rule copies, cannot be told: nobody "
    "asked about it there.",
    advice="Collect it again by `trailgate collect --organization --role-name NAME --output DIR`, which asks about copies, or "
    "with `--log-group` and the copy's ARN.",
)
_METRIC: Final = Words(
    title="Metric may be copied to the alarm's account",
    says="Whether {name} sees the metric cannot be told: a centralization rule copies metrics to account {account}, and AWS does "
    "not say whether those of metric filters are among them.",
    advice="Watch the metric in the account and region of its filter.",
)


def metric_copied(gap: Json) -> Words | None:
    """The words of a gap that is about an alarm on what a rule may copy of the metric."""
    return _METRIC if gap.get("attribute") == "copied_metric" and gap.get("id") is not None else None


def copy_unasked(gap: Json) -> Words | None:
    """The words of a gap that is about a copy of which its own account was not asked."""
    unasked = gap.get("link") == "log_group" and gap.get("attribute") == "key" and gap["reason"] == "not_collected"
    return _COPY_NOT_ASKED if unasked else None


def rules_unread(gap: Json) -> Words | None:
    """The words of a gap that is about rules which nobody was told."""
    if gap.get("attribute") != "copies" or gap.get("call") != _LIST:
        return None
    return {"not_supplied": _NOT_SUPPLIED, "not_collected": _NOT_ASKED}.get(gap["reason"], _NOT_TOLD)
