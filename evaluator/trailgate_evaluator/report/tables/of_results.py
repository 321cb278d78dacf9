"""The tables of verdicts: a row for each result, and for each record, link, break, gap and weakness that it tells of."""

from __future__ import annotations

from typing import Final

from trailgate_evaluator.report.tables.shape import Table, columns

_WHOSE: Final = """
run               integer   which of the looks that were given: 1 is the first
input             text      the input's name, as it was given
account           text      the number of the account that is judged
account_name      text      what that account is called, null where nothing tells
control           text      the control's id
"""
_FINDING: Final = """
title             text      what is found, in a few words
sentence          text      what is found, in a sentence
advice            text      what to do
fingerprint       text      the finding's id: the same over runs and machines
"""

RESULTS: Final = Table(
    name="results",
    about="a verdict: one control on one account of one input",
    columns=columns(f"""{_WHOSE}
number            text      the control's number in the benchmark that was chosen, else in cis_aws_2.0.0
title             text      what the control asks for
severity          text      how grave it is: low, medium, high or critical
partition         text      the account's partition, as aws or aws-us-gov
status            text      by the law alone: pass, fail or unknown
effective         text      of a pass: would the first change reach a person? yes, no, unknown; null where nothing is asked
outcome           text      by which exit codes are set: pass, fail, unknown, waived or attested
outcome_by        text      what decided the outcome: law, effective, regression or exception
standing          text      where it stands: fail, unknown, reaches_nobody, reach_unknown, waived, attested,
                            as_before, unrelated, holds or reaches
broken_link       text      the first broken link, or the one that is not known: trail, log_group, metric_filter,
                            metric, alarm, topic, subscription or service
broken_code       text      what is wrong there: a break's or a weakness's code, or a gap's reason
broken_resource   text      the id of the resource that is named for it, null where there is none
cause             text      the same in one line
sentence          text      the verdict in a sentence
records_carried   integer   how many of the required records reach the end of a chain
records_missing   integer   how many do not
records_unknown   integer   of how many that cannot be told
exception_kind    text      attestation or waiver, null where nothing is excepted
exception_owner   text      who excepted it
exception_reason  text      why
exception_expires time      until when
exception_expired boolean   whether that has passed
status_before     text      of a plan: the status without it
change            text      of a plan: fixes, breaks, none or unknown
origin            text      what the account was read from: aws_snapshot, terraform_plan or terraform_state
as_of             time      as of when it is judged
account_by        text      by what a plan is taken to be the account's: option, baseline or mention; null where it is proven
touches_chain     boolean   of a plan: whether it touches a resource of the chain
fingerprint       text      the verdict's id: the same over runs and machines
input_digest      text      SHA-256 of the input's plain bytes, null where nobody gave a file
policies_digest   text      SHA-256 of the law
engine            text      what ran the law, with its version
tool              text      what made the verdict, with its version
"""),
)

RECORDS: Final = Table(
    name="records",
    about="a record that a control requires of an account (of a service: a region), and whether it arrives",
    columns=columns(f"""{_WHOSE}
record            text      the record's name, as CloudTrail calls it, or the region
state             text      carried, missing or unknown
chains            integer   how many chains carry it, or may
effective         text      the best of those chains: yes, unknown or no; null where none carries it
"""),
)

LINKS: Final = Table(
    name="links",
    about="a link of a chain that carries records, or may",
    columns=columns(f"""{_WHOSE}
chain             integer   the chain's number in its result, from 1
value             text      holds or may
effective         text      whether this chain would reach a person: yes, no or unknown
records           texts     what the chain carries
place             integer   the link's place: 1 is the trail, 7 the subscription
link              text      trail, log_group, metric_filter, metric, alarm, topic or subscription
resource          text      the resource's id, as in the tables of resources; of a metric namespace/name
name              text      the resource's name
owner             text      the account that the resource is in
region            text      the region that it is in
through           text      the alarm in a composite alarm's rule that watches the metric
pointer           text      where it is read: source#pointer
"""),
)

BREAKS: Final = Table(
    name="breaks",
    about="a place where records are lost",
    columns=columns(f"""{_WHOSE}
link              text      the link that is broken
code              text      how: docs/law.md lists the codes
resource          text      the id of the resource, null where nothing stands there
name              text      its name
records           texts     the records that are lost there
after             texts     the ids of the resources before it, from the trail on
detail            json      what decides, by code: clause, span, counterexample and so on
pointer           text      where it is read: source#pointer
{_FINDING}"""),
)

GAPS: Final = Table(
    name="gaps",
    about="something that is not known and leaves a verdict open",
    columns=columns(f"""{_WHOSE}
link              text      the link that is not known
reason            text      why: denied, not_supplied, known_after_apply and so on
resource          text      the id of the resource, null where any may stand there
name              text      its name
attribute         text      what of the resource is not known, null for all
owner             text      the account in which it is
region            text      the region in which it is
call              text      the call that was not answered, as cloudwatch:DescribeAlarms
error_code        text      what AWS answered
error_message     text      the same in AWS's words
records           texts     the records of which nothing can be told
settled_by        texts     what would settle it: permission, snapshot, baseline, graph, variable, apply and so on
candidates        texts     the ids that it can be; empty where it can be anything
address           text      where in a Terraform configuration
pointer           text      where it is read: source#pointer
{_FINDING}"""),
)

WEAKNESSES: Final = Table(
    name="weaknesses",
    about="why a chain may reach nobody, though the law holds",
    columns=columns(f"""{_WHOSE}
chain             integer   the chain's number in its result, from 1
link              text      the link that is weak
code              text      how: docs/law.md lists the codes
effect            text      no: nobody hears; unknown: perhaps nobody; none: told only
resource          text      the resource's id
name              text      its name
records           texts     what the chain carries
detail            json      what decides, by code
pointer           text      where it is read: source#pointer
{_FINDING}"""),
)

OF_RESULTS: Final = (RESULTS, RECORDS, LINKS, BREAKS, GAPS, WEAKNESSES)
