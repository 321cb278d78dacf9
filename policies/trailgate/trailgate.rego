# METADATA
# scope: subpackages
# schemas:
#   - input: schema["document.schema"]
# title: trailgate - policy-as-code on exported AWS snapshots
# description: >-
#   The questions that the evaluator asks. A control is a folder that exports `id`, `required_records`, `decision` and
#   `walked`.
package trailgate

import data.trailgate.chain.judgement
import data.trailgate.chain.ordinary

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
# description: >-
#   {control id: {records, constants, typed, ...}} for input {partition, account}, or for a document. Beside them stand
#   the `ordinary` records, which no filter should match.
# entrypoint: true
required_records[id] := object.union(required, {"ordinary": ordinary.records}) if {
	some name
	id := data.trailgate.cis_aws[name].id
	required := data.trailgate.cis_aws[name].required_records
}

# METADATA
# schemas:
#   - input.trace: {type: object}
# title: One change, followed through the account
# description: >-
#   The decision as if a control required exactly one record, the one in `input.trace`: {record: its eventName, fields:
#   its fields by dotted path, recorded_as: what CloudTrail's selectors see of it}. Each pattern's coverage says under
#   the control name "trace" whether it matches that very record.
# entrypoint: true
traced := judgement.decision(
	"trace",
	{"records": {input.trace.record}, "constants": input.trace.fields, "typed": {}},
	input.trace.recorded_as,
)

# METADATA
# schemas:
#   - input.walk: {type: string}
# title: One required record, followed rule by rule
# description: >-
#   {control id: {link, rule, of, value}} for a document with the record's name in `input.walk`, by every control that
#   requires it.
# entrypoint: true
walked[id] := way if {
	some name
	id := data.trailgate.cis_aws[name].id
	way := data.trailgate.cis_aws[name].walked
}
