# METADATA
# scope: subpackages
# schemas:
#   - input: schema["document.schema"]
# title: trailgate - policy-as-code on exported AWS snapshots
# description: >-
#   The questions that the evaluator asks. A control is a folder that exports `id`, `required_records`, `decision` and
#   `walked`. Only the controls that `asked` names are decided.
package trailgate

import data.trailgate.asked
import data.trailgate.chain.exclusions
import data.trailgate.chain.judgement
import data.trailgate.chain.ordinary
import data.trailgate.chain.recordings

# METADATA
# title: The decision on every control
# description: "{control id: decision} for the document in `input`."
# entrypoint: true
decision[id] := judged if {
	some name
	id := data.trailgate.cis_aws[name].id
	asked.is_control(id)
	judged := data.trailgate.cis_aws[name].decision
}

# METADATA
# title: The records that every control requires
# description: >-
#   {control id: {RECORD_ID: record}} as the record model has them, for input {partition, account, enabled_regions,
#   asked}, or for a document; of one with `settings` and `origin.as_of`, with what these exclude.
# entrypoint: true
required_records[id] := required if {
	some name
	id := data.trailgate.cis_aws[name].id
	asked.is_control(id)
	required := exclusions.offered(id, data.trailgate.cis_aws[name].required_records)
}

# METADATA
# title: The records that an account writes all day
# description: "{class: {fields, example}}, which no filter should match; for the same input."
# entrypoint: true
ordinary_records := ordinary.records

# METADATA
# schemas:
#   - input.trace: {type: object}
# title: One change, followed through the account
# description: >-
#   The decision as if a control required exactly one record, the one in `input.trace`: {id: a name for it, record: as
#   the record model has it}. Each pattern's coverage says under the control name "trace" whether it matches that very
#   record.
# entrypoint: true
traced := judgement.decision("trace", {input.trace.id: input.trace.record})

# METADATA
# schemas:
#   - input.trace: {type: object}
# title: The log groups that get one change
# description: >-
#   {"groups": {group: {"surely": trails, "perhaps": trails}}} for a record in `input.trace.record`, which no control
#   need ask for; `global` stands in it beside `fields` and `recorded_as`.
# entrypoint: true
recorded := {"groups": recordings.groups(input.trace.record)}

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
	asked.is_control(id)
	way := data.trailgate.cis_aws[name].walked
}
