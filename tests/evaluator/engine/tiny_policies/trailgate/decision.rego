# METADATA
# title: A law small enough for tests of the engines
package trailgate

# METADATA
# title: Every control's decision
# entrypoint: true
decision[id] := data.trailgate.controls[folder].decision if {
	some folder
	id := data.trailgate.controls[folder].id
}

# METADATA
# title: Every control's required records
# entrypoint: true
required_records[id] := {"records": ["CreatePolicy"], "account": input.account} if {
	some folder
	id := data.trailgate.controls[folder].id
}

# METADATA
# title: What an account writes all day
# entrypoint: true
ordinary_records := {"any": {"account": input.account}}

# METADATA
# title: One change, followed
# entrypoint: true
traced := {"status": "pass", "record": input.trace.record}

# METADATA
# title: The log groups that get one change
# entrypoint: true
recorded := {"groups": {input.trace.record: {"surely": ["trail"]}}}

# METADATA
# title: One required record, rule by rule
# entrypoint: true
walked[id] := [{"link": "trail", "rule": "data.trailgate.decision", "of": null, "value": input.walk}] if {
	some folder
	id := data.trailgate.controls[folder].id
}
