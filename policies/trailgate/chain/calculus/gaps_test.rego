package trailgate.chain.gaps_test

import data.trailgate.chain.gaps

_unknown := {"unknown": {"reason": "known_after_apply", "gap": "g"}}

# An unknown that lost its reason is silence.
_silent := [null, {}, [], {"unknown": {}}, {"unknown": {"gap": "g"}}]

test_a_text_or_an_unknown_is_told if {
	every value in ["", "text", _unknown] {
		gaps.is_told(value)
	}
	every value in array.concat(_silent, [true, 1]) {
		not gaps.is_told(value)
	}
}

test_a_flag_is_true_or_false_or_unknown if {
	every value in [true, false, _unknown] {
		gaps.is_flag(value)
	}
	every value in array.concat(_silent, ["true", 1]) {
		not gaps.is_flag(value)
	}
}
