# METADATA
# title: Statistics of very few data points
# description: >-
#   What CloudWatch's statistics make of one data point, and of one among others that are all alike. Bounds that are
#   values, as in TM(150:1000), leave points out: of a point on or beyond one nothing is said here.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
#     description: definitions of the statistics
# custom:
#   link: alarm
package trailgate.chain.statistics

# METADATA
# scope: document
# title: The statistic of one data point
# description: Undefined for statistics whose meaning for one point is not written down.
alone(statistic, value) := value if {
	_follows_value(statistic)
	_within(statistic, value)
}

alone(statistic, value) := 1 if counts(statistic, value)

# METADATA
# scope: document
# title: What the statistic may be where the other minutes of the period hold another value
# description: A set, since a percentile of few points is only known to lie between them.
among("Sum", value, other, minutes) := {value + (other * (minutes - 1))}

among("Average", value, other, minutes) := {(value + (other * (minutes - 1))) / minutes}

among("Minimum", value, other, minutes) := {min({value} | _others(other, minutes))}

among("Maximum", value, other, minutes) := {max({value} | _others(other, minutes))}

among(statistic, _, _, minutes) := {minutes} if _counts(statistic)

among(statistic, value, other, minutes) := {value} | _others(other, minutes) if {
	_follows_value(statistic)
	not statistic in _plain
}

# METADATA
# scope: document
# title: Is the threshold crossed?
# description: Never by the operators of anomaly detection, which are not `comparisons`.
crosses(value, "GreaterThanOrEqualToThreshold", threshold) if value >= threshold

crosses(value, "GreaterThanThreshold", threshold) if value > threshold

crosses(value, "LessThanOrEqualToThreshold", threshold) if value <= threshold

crosses(value, "LessThanThreshold", threshold) if value < threshold

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
# title: Does the statistic count data points of this value?
# description: Then a value of zero is seen, too.
counts(statistic, value) if {
	_counts(statistic)
	_within(statistic, value)
}

_plain := {"Sum", "Average", "Minimum", "Maximum"}

_others(_, minutes) := set() if minutes <= 1

_others(other, minutes) := {other} if minutes > 1

_counts("SampleCount")

_counts(statistic) if _extended(statistic, "tc")

_follows_value(statistic) if statistic in _plain

_follows_value(statistic) if {
	some family in ["p", "tm", "wm", "ts", "iqm"]
	_extended(statistic, family)
}

# p99, tm90, TM(2%:98%), IQM
_extended(statistic, family) if {
	startswith(lower(statistic), family)
	substring(statistic, count(family), 1) in {"", "(", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}
}

_within(statistic, _) if not contains(statistic, "(")

_within(statistic, value) if {
	bounds := split(trim_suffix(split(statistic, "(")[1], ")"), ":")
	_above(value, bounds[0])
	_below(value, bounds[1])
}

_above(_, bound) if _leaves_one_point(bound)

_above(value, bound) if value > to_number(bound)

_below(_, bound) if _leaves_one_point(bound)

_below(value, bound) if value < to_number(bound)

# No bound, or a percentage: a single point is what is left.
_leaves_one_point("")

_leaves_one_point(bound) if endswith(bound, "%")
