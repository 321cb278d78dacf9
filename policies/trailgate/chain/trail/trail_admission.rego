# METADATA
# title: Admission - do a trail's event selectors take all of a record?
# description: >-
#   Of whole records the selectors are judged here. What exclusions leave of one is described by languages of texts, so
#   whether the selectors take all of that is worked out before and stands in the trail's `admissions`; an answer that
#   leaves out more than is excluded counts for nothing, as with patterns.
# custom:
#   link: trail
package trailgate.chain.trail_admission

import data.trailgate.chain.gaps
import data.trailgate.chain.trail_selectors

# METADATA
# scope: document
# title: Why the selectors do not take all such records
# description: >-
#   {code, detail}; undefined where they do, or may. Of what is left of a record, with one that they leave out.
refused(law, trail, record) := {"code": _code(said, why), "detail": object.union(why.detail, example)} if {
	said := _said(law, trail, record)
	said.admitted in {"sometimes", "never"}
	why := trail_selectors.cause(trail.selectors, _fields(trail.selectors, said.counterexample))
	example := {"counterexample": said.counterexample}
}

refused(law, trail, record) := trail_selectors.refused(trail.selectors, law.selected[record]) if {
	not _said(law, trail, record)
}

# METADATA
# scope: document
# title: What keeps us from knowing whether the selectors take all such records
# description: Undefined where they surely do not, and where they say nothing.
doubts(law, trail, record) := set() if _said(law, trail, record).admitted == "always"

doubts(law, trail, record) := _unsettled(trail) if _said(law, trail, record).admitted == "undecided"

doubts(law, trail, record) := plain | joint if {
	not _said(law, trail, record)
	seen := law.selected[record]
	every fields in seen {
		is_set(trail_selectors.doubts(trail.selectors, fields))
	}
	plain := union({trail_selectors.doubts(trail.selectors, fields) | some fields in seen})
	joint := {_jointly(trail) | some fields in seen; trail_selectors.jointly(trail.selectors, fields)}
}

_said(law, trail, record) := said if {
	said := trail.admissions[law.control][record]
	every id in said.excluding {
		id in law.excluded[record]
	}
}

_unsettled(trail) := unknowns if {
	unknowns := trail_selectors.unknowns(trail.selectors)
	count(unknowns) > 0
} else := {_jointly(trail)}

_jointly(trail) := gaps.found("trail", "matched_jointly", trail, "selectors")

# Advanced selectors that take some of the records leave out others by a condition.
_code(said, why) := "trail_selector_conditional" if {
	said.admitted == "sometimes"
	why.code in {"trail_selector_excludes", "trail_excludes_source"}
	why.detail.fields
} else := why.code

# What selectors see of the record: texts, which flags are to them, too, and that a field is not there.
_fields(selectors, record) := {path: _text(value) |
	some path in ({"readOnly", "eventSource", "eventCategory"} | _asked(selectors))
	value := object.get(record, split(path, "."), {"kinds": ["absent"]})
}

_asked(selectors) := {condition.field |
	some selector in object.get(selectors, "advanced", [])
	some condition in selector.fields
	is_string(condition.field)
}

_text(value) := value if not is_boolean(value)

_text(true) := "true"

_text(false) := "false"
