"""The report (`trailgate/report/v1`): decisions wrapped for people and programs, and the words for every code."""
