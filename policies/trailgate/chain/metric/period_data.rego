# METADATA
# title: What stands in a period of a metric
# description: >-
#   The record's own data point, those that other filters on its log group write in the same minute, and default values
#   in the other minutes. A default value is written for every minute with log events and no match.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringPolicyExamples.html
#     description: when a metric filter writes its default value
# custom:
#   link: metric
package trailgate.chain.period_data

import data.trailgate.chain.statistics

# METADATA
# title: The record's data point alone
# description: A sample of one.
alone(source) := statistics.points(source.amounts.value, 1)

# METADATA
# scope: document
# title: The record's own minute, and no other
# description: A set of samples, the least and the most that it may hold.
quiet(source) := {alone(source)} if not _is_summed(source)

quiet(source) := {source.together.least, source.together.most} if _is_summed(source)

# METADATA
# title: The same, and default values in all other minutes of the period
# description: A set of samples.
busy(source, minutes) := {statistics.joined(array.concat([sample], rest)) |
	rest := [filled | filled := at_rest(source, minutes - 1)]
	some sample in quiet(source)
}

# METADATA
# title: The record's data point and the filter's own default value in the other minutes
# description: Undefined without a default value or another minute.
thinned(source, minutes) := statistics.joined([
	alone(source),
	statistics.points(source.amounts["default"], minutes - 1),
])

# METADATA
# scope: document
# title: So many minutes in which nothing matches
# description: Undefined without any default value, and of no minute.
at_rest(source, minutes) := statistics.points(source.amounts["default"], minutes) if not _is_summed(source)

at_rest(source, minutes) := statistics.repeated(source.together.steady, minutes) if minutes > 0

_is_summed(source) if is_object(source.together.least)
