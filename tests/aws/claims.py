"""Every snapshot fixture, in the order of the chain."""

from __future__ import annotations

from tests.aws import claims_metric_filter, claims_pass

FIXTURES = (*claims_pass.FIXTURES, *claims_metric_filter.FIXTURES)
