# METADATA
# title: Statistics of the data points of a period
# description: >-
#   What CloudWatch's statistics make of some data points, against a threshold. All amounts are whole numbers in one
#   unit (the document's index has them), since the engines work decimals out differently. Bounds that are values, as
#   in TM(150:1000), leave points out - of a point on or beyond one nothing is said here.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
#     description: definitions of the statistics
# custom:
#   link: alarm
package trailgate.chain.statistics

# METADATA
# scope: document
# title: So many data points of one amount
# description: As a sample - how many points, their sum, the least and the most of them.
points(amount, many) := {"count": many, "total": amount * many, "least": amount, "most": amount} if many > 0

# METADATA
# title: Several samples as one
# description: Undefined of none.
joined(samples) := {
	"count": sum([sample.count | some sample in samples]),
	"total": sum([sample.total | some sample in samples]),
	"least": min([sample.least | some sample in samples]),
	"most": max([sample.most | some sample in samples]),
}

# METADATA
# title: A sample, so many times
# description: As default values, which are the same in every minute.
repeated(sample, many) := {
	"count": sample.count * many,
	"total": sample.total * many,
	"least": sample.least,
	"most": sample.most,
}

# METADATA
# scope: document
# title: Does the statistic of these points cross the threshold? always, sometimes or never
# description: >-
#   `amounts` are the alarm's. A statistic that is only known to lie between two amounts may cross on one side alone.
#   Undefined for statistics whose meaning is not written down.
crossing(firing, amounts, sample) := _verdict(answers) if {
	_within(firing.statistic, amounts, sample)
	answers := {_answer(firing.operator, pair) | some pair in _compared(firing.statistic, amounts, sample)}
}

# METADATA
# scope: document
# title: Could one more data point of this amount keep the threshold from being crossed?
# description: One that may come any number of times.
pulls(firing, _, amount) if {
	firing.statistic == "Sum"
	_away(firing, amount)
}

pulls(firing, _, _) if {
	_counts(firing.statistic)
	not _rising(firing)
}

# A trimmed sum may hold the point.
pulls(firing, _, amount) if {
	_extended(firing.statistic, "ts")
	_away(firing, amount)
}

pulls(firing, amounts, amount) if {
	firing.statistic != "Sum"
	movable(firing)
	not _surely_crosses(firing, amounts, points(amount, 1))
}

_away(firing, amount) if {
	_rising(firing)
	amount < 0
}

_away(firing, amount) if {
	not _rising(firing)
	amount > 0
}

_surely_crosses(firing, amounts, sample) if crossing(firing, amounts, sample) == "always"

# METADATA
# scope: document
# title: Could any data point at all keep the threshold from being crossed?
# description: A maximum only rises, a minimum only falls, and a count of points never falls.
default movable(_) := true

movable(firing) := false if {
	_rising(firing)
	_only_rises(firing.statistic)
}

movable(firing) := false if {
	firing.statistic == "Minimum"
	not _rising(firing)
}

# METADATA
# title: Could a point of zero or more do so?
# description: Where nothing is known of what else is written; nobody counts events with negative numbers.
movable_by_counts(firing) if {
	movable(firing)
	not _sum_that_rises(firing)
}

# METADATA
# title: The operators that compare with a threshold
# description: Those of anomaly detection compare with a band instead.
comparisons := {
	"GreaterThanOrEqualToThreshold",
	"GreaterThanThreshold",
	"LessThanOrEqualToThreshold",
	"LessThanThreshold",
}

# METADATA
# title: Does the statistic count data points of zero?
# description: A sum does not see them; a count does, unless it is of values within bounds that leave zero out.
counts_zero(statistic) if {
	_counts(statistic)
	_holds_zero(statistic)
}

# METADATA
# scope: document
# title: Is the statistic computed of data that hold this amount?
# description: Percentiles and trimmed statistics are not available for a metric with a negative value in it.
computed_of(statistic, _) if statistic in {"Average", "Maximum", "Minimum", "SampleCount", "Sum"}

