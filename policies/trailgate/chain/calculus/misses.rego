# METADATA
# title: Misses - which of several broken routes is told
# description: >-
#   Of broken routes that go equally far the nearest miss is told: the one with the least to mend, which has the lowest
#   rank. Ranks choose what a report names; no status depends on them.
package trailgate.chain.misses

# METADATA
# title: The rank of each near miss among those of its link, nearest first
# description: >-
#   Something is there and is not quite what is needed. The less of it has to change the nearer it is: a setting, a
#   name, a place, another's account.
rank := {
	"log_group_class": 0,
	"log_group_missing": 1,
	"filter_misses_failed_calls": 0,
	"filter_matches_sometimes": 0,
	"filter_line_break_text": 1,
	"filter_scoped": 2,
	"filter_invalid": 3,
	"filter_refused": refused,
	"filter_matches_never": 4,
	"metric_value_zero": 0,
	"metric_value_from_record": 1,
	"alarm_input_unused": 0,
	"alarm_composite_conditional": 0,
	"alarm_other_dimensions": 1,
	"alarm_other_namespace": 2,
	"alarm_other_region": 3,
	"alarm_other_account": 4,
	"topic_missing": 0,
	"topic_other_region": 1,
	"actions_not_sns": 2,
	"subscription_pending": 0,
	"subscription_deleted": 1,
}

# METADATA
# title: The rank of a resource that the apply of a plan will refuse
# description: It is there, and somebody has to write it anew; only what nothing of can be kept is further.
refused := 3

# METADATA
# title: The rank where nothing of the kind is there
# description: Above every rank of a near miss, whatever the link.
nothing := 9

# METADATA
# title: The rank of a filter that names none of the required records
# description: >-
#   A filter's rank is this, by the share of the records that it does not name, and a tenth of its own rank. So what it
#   names comes first, the kind of its fault second, and no filter reaches `nothing`.
unnamed := 8

# METADATA
# title: What a step that only may hold adds to the rank of what follows
# description: >-
#   More than any rank of a link, so that of two breaks the one behind fewer doubtful steps is told, whatever they are.
doubtful := 10

# METADATA
# title: The rank where no trail is there at all
# description: Above every break of any trail, which is behind six doubtful steps at the most.
no_trail := 99
