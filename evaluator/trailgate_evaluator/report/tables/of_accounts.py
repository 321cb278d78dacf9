"""The tables of what stands in accounts: the accounts themselves, and the resources of the chain."""

from __future__ import annotations

from typing import Final

from trailgate_evaluator.report.tables.shape import Table, columns

ACCOUNTS: Final = Table(
    name="accounts",
    about="an account that was looked at, or that is on its organization's list",
    of_resources=True,
    columns=columns("""
run               integer   which of the looks that were given: 1 is the first
account           text      its number; a plan may not tell it
account_name      text      what it is called by its organization, else by its alias; null where nothing tells
partition         text      as aws or aws-us-gov
input             text      the input's name, as it was given; of one on a list alone its number
state             text      collected, planned, not_collected (on the organization's list alone) or closed
as_of             time      as of when it was looked at
collected_by      text      the ARN whose credentials were used
collected_caller  text      who assumed that role, null for nobody
collected_with    text      the collector, with its version
"""),
)

_WHICH: Final = """
run               integer   which of the looks that were given: 1 is the first
input             text      the input that tells of it: its own account's where that is given
account           text      the number of the account that it is in
region            text      the region that it is in
id                text      its ARN, else an id that stands for it
name              text      its name
"""
_WHERE: Final = """
unknowns          texts     the attributes that are not known, and therefore null or not whole
address           text      where in a Terraform configuration
pointer           text      where in the input it is read: source#pointer
"""


def _resources(name: str, about: str, described: str) -> Table:
    return Table(name=name, about=about, of_resources=True, columns=columns(f"{_WHICH}{described}{_WHERE}"))


TRAILS: Final = _resources(
    "trails",
    "a trail of CloudTrail",
    """
multi_region      boolean   whether it records every region
logging           boolean   whether it records now
global_services   boolean   whether it records global services, as IAM
organization      boolean   whether it records the organization's accounts
log_group         text      the id of the log group that it writes to, null for none
selectors         json      which events it takes
delivery_error    text      why the last delivery to the log group failed
delivery_latest   time      when it last delivered to the log group
""",
)
LOG_GROUPS: Final = _resources(
    "log_groups",
    "a log group of CloudWatch Logs",
    """
class             text      STANDARD, INFREQUENT_ACCESS, DELIVERY or ESSENTIALS
transformer       boolean   whether events are transformed, null where no filter asks
masks             json      what data protection masks, null for nothing
copied_from       text      of a copy by a centralization rule: the group that it is a copy of
""",
)
METRIC_FILTERS: Final = _resources(
    "metric_filters",
    "a metric filter of a log group",
    """
log_group         text      the id of its log group
pattern           text      its filter pattern
metric_namespace  text      the namespace of the metric that it writes
metric_name       text      the name of that metric
metric_value      text      what it writes for an event that matches
transformations   json      all that it writes
transformed       boolean   whether it looks at transformed events
scope             text      its selection criteria, null for none
""",
)
ALARMS: Final = _resources(
    "alarms",
    "an alarm of CloudWatch",
    """
kind              text      metric, math, composite or unsupported
actions           texts     the ARNs that it tells when it goes off
actions_enabled   boolean   whether it tells them
state             text      OK, ALARM or INSUFFICIENT_DATA
muted_by          texts     the names of mute rules that cover it
metric_account    text      the account of the metric that it watches
metric_region     text      the region of that metric
metric_namespace  text      the namespace of that metric
metric_name       text      the name of that metric
metric_dimensions json      the dimensions of that metric
statistic         text      Sum, Average, Minimum, Maximum, SampleCount or a percentile
operator          text      how it compares, as GreaterThanOrEqualToThreshold
threshold         number    with what it compares
period            integer   in seconds
evaluation_periods integer  how many periods it looks at
datapoints_to_alarm integer how many of them must be beyond the threshold
treat_missing     text      what it makes of periods without data
queries           json      of math: each query with what it uses
rule              text      of a composite alarm: its rule
because           text      of an unsupported alarm: why nothing is told of it
""",
)
TOPICS: Final = _resources(
    "topics",
    "a topic of SNS",
    """
fifo              boolean   whether it delivers to queues alone
policy            json      its policy, null for AWS's own
key_id            text      the KMS key, null where it is not encrypted
key_manager       text      AWS or CUSTOMER
key_state         text      Enabled, Disabled, PendingDeletion and so on
""",
)
SUBSCRIPTIONS: Final = _resources(
    "subscriptions",
    "a subscription of a topic",
    """
topic             text      the id of its topic
protocol          text      email, sms, https, lambda, sqs and so on
endpoint          text      whom it tells
state             text      confirmed, pending, deleted or needs_confirmation
filter_policy     boolean   whether it has a filter policy
""",
)

OF_ACCOUNTS: Final = (TRAILS, LOG_GROUPS, METRIC_FILTERS, ALARMS, TOPICS, SUBSCRIPTIONS, ACCOUNTS)
