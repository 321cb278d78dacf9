"""What each weakness means: a link that satisfies the law and still may reach nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trailgate_evaluator.report.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

WEAKNESSES: Final[Mapping[str, Words]] = {
    "actions_disabled": Words(
        title="Alarm actions are switched off",
        says="The actions of alarm {name} are switched off, so it tells nobody.",
        unsure="Whether the actions of alarm {name} are switched on cannot be told.",
        advice="Switch the alarm's actions on (enable-alarm-actions).",
        planned="Switch the alarm's actions on (actions_enabled = true).",
    ),
    "threshold_not_crossed": Words(
        title="One match does not cross the threshold",
        says="One match does not cross the threshold of alarm {name}.",
        unsure="Whether one match crosses the threshold of alarm {name} cannot be told{unknown}.",
        advice="Use Sum >= 1 with a metric value of 1.",
    ),
    "needs_more_records": Words(
        title="One match is not enough",
        says="Alarm {name} needs more than one match, or matches in several periods, before it goes off.",
        unsure="Alarm {name} needs matches in several periods where other data stand between them.",
        advice="Use one evaluation period and a threshold that one match crosses.",
    ),
    "unit_mismatch": Words(
        title="Alarm asks for another unit",
        says="Alarm {name} asks for a unit that the filter does not write, so it sees no data.",
        advice="Remove the unit from the alarm, or give the filter the same one.",
    ),
    "rests_in_alarm": Words(
        title="Alarm rests in ALARM",
        says="Alarm {name} is in ALARM even when nothing happens, and an alarm acts only when it changes state.",
        unsure="Alarm {name} may be in ALARM even when nothing happens, and an alarm acts only when it changes state.",
        advice="Treat missing data as notBreaching and remove a default value that crosses the threshold.",
    ),
    "filter_matches_everything": Words(
        title="Filter matches everything",
        says="Metric filter {name} matches every management event, so the alarm on it is in ALARM whenever anything happens, "
        "and an alarm acts only when it changes state.",
        unsure="Whether metric filter {name} also matches what happens all day cannot be told; if it does, the alarm on it never "
        "rests, and an alarm acts only when it changes state.",
        advice="Give these records a filter of their own, with a metric and an alarm that rests between changes.",
    ),
    "other_data_in_metric": Words(
        title="Other data in the metric keep the alarm quiet",
        says="Data of {filters} in the same metric keep alarm {name} from going off on a match.",
        unsure="Data of {filters} in the same metric may keep alarm {name} from going off on a match.",
        advice="Give the other filter a metric of its own, or use the statistic Sum.",
        unread="Let the collector read the metric filters (logs:DescribeMetricFilters), and collect again; or use the statistic "
        "Sum.",
    ),
    "stuck_in_alarm": Words(
        title="Alarm is stuck in ALARM",
        says="Alarm {name} is in ALARM and keeps its state when data is missing; since its filter writes nothing but matches, "
        "it never leaves ALARM and never acts again.",
        advice="Treat missing data as notBreaching.",
    ),
    "alarm_not_evaluated": Words(
        title="AWS cannot evaluate the alarm",
        says="AWS reports that the configuration of alarm {name} is in error and must be corrected.",
        unsure="AWS reports that it could not evaluate alarm {name}, or not on all data, when the snapshot was taken.",
        advice="Read the alarm's StateReason, correct the alarm, and collect again.",
        unread="Let the collector read the alarms (cloudwatch:DescribeAlarms), and collect again.",
    ),
    "topic_policy_refuses": Words(
        title="Topic policy refuses CloudWatch",
        says="The policy of topic {name} does not let CloudWatch publish to it.",
        advice="Allow sns:Publish to the service cloudwatch.amazonaws.com for this account's alarms.",
    ),
    "topic_key_aws_managed": Words(
        title="Topic is encrypted with the AWS managed key",
        says="Topic {name} is encrypted with alias/aws/sns, a key that CloudWatch cannot use.",
        advice="Encrypt with a customer managed key whose policy admits cloudwatch.amazonaws.com, or not at all.",
    ),
    "topic_key_refuses": Words(
        title="Key refuses CloudWatch",
        says="The key of topic {name} cannot be used by CloudWatch: {fault}.",
        advice="Allow kms:Decrypt and kms:GenerateDataKey* to cloudwatch.amazonaws.com in the key's policy, and keep it enabled.",
    ),
    "delivery_error": Words(
        title="CloudTrail cannot deliver to the log group",
        says="CloudTrail reports an error in delivering the records of trail {name} to CloudWatch Logs{there}.",
        unsure="CloudTrail reports an error in delivering the records of trail {name} to CloudWatch Logs{there}, and a delivery "
        "that succeeded: the error may be over, or be about some records.",
        advice="Repair the trail's CloudWatch Logs role, then wait for a delivery.",
    ),
    "math_not_computed": Words(
        title="Whether one match suffices is not computed",
        says="Whether one match moves {moved} of alarm {name} across its threshold is not computed.",
        advice="Alarm on the metric itself, with the statistic Sum.",
    ),
    "in_alarm_now": Words(
        title="Alarm is in ALARM now",
        says="Alarm {name} was in ALARM when the snapshot was taken, and acts again only after it has left that state.",
        unsure="Whether alarm {name} is in ALARM, where it would not act again, cannot be told.",
        advice="Find out what set the alarm off, and let it return to OK.",
        unread="Collect again, with a trailgate that knows the state in which AWS says that the alarm is.",
    ),
    "filter_matches_routine": Words(
        title="Filter matches routine calls",
        says="Metric filter {name} also matches routine calls ({call}); if they are frequent, the alarm on it never "
        "rests, and an alarm acts only when it changes state.",
        advice="Narrow the filter to the calls that it is for, or check that its alarm rests between changes.",
    ),
    "period_below_a_minute": Words(
        title="Period is shorter than a minute",
        says="Alarm {name} looks at periods of less than a minute, and a metric filter's data come once a minute.",
        advice="Use a period of 60 seconds or more.",
    ),
    "warming_up": Words(
        title="Alarm is warming up",
        says="Alarm {name} was in its warm-up, in which it does not act, when the snapshot was taken.",
        advice="Collect again when the warm-up is over, or take it out of the alarm.",
    ),
    "suppressed": Words(
        title="Alarm has a suppressor",
        says="Composite alarm {name} has a suppressor, which can hold its actions back.",
        advice="Remove the suppressor, or give the alarm itself an action.",
    ),
    "muted": Words(
        title="Alarm is covered by a mute rule",
        says="A mute rule covers alarm {name} and can hold its actions back.",
        unsure="Whether a mute rule covers alarm {name} cannot be told: not every mute rule could be read.",
        advice="Take the alarm out of the mute rule.",
        unread="Let the collector read the mute rules (cloudwatch:ListAlarmMuteRules, cloudwatch:GetAlarmMuteRule), and collect "
        "again.",
    ),
    "topic_fifo": Words(
        title="Topic is a FIFO topic",
        says="Topic {name} is a FIFO topic: it delivers to queues only, so SNS itself tells no person.",
        unsure="Whether topic {name} is a FIFO topic, which delivers to queues only, cannot be told.",
        advice="Let the alarm notify a standard topic with a person subscribed.",
    ),
    "topic_message_size": Words(
        title="Topic takes small messages only",
        says="Topic {name} takes messages of at most {bytes} bytes, and the alarm's message may be longer.",
        unsure="Whether topic {name} takes messages as long as the alarm's cannot be told.",
        advice="Raise the topic's MaximumMessageSize, or leave it at SNS's own 262144 bytes.",
        unread="Let the collector read the topic (sns:GetTopicAttributes), and collect again.",
    ),
    "topic_policy_unclear": Words(
        title="Topic policy is unclear",
        says="Whether the policy of topic {name} lets CloudWatch publish cannot be told for certain.",
        advice="State plainly in the policy that cloudwatch.amazonaws.com may publish for this account's alarms.",
        unsure="Whether the policy of topic {name} lets CloudWatch publish cannot be told: the input does not hold it.",
        unread="Let the collector read the topic (sns:GetTopicAttributes), and collect again.",
    ),
    "topic_key_unread": Words(
        title="Key of the topic is unclear",
        says="Topic {name} is encrypted with a key, and whether its policy lets CloudWatch use it cannot be told.",
        advice="State plainly in the key's policy that cloudwatch.amazonaws.com may use it.",
        unsure="Whether topic {name} is encrypted, and with a key that CloudWatch may use, cannot be told: the input does "
        "not hold it.",
        unread="Let the collector read the topic and its key (sns:GetTopicAttributes, kms:DescribeKey, kms:GetKeyPolicy), and "
        "collect again.",
    ),
    "subscription_filtered": Words(
        title="Subscription has a filter policy",
        says="The subscription {name} has a filter policy, which may drop the alarm's message.",
        advice="Remove the filter policy, or add a subscription without one.",
        unsure="Whether the subscription {name} has a filter policy, which may drop the alarm's message, cannot be told.",
        unread="Let the collector read the subscription (sns:GetSubscriptionAttributes), and collect again.",
    ),
    "subscription_to_machine": Words(
        title="Subscriber is a machine",
        says="The subscription {name} is of protocol {protocol}: a program receives the message, and SNS itself tells no person.",
        unsure="Whether the subscription {name} reaches a person cannot be told, because its protocol is not known.",
        advice="Subscribe a person (e-mail, SMS, a paging service or a chat), or show that a program tells one.",
    ),
    "subscription_needs_confirmation": Words(
        title="Recipient must confirm",
        says="The subscription {name} works only after its recipient has confirmed it.",
        advice="Have the recipient confirm the subscription after apply, then collect a snapshot to prove it.",
    ),
    "delivery_stale": Words(
        title="No recent delivery",
        says="Trail {name} had not delivered to CloudWatch Logs{there} for longer than expected when the snapshot was taken.",
        unsure="Whether trail {name} delivers to CloudWatch Logs{there} cannot be told: {unread}.",
        advice="Check that the trail's role may still write to the log group.",
        unread="Let the collector read the trail's status (cloudtrail:GetTrailStatus), and collect again.",
    ),
    "delivery_unread": Words(
        title="Delivery was not read where the records arise",
        says="These records arise in {region}, and whether trail {name} delivers from there was not read: CloudTrail tells of "
        "each region by itself.",
        advice="Collect again with a current trailgate, which asks in that region too.",
    ),
    "snapshots_apart": Words(
        title="Snapshots lie far apart",
        says="What is told of {name} is of account {by}'s snapshot, {hours} hours apart from {other}, so that at no "
        "one time all links were seen.",
        advice="Collect these accounts again at about the same time (or allow more with --max-spread).",
    ),
    "answers_differ": Words(
        title="Two accounts were told different things",
        says="An older snapshot, of account {by}, says otherwise of trail {name} ({attributes}); the newer one, of "
        "account {newer}, counts.",
        advice="Collect both accounts again at about the same time.",
    ),
    "log_group_copied": Words(
        title="Log group is a copy",
        says="Log group {name} is a copy that centralization rule {rule} makes of {copied}, where the trail delivers.",
        advice="Nothing is needed; the rule has to stay as it is.",
    ),
    "selector_write_only": Words(
        title="Trail records writes only",
        says="Trail {name} records writes only, which is enough here; the benchmark prints All.",
        advice="Nothing is needed; record reads too if the benchmark's letter matters to you.",
    ),
    "told_late": Words(
        title="News comes when the period is over",
        says="Alarm {name} looks at complete periods by the clock alone, so the news comes up to {late} late.",
        advice="Use a sliding evaluation window, or a shorter period, to hear of it sooner.",
    ),
    "stays_in_alarm": Words(
        title="Alarm stays in ALARM after a match",
        says="Alarm {name} keeps its state when data is missing, so after a match it stays in ALARM "
        "and later matches are not announced.",
        advice="Treat missing data as notBreaching.",
    ),
}
