# METADATA
# title: trailgate - policy-as-code on exported AWS snapshots
# description: The two questions that the evaluator asks. A control is a folder that exports `id`, `required` and `decision`.
package trailgate

# METADATA
# title: The decision on every control
# description: "{control id: decision} for the document in `input`."
# entrypoint: true
decision[id] := judged if {
	some name
	id := data.trailgate.cis_aws[name].id
	judged := data.trailgate.cis_aws[name].decision
}

# METADATA
# title: The records that every control requires
# description: "{control id: {records, constants, typed}} for input {partition, account}, or for a document."
# entrypoint: true
required_records[id] := required if {
	some name
	id := data.trailgate.cis_aws[name].id
	required := data.trailgate.cis_aws[name].required_records
}
