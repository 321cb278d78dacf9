"""What each break code means and what to do about it, in the order of the chain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trailgate_evaluator.report.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

BREAKS: Final[Mapping[str, Words]] = {
    "trail_none": Words(
        title="No trail",
        says="No trail records this account, so no change leaves a record that a filter could see.",
        advice="Create a multi-region trail that records management events and sends them to a CloudWatch Logs log group.",
    ),
    "trail_not_multi_region": Words(
        title="Trail covers one region only",
        says="Trail {name} records one region only; the control asks for a trail that covers every region.",
        advice="Make the trail multi-region (update-trail --is-multi-region-trail).",
        planned="Make the trail multi-region (is_multi_region_trail = true).",
    ),
    "trail_not_logging": Words(
        title="Trail is stopped",
        says="Trail {name} exists but is not logging.",
        advice="Start the trail (start-logging), and find out who stopped it.",
        planned="Let the trail log (enable_logging = true).",
    ),
    "trail_no_global_services": Words(
        title="Trail leaves out global services",
        says="Trail {name} leaves out global services, one of which writes these records.",
        advice="Include global service events in the trail (update-trail --include-global-service-events).",
        planned="Include global service events in the trail (include_global_service_events = true).",
    ),
    "trail_no_management_events": Words(
        title="Trail records no management events",
        says="No event selector of trail {name} records management events, and these records are some.",
        advice="Add an event selector that records management events, read and write.",
    ),
    "trail_no_writes": Words(
        title="Trail records reads only",
        says="Trail {name} records only calls that read, and these write.",
        advice="Set the event selector's read-write type to All; WriteOnly would do for controls that ask for writes alone.",
    ),
    "trail_no_reads": Words(
        title="Trail records writes only",
        says="Trail {name} records only calls that write, and calls that read are asked for as well.",
        advice="Set the event selector's read-write type to All.",
    ),
    "trail_excludes_source": Words(
        title="Trail leaves out the service",
        says="Trail {name} leaves out the events of {sources}.",
        advice="Take the service out of what the trail's event selectors leave out, or add it where they name services.",
    ),
    "trail_selector_excludes": Words(
        title="Event selector leaves out required records",
        says="The advanced event selectors of trail {name} do not admit these records.",
        advice="Widen the selector, or add one that admits all management events of the service.",
    ),
    "trail_selector_conditional": Words(
        title="Event selector admits records only sometimes",
        says="The advanced event selectors of trail {name} admit these records only when a field has a certain value, "
        "so some changes are not recorded.",
        advice="Add a selector for management events without that condition.",
    ),
    "trail_other_account": Words(
        title="Trail records another account",
        says="Trail {name} belongs to another account and is no organization trail, so it does not record this account.",
        advice="Use a trail of this account, or turn the other into an organization trail that covers it.",
    ),
    "trail_unlisted": Words(
        title="Trail is not on the account's own list",
        says="Another account's snapshot shows organization trail {name}, but account {by}'s own list of trails lacks it, so it "
        "does not record this account.",
        advice="Look whether the trail still covers the whole organization, and collect both accounts again; until then the "
        "account whose list lacks it needs a trail of its own.",
    ),
    "trail_refused": Words(
        title="Trail refused at apply",
        says="Trail {name} will not stand: {refused}.",
        advice="Correct it, so that the apply is not refused.",
    ),
    "log_group_not_set": Words(
        title="Trail sends nothing to CloudWatch Logs",
        says="Trail {name} has no CloudWatch Logs log group, so no metric filter sees its records.",
        advice="Give the trail a log group and a role that may write to it.",
    ),
    "log_group_missing": Words(
        title="Log group does not exist",
        says="Log group {name}, to which the trail points, does not exist.",
        advice="Create the log group again, or point the trail at one that exists.",
    ),
    "log_group_class": Words(
        title="Log group class takes no metric filters",
        says="Log group {name} is of a class on which metric filters do not run.",
        advice="Send the trail to a log group of class STANDARD; a class cannot be changed after creation.",
    ),
    "log_group_refused": Words(
        title="Log group refused at apply",
        says="Log group {name} will not stand: {refused}.",
        advice="Correct it, so that the apply is not refused.",
    ),
    "filter_none": Words(
        title="No filter looks for these records",
        says="No metric filter on log group {name} looks for these records.",
        advice="Put a metric filter on the log group that matches every required record.",
    ),
    "filter_matches_never": Words(
        title="Filter never matches",
        says="Metric filter {name} never matches these records.",
        advice="Add the missing event names to the pattern; `trailgate pattern 'PATTERN'` suggests the smallest change.",
    ),
    "filter_matches_sometimes": Words(
        title="Filter misses some records",
        says="Metric filter {name} matches these records only sometimes: some slip through.",
        advice="Widen the clause to blame, or leave it out where it narrows others; `trailgate pattern 'PATTERN'` suggests the "
        "smallest change.",
    ),
    "filter_misses_failed_calls": Words(
        title="Filter misses failed calls",
        says="Metric filter {name} matches these records where the call succeeded, and misses failed calls: refused attempts "
        "slip through.",
        advice="Let the pattern match records that have an errorCode, too: leave out the clause to blame.",
    ),
    "filter_invalid": Words(
        title="Filter pattern is invalid",
        says="The pattern of metric filter {name} is not valid, so CloudWatch Logs would refuse it.",
        advice="Correct the pattern; `trailgate pattern 'PATTERN'` shows where it breaks.",
    ),
    "filter_line_break_text": Words(
        title="Filter pattern holds a broken-up word",
        says="The pattern of metric filter {name} holds a word broken by a blank, as printed in some copies of the "
        "benchmark, so it does not match what it seems to.",
        advice="Remove the blanks inside names such as `$.eventNa me`.",
    ),
    "filter_scoped": Words(
        title="Filter is limited to some log events",
        says="Metric filter {name} has field selection criteria that leave some log events out.",
        advice="Remove the field selection criteria from the filter.",
    ),
    "filter_refused": Words(
        title="Filter refused at apply",
        says="Metric filter {name} will not stand: {refused}.",
        advice="Correct it, so that the apply is not refused.",
    ),
    "metric_value_zero": Words(
        title="Filter counts nothing",
        says="Metric filter {name} writes the value 0 for a match, which an alarm cannot tell from silence.",
        advice="Set the metric value of the filter to 1.",
    ),
    "metric_value_from_record": Words(
        title="Metric value comes from the record",
        says="Metric filter {name} takes the metric's value from a field of the record, and not every record has it.",
        advice="Set the metric value of the filter to 1.",
    ),
    "alarm_none": Words(
        title="No alarm on the metric",
        says="No alarm watches the metric {after}.",
        advice="Create an alarm on exactly this metric (namespace, name, no dimensions) that notifies a topic.",
    ),
    "alarm_other_namespace": Words(
        title="Alarm watches another namespace",
        says="Alarm {name} watches a metric of the same name in another namespace, so it never sees a match.",
        advice="Point the alarm at the namespace into which the filter writes.",
    ),
    "alarm_other_dimensions": Words(
        title="Alarm watches other dimensions",
        says="Alarm {name} watches a metric of the same name with other dimensions, which is a different metric.",
        advice="Give alarm and filter the same dimensions, best none.",
    ),
    "alarm_other_region": Words(
        title="Alarm is in another region",
        says="Alarm {name} watches a metric of the same name in another region than the log group's.",
        advice="Create the alarm in the region of the log group.",
    ),
    "alarm_other_account": Words(
        title="Alarm is in another account",
        says="Alarm {name} watches a metric of the same name in another account than the log group's.",
        advice="Create the alarm in the log group's account, or a monitoring account's alarm that names that account.",
    ),
    "alarm_input_unused": Words(
        title="Alarm does not use the metric",
        says="Alarm {name} lists the metric, but the expression that it returns does not use it.",
        advice="Use the metric's query in the returned expression, or alarm on the metric itself.",
    ),
    "alarm_composite_conditional": Words(
        title="Composite alarm needs more than this alarm",
        says="Composite alarm {name} goes off only when something besides this alarm is true too.",
        advice="Give the alarm itself an action, or let it alone make the composite's rule true (OR).",
    ),
    "alarm_refused": Words(
        title="Alarm refused at apply",
        says="Alarm {name} will not stand: {refused}.",
        advice="Correct it, so that the apply is not refused.",
    ),
    "actions_none": Words(
        title="Alarm notifies nobody",
        says="Alarm {name} has no action for the state ALARM.",
        advice="Add an SNS topic to the alarm's ALARM actions.",
    ),
    "actions_not_sns": Words(
        title="Alarm action is no SNS topic",
        says="The ALARM actions of alarm {name} hold no SNS topic.",
        advice="Add an SNS topic to the alarm's ALARM actions.",
    ),
    "topic_missing": Words(
        title="Topic does not exist",
        says="Topic {name}, which the alarm notifies, does not exist.",
        advice="Create the topic again and subscribe to it, or give the alarm one that exists.",
    ),
    "topic_other_region": Words(
        title="Topic is in another region",
        says="Topic {name} is in another region than the alarm, and CloudWatch does not notify across regions.",
        advice="Use a topic in the alarm's region.",
    ),
    "topic_refused": Words(
        title="Topic refused at apply",
        says="Topic {name} will not stand: {refused}.",
        advice="Correct it, so that the apply is not refused.",
    ),
    "subscription_none": Words(
        title="Nobody is subscribed",
        says="Topic {name} has no subscription.",
        advice="Subscribe the people who should know, and have them confirm.",
    ),
    "subscription_pending": Words(
        title="Subscription is not confirmed",
        says="The subscription {name} waits for its confirmation, so nothing is delivered.",
        advice="Have the recipient confirm the subscription, or send the request again.",
    ),
    "subscription_deleted": Words(
        title="Subscription is deleted",
        says="The subscription {name} is deleted.",
        advice="Subscribe again, and have the recipient confirm.",
    ),
    "subscription_refused": Words(
        title="Subscription refused at apply",
        says="Subscription {name} will not stand: {refused}.",
        advice="Correct it, so that the apply is not refused.",
    ),
    "service_not_enabled": Words(
        title="Not enabled in every region",
        says="{service} is not enabled in {regions}.",
        advice="Enable it there (aws securityhub enable-security-hub --region REGION; its checks need AWS Config), or for all "
        "accounts and regions by a policy of the organization or from its delegated administrator.",
        planned="Declare aws_securityhub_account for each of these regions.",
    ),
}