computed_of(_, amount) if amount >= 0

# METADATA
# title: Is it a percentile?
# description: Only percentiles have a setting for few samples.
is_percentile(statistic) if _extended(statistic, "p")

_verdict(answers) := "always" if answers == {"yes"}

_verdict(answers) := "never" if answers == {"no"}

_verdict(answers) := "sometimes" if count(answers) == 2

# What is compared with what: an average is not divided, its threshold is multiplied.
_compared("Sum", amounts, sample) := {[sample.total, amounts.threshold]}

_compared("Average", amounts, sample) := {[sample.total, amounts.threshold * sample.count]}

_compared("Minimum", amounts, sample) := {[sample.least, amounts.threshold]}

_compared("Maximum", amounts, sample) := {[sample.most, amounts.threshold]}

_compared("SampleCount", amounts, sample) := {[amounts.one * sample.count, amounts.threshold]}

_compared(statistic, amounts, sample) := {[amount, amounts.threshold] | some amount in between} if {
	between := _between(statistic, amounts, sample)
}

_between(statistic, _, sample) := {sample.least, sample.most} if {
	some family in ["p", "tm", "wm", "iqm"]
	_extended(statistic, family)
}

# Where a share of the points is trimmed, the count is an interpolated approximation, which may be a part of a point;
# the sum is the mean, so many times.
_between(statistic, _, sample) := {0 | _trims_a_share(statistic)} | {sample.total} if _extended(statistic, "ts")

_between(statistic, amounts, sample) := {0 | _trims_a_share(statistic)} | {amounts.one * sample.count} if {
	_extended(statistic, "tc")
}

_trims_a_share(statistic) if not contains(statistic, "(")

_trims_a_share(statistic) if contains(statistic, "%")

_answer(operator, pair) := "yes" if _crosses(operator, pair)

else := "no"

_crosses("GreaterThanOrEqualToThreshold", [amount, threshold]) if amount >= threshold

_crosses("GreaterThanThreshold", [amount, threshold]) if amount > threshold

_crosses("LessThanOrEqualToThreshold", [amount, threshold]) if amount <= threshold

_crosses("LessThanThreshold", [amount, threshold]) if amount < threshold

_rising(firing) if startswith(firing.operator, "Greater")

_sum_that_rises(firing) if {
	firing.statistic == "Sum"
	_rising(firing)
}

_only_rises("Maximum")

_only_rises(statistic) if {
	_counts(statistic)
	not _has_value_bound(statistic)
}

_counts("SampleCount")

_counts(statistic) if _extended(statistic, "tc")

# p99, tm90, TM(2%:98%), IQM
_extended(statistic, family) if {
	startswith(lower(statistic), family)
	substring(statistic, count(family), 1) in {"", "(", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}
}

_within(statistic, _, _) if not contains(statistic, "(")

_within(statistic, amounts, sample) if {
	[low, high] := _bounds(statistic)
	_above(sample.least, low, amounts.low)
	_below(sample.most, high, amounts.high)
}

_bounds(statistic) := split(trim_suffix(split(statistic, "(")[1], ")"), ":")

_above(_, bound, _) if _leaves_one_point(bound)

_above(least, _, low) if {
	is_number(low)
	least > low
}

_below(_, bound, _) if _leaves_one_point(bound)

_below(most, _, high) if {
	is_number(high)
	most < high
}

# No bound, or a percentage: a single point is what is left.
_leaves_one_point("")

_leaves_one_point(bound) if endswith(bound, "%")

_holds_zero(statistic) if not contains(statistic, "(")

_holds_zero(statistic) if {
	[low, high] := _bounds(statistic)
	_above(0, low, _number(low))
	_below(0, high, _number(high))
}

_has_value_bound(statistic) if {
	contains(statistic, "(")
	some bound in _bounds(statistic)
	not _leaves_one_point(bound)
}

# What is no number is greater than none, and null.
_number(bound) := to_number(bound) if regex.match(`^[-+]?[0-9]+([.][0-9]+)?$`, bound)

else := null
