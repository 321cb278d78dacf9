package trailgate.controls.by_name_test

import data.trailgate.controls.by_name

test_a_short_name_passes if {
	by_name.status == "pass" with input as {"trails": {"a": {}}}
}
