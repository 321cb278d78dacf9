package trailgate.chain.statistics_test

import data.trailgate.chain.statistics

test_no_points_are_no_sample if {
	statistics.points(5, 1) == {"count": 1, "total": 5, "least": 5, "most": 5}
	not statistics.points(5, 0)
	not statistics.points(5, -1)
}

test_zeros_are_counted_where_no_bound_leaves_them_out if {
	every statistic in ["SampleCount", "tc90", "TC(-1:1)", "TC(-1.5:)", "TC(:10)", "TC(10%:90%)", "TC(-1:50%)"] {
		statistics.counts_zero(statistic)
	}
	every statistic in ["TC(1:10)", "TC(0:10)", "TC(-10:0)", "TC(1:)", "TC(:-1)", "TC(-10:-1)"] {
		not statistics.counts_zero(statistic)
	}
	every statistic in ["Sum", "Average", "ts90", "p99"] {
		not statistics.counts_zero(statistic)
	}
}

# Nobody has written down whether CloudWatch reads such a bound.
test_a_bound_that_is_no_plain_number_holds_nothing if {
	every statistic in ["TC(-1e3:)", "TC(:1e3)", "TC(low:)", "TC(:high)"] {
		not statistics.counts_zero(statistic)
	}
}

_rising := ["GreaterThanThreshold", "GreaterThanOrEqualToThreshold"]

_falling := ["LessThanThreshold", "LessThanOrEqualToThreshold"]

_movable(statistic, operator) if statistics.movable({"statistic": statistic, "operator": operator}) == true

_by_counts(statistic, operator) if statistics.movable_by_counts({"statistic": statistic, "operator": operator})

test_what_only_rises_is_not_moved_back if {
	every operator in _rising {
		every statistic in ["Maximum", "SampleCount", "tc90", "TC(10%:90%)"] {
			not _movable(statistic, operator)
			not _by_counts(statistic, operator)
		}

		# A bound that is a value leaves points out, so that one more may take the place of one that counted.
		every statistic in ["Sum", "Average", "Minimum", "p99", "TC(1:10)", "TC(1:)", "TC(10%:5)"] {
			_movable(statistic, operator)
		}
	}
	every operator in _falling {
		not _movable("Minimum", operator)
		every statistic in ["Maximum", "SampleCount", "Sum", "Average"] {
			_movable(statistic, operator)
		}
	}
}

test_counts_do_not_move_a_sum_that_rises if {
	every operator in _rising {
		not _by_counts("Sum", operator)
		_by_counts("Average", operator)
	}
	every operator in _falling {
		_by_counts("Sum", operator)
	}
}
