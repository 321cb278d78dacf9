# METADATA
# title: Selections - could a query that fetches series by itself fetch this metric?
# description: >-
#   Metrics Insights and PromQL name what they fetch, in a text that the evaluator reads. Only a query that could
#   reach the filter's metric leaves the answer open; one that names another metric cannot watch this one.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-metrics-insights-querylanguage.html
#     description: what a Metrics Insights query selects
# custom:
#   link: alarm
package trailgate.chain.selections

import data.trailgate.chain.gaps
import data.trailgate.chain.metric_identity

# METADATA
# scope: document
# title: Could one of the selections hold the metric?
# description: Selections of null may hold anything; a metric of null is one that we cannot see.
may_hold(null, _)

may_hold(selections, null) if count(selections) > 0

may_hold(selections, metric) if {
	some selection in selections
	_may_be(selection.namespace, metric.namespace)
	_may_be(selection.name, metric.name)
	_may_have(selection, metric.dimensions)
}

_may_be(null, _)

_may_be(wanted, text) if metric_identity.alike(text, wanted) > 0

_may_have(_, dimensions) if gaps.is_unknown(dimensions)

_may_have(selection, dimensions) if {
	_may_name(selection.dimensions, object.keys(dimensions))
	every name, value in selection.equals {
		_may_equal(object.get(dimensions, name, false), value)
	}
}

_may_name(null, _)

_may_name(wanted, names) if names == {name | some name in wanted}

# A dimension whose value varies from record to record, which is null here, may have any.
_may_equal(null, _)

_may_equal(value, wanted) if metric_identity.alike(value, wanted) > 0
