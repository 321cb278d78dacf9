"""What each reason for not knowing means, and what would settle it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trailgate_evaluator.report.sharing_words import ROLE_MAY_SHARE
from trailgate_evaluator.report.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

NOT_AT_HAND: Final = "The value of {subject} turns on {missing}, which is not at hand."
"""Of an expression that cannot be worked out because a file that it reads was not given."""

SERVICE_OUTSIDE: Final = (
    "In which regions the account can be used, and whether {service} is enabled in each, the plan does not tell."
)
"""Of a plan by itself, on a control that asks for a service in every region."""

SERVICE_BY_ANOTHER: Final = "{maker} may turn {service} on or off{where}, and the plan does not tell."
"""Of a service that is no resource of its own in the plan."""

APART_TITLE: Final = "Another account's snapshot left out by --no-join"
APART_ADVICE: Final = "Leave out --no-join: by it each is judged alone, though the other account's snapshot was given."
APART: Final = "The snapshot of account {account} was given, and --no-join leaves out what it says of {subject}."
"""Of what another account's snapshot holds that was given, where each is judged alone."""

GAPS: Final[Mapping[str, Words]] = {
    "denied": Words(
        title="Refused by AWS",
        says="AWS refused {what}.",
        advice="Grant the collector this permission (`trailgate collect --print-iam-policy` prints all that it needs), and "
        "collect again.",
    ),
    "failed": Words(
        title="Call failed",
        says="AWS gave no answer to {what}.",
        advice="Collect again.",
    ),
    "skipped": Words(
        title="Not asked",
        says="The collector left out {what}.",
        advice="Collect again without leaving this region or service out.",
    ),
    "truncated": Words(
        title="Answer cut off",
        says="The answer to {what} is cut off partway.",
        advice="Collect again.",
    ),
    "not_visible": Words(
        title="Not visible from this account",
        says="This account cannot see {subject}, because another account owns it.",
        advice="Give the snapshot of the account that owns it together with this one.",
    ),
    "not_supplied": Words(
        title="Another account's data not supplied",
        says="The data of the account that holds {subject} was not supplied.",
        advice="Give the snapshot of the account that holds it together with this one.",
    ),
    "not_collected": Words(
        title="Not in the snapshot",
        says="The snapshot does not hold {what}.",
        advice="Collect again with a current trailgate.",
        planned="Collect the baseline again with a current trailgate; `collect --plan` asks about what a plan is the first to "
        "name.",
    ),
    "account_not_collected": Words(
        title="Account not collected",
        says="Account {account} is on its organization's list, and no snapshot shows what it holds.",
        advice="Collect it (`trailgate collect --organization --role-name NAME --output DIR` collects every account), and "
        "give its snapshot with the others.",
    ),
    "left_organization": Words(
        title="No longer on the organization's list",
        says="Whether {name} still records account {account} cannot be told: a newer list of its organization's accounts, which "
        "account {teller} was told, lacks it.",
        advice="Collect the account again: one that has left its organization needs a trail of its own.",
    ),
    "outside_plan": Words(
        title="Outside the plan",
        says="The plan points to {what}, which it does not manage.",
        advice="Give the account's snapshot beside the plan (--baseline snapshot.json).",
    ),
    "known_after_apply": Words(
        title="Known only after apply",
        says="The value of {what} is known only after apply.",
        advice="Give the value in the configuration, or judge the state after apply.",
    ),
    "unreadable_expression": Words(
        title="Expression cannot be worked out",
        says="The value of {what} comes from an expression that cannot be worked out before apply.",
        advice="Give --source with every file that it reads, write it with functions that trailgate knows "
        "(docs/terraform.md), or judge the state after apply.",
    ),
    "unresolved_local": Words(
        title="Goes through a local value",
        says="The value of {what} goes through a local value, which plan JSON does not define.",
        advice="Give the plan file itself in place of its JSON (trailgate evaluate tfplan), or its sources (--source DIR); "
        "without them the graph (terraform graph -type=plan -plan=tfplan > plan.dot, then --graph plan.dot).",
    ),
    "deferred": Words(
        title="Deferred by Terraform",
        says="Terraform deferred {what} to a later apply.",
        advice="Apply, plan again, and judge that plan.",
    ),
    "partial_plan": Words(
        title="Plan is partial",
        says="The plan is partial and leaves out {what}.",
        advice="Plan without -target and until it completes without an error.",
    ),
    "plan_errored": Words(
        title="Plan cannot be applied",
        says="Terraform says that this plan cannot be applied (it ended with an error), so what it plans may never stand.",
        advice="Plan again until it ends without an error, and judge that plan.",
    ),
    "place_unknown": Words(
        title="Region or account not told",
        says="In which region or account {subject} stands is not told, so whether it is the one that is meant cannot be told.",
        advice="Give --region (and --account), write the region in the provider block, or read it by a data source (aws_region, "
        "aws_caller_identity).",
    ),
    "name_contested": Words(
        title="One name put twice",
        says="Whether {name} stands as planned cannot be told: the plan puts or deletes another resource of its name, and AWS "
        "keeps one.",
        advice="Give each its own name, or write a `moved` block for a rename.",
    ),
    "may_be_refused": Words(
        title="May be refused as a whole",
        says="Whether {name} will stand cannot be told: CloudFormation may refuse the template for {maker}.",
        advice="Correct what is misspelled; where AWS has it and this release of trailgate does not know it, use a newer one.",
    ),
    "may_be_deleted": Words(
        title="May be deleted with the deployment",
        says="Whether {name} stays cannot be told: by its name the stack has made it, and the template has it no more.",
        advice="Give the template that the stack was made of (--replaces FILE), or judge a snapshot after deployment.",
    ),
    "made_by_another": Words(
        title="May be made by another resource",
        says="{maker} may {makes} {what}, and the plan {tells}.",
        advice="Collect a snapshot after apply, or write what it makes as resources of the AWS provider.",
    ),
    "pending_confirmation": Words(
        title="Waits for confirmation",
        says="The {name} waits for confirmation, and what else subscribes its topic is not in the plan.",
        advice="Confirm the subscription, and give the account's snapshot beside the plan (--baseline snapshot.json).",
    ),
    "role_unknown": Words(
        title="Role in the organization not known",
        says="Whether the account can make these calls hangs on its role in AWS Organizations, of a member also on what is "
        "delegated to it, and nobody tells that.",
        advice="Let the collector read the organization (organizations:DescribeOrganization), and give the management account's "
        "snapshot with it, collected with --cross-account, or name the role (--role).",
    ),
    "delegation_unknown": Words(
        title="Account may not be let make the organization's trail",
        says="Whether {name} will stand cannot be told: {maker} is a trail of the organization, which only its management "
        "account and members that CloudTrail is delegated to may make, and nobody tells whether account {account} is one.",
        advice="Give the management account's snapshot in --baseline, too, collected with --cross-account (it lists who "
        "CloudTrail is delegated to), or make the trail in the management account.",
    ),
    "pattern_undecided": Words(
        title="Pattern cannot be decided",
        says="Whether the pattern of {name} matches these records cannot be decided.",
        advice="Rewrite the doubtful part of the pattern; `trailgate pattern 'PATTERN'` names it.",
    ),
    "pattern_unsupported": Words(
        title="Pattern cannot be read",
        says="AWS accepted the pattern of {name}, but trailgate cannot read it.",
        advice="Rewrite the pattern in the documented syntax, and please report it.",
    ),
    "scope_undecided": Words(
        title="Field selection cannot be decided",
        says="Whether the field selection criteria of {name} let these records through cannot be told.",
        advice="Remove the criteria, or name the account (@aws.account) or region (@aws.region) of the log group in them.",
    ),
    "matched_jointly": Words(
        title="Several parts may match together",
        says="Nothing on {name} matches all of these records by itself; whether several do so together cannot be told.",
        advice="Give these records one filter, or one selector, that matches all of them.",
    ),
    "masked_logs": Words(
        title="Filter reads masked logs",
        says="The log group's data protection may mask what the pattern of {name} asks for, before the filter sees it.",
        advice="Narrow the data identifiers of the policy, so that they find neither names of API calls nor account numbers.",
    ),
    "transformed_logs": Words(
        title="Filter reads transformed logs",
        says="What {name} sees is what a transformer of the log group, if it has one, makes of the records.",
        advice="Let the filter read the original log events (applyOnTransformedLogs off).",
        planned="Let the filter read the original log events (apply_on_transformed_logs = false).",
    ),
    "unsupported_alarm": Words(
        title="Alarm cannot be read",
        says="Whether {name} watches the metric cannot be told: {unread}.",
        advice="Add a plain metric alarm on the filter's metric.",
    ),
    "copy_undecided": Words(
        title="Copy of the log group cannot be told",
        says="Whether centralization rule {maker} copies {name}, and to where, cannot be told.",
        advice="Let the rule say by name what it copies (OrganizationId, AccountId, LogGroupName) and name the copy without "
        "organizational units, see that it is healthy and that neither group has a customer's key, and collect again.",
    ),
    "sharing_undecided": ROLE_MAY_SHARE,
}
