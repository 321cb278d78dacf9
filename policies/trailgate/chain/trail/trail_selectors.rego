# METADATA
# title: Event selectors - which management events a trail records
# description: >-
#   Classic selectors, and advanced ones with every operator. Any selector may admit a record; it is lost where none
#   admits it always. A trail without selectors records all management events.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
#     description: management events, read and write, and excluded sources
# custom:
#   link: trail
package trailgate.chain.trail_selectors

import data.trailgate.chain.advanced_selectors
import data.trailgate.chain.classic_selectors
import data.trailgate.chain.gaps

# METADATA
# scope: document
# title: Why some of these records are not admitted
# description: >-
#   {code, detail}; undefined where all are, or may be. `seen` has, for each way in which CloudTrail classes the record,
#   what its selectors see of it.
refused(selectors, seen) := min(refusals) if {
	refusals := {why | some fields in seen; why := refusal(selectors, fields)}
}

# METADATA
# scope: document
# title: Do the selectors admit the record? 3 always, 2 may, 1 for some records, 0 never
# description: The best of them. Without any a trail records what is managed; what is not known may admit anything.
admission(selectors, fields) := 3 if selectors.kind == "default"

else := max({0} | _admissions(selectors, fields)) if is_string(selectors.kind)

else := 2

# METADATA
# scope: document
# title: Why no selector admits the record
# description: >-
#   {code, detail}; undefined where a selector admits it, or may, and where the selectors are not known. `fields` are
#   what CloudTrail's selectors see of the record.
refusal(selectors, fields) := cause(selectors, fields) if {
	max(_admissions(selectors, fields) | {0}) < 2
	not jointly(selectors, fields)
}

# METADATA
# title: May several selectors together record what each of them records in part?
# description: >-
#   As one does that takes the callers whom another leaves out. Where all of them name whom they take, somebody is left.
jointly(selectors, fields) if {
	max(_admissions(selectors, fields)) == 1
	count([one | some one in selectors.advanced; _admission("advanced", one, fields) == 1]) > 1
	some selector in selectors.advanced
	advanced_selectors.leaves_out(selector, fields)
}

# METADATA
# scope: document
# title: What keeps us from knowing whether a selector admits the record
# description: Empty where one surely does.
doubts(selectors, _) := gaps.behind(selectors)

doubts(selectors, fields) := set() if {
	max(_admissions(selectors, fields) | {3 | selectors.kind == "default"}) == 3
}

doubts(selectors, fields) := set() if jointly(selectors, fields)

doubts(selectors, fields) := unknowns(selectors) if max(_admissions(selectors, fields)) == 2

# METADATA
# title: The gaps of all that is not known of a trail's selectors
unknowns(selectors) := gaps.among(union({_values(one) | some one in selectors[selectors.kind]}))

# METADATA
# scope: document
# title: Why no selector takes a record that none takes
# description: "{code, detail}, as the nearest miss says."
cause(selectors, fields) := classic_selectors.refusal(selectors.classic, fields)

cause(selectors, fields) := advanced_selectors.refusal(selectors.advanced, fields)

# METADATA
# scope: document
# title: Does the trail record writes alone?
# description: Required records are writes, so nothing is lost; quiet hours then say nothing about delivery.
write_only(selectors) if classic_selectors.write_only(selectors.classic)

write_only(selectors) if advanced_selectors.write_only(selectors.advanced)

# A selector, what it holds, what its conditions hold, and what their lists hold.
_values(selector) := ({selector} | {value | some value in selector}) | ({value |
	some condition in object.get(selector, "fields", [])
	some value in _members(condition)
} | {value | some value in object.get(selector, "excluded_sources", [])})

_members(condition) := {value | some value in condition} | {one | some values in condition; some one in values}

# 3 always, 2 may, 1 for some records, 0 never; a selector that is not known at all may admit anything.
_admissions(selectors, fields) := {admission |
	some selector in object.get(selectors, selectors.kind, [])
	admission := _admission(selectors.kind, selector, fields)
} | {admission | admission := classic_selectors.together(selectors.classic, fields)}

_admission(_, selector, _) := 2 if gaps.is_unknown(selector)

# Undefined of a selector that is not known: it says nothing of its sources.
_admission("classic", selector, fields) := classic_selectors.admission(selector, fields)

_admission("advanced", selector, fields) := advanced_selectors.admission(selector, fields) if {
	not gaps.is_unknown(selector)
}
