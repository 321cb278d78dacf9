package trailgate.chain.misses_test

import data.trailgate.chain.misses

_breaks contains code if {
	some codes in data.trailgate.codes.breaks
	some code in codes
}

_furthest := max({rank | some rank in misses.rank} | {misses.refused})

test_what_has_a_rank_is_a_break if object.keys(misses.rank) - _breaks == set()

test_every_near_miss_is_nearer_than_nothing if _furthest < misses.nothing

test_no_filter_is_as_far_as_none if misses.unnamed + (_furthest / 10) < misses.nothing

test_what_a_filter_names_comes_before_the_kind_of_its_fault if misses.unnamed / 16 > _furthest / 10

test_a_doubtful_step_is_more_than_any_rank_of_a_link if misses.doubtful > misses.nothing

test_no_trail_is_further_than_any_break_of_a_trail if {
	before := count(data.trailgate.codes.links) - 1
	misses.no_trail > (before * misses.doubtful) + misses.nothing
}
