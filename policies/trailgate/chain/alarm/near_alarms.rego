# METADATA
# title: Near misses - alarms that look as if they watched the metric
# description: >-
#   An alarm on a metric of the same name that differs in namespace, dimensions, region or account watches something
#   else. Naming it tells people why their alarm is dead; comparing names alone would have passed it.
# custom:
#   link: alarm
package trailgate.chain.near_alarms

import data.trailgate.chain.calculus
import data.trailgate.chain.metric_identity
import data.trailgate.chain.misses

# METADATA
# scope: document
# title: What to say where no alarm watches the metric
# description: The nearest miss by rank - dimensions, namespace, region, account - or that there is none.
routes(source) := _near(source) | {_none} if not _watched(source)

routes(source) := {_none} if _watched(source)

_watched(source) if input.index.alarms_by_metric[metric_identity.key(source.metric)]

_none := calculus.broken({"link": "alarm", "code": "alarm_none", "id": null, "at": null}, misses.nothing)

_near(source) := {calculus.broken({"link": "alarm", "code": code, "id": id, "at": alarm.at}, misses.rank[code]) |
	some id in object.get(object.get(input.index, "alarms_by_metric_name", {}), source.metric.name, [])
	alarm := input.alarms[id]
	some metric in metrics(alarm)
	metric.name == source.metric.name
	metric_identity.same(metric, source.metric) == 0
	code := _miss(metric, source.metric)
}

# METADATA
# scope: document
# title: The metrics that an alarm watches
# description: One, or those of its queries.
metrics(alarm) := {alarm.metric} if alarm.kind == "metric"

metrics(alarm) := {query.metric | some query in alarm.queries} if alarm.kind == "math"

_miss(metric, wanted) := "alarm_other_account" if metric.account != wanted.account

else := "alarm_other_region" if metric.region != wanted.region

else := "alarm_other_namespace" if metric.namespace != wanted.namespace

else := "alarm_other_dimensions"
