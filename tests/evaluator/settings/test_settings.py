"""Settings are strict YAML: what is known is taken, everything else is refused with its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.settings import NO_SETTINGS, read_settings

ROOT = Path(__file__).parents[3]
CONTROL = "iam-policy-change-alarm"
WAIVER = """\
  - control: iam-policy-change-alarm
    accounts: ["444455556666", "111122223333", "444455556666"]
    owner: security@example.com
    reason: The account is closed at the end of the year.
    expires: 2027-01-01
"""


ACCOUNTS = '["444455556666", "111122223333", "444455556666"]'


def waiver(old: str, new: str) -> str:
    """A settings file of one waiver, with one thing in it changed."""
    assert old in WAIVER
    return f"waivers:\n{WAIVER.replace(old, new)}"


def settings_of(text: str, tmp_path: Path) -> dict[str, Any]:
    path = tmp_path / "settings.yaml"
    path.write_text(text, encoding="utf-8")
    return read_settings(str(path))


def test_statements_become_what_documents_hold(tmp_path: Path) -> None:
    text = f"""\
stale_after_hours: 48
waivers:
{WAIVER}attestations:
  - id: siem
    control: {CONTROL}
    accounts: all
    owner: "SOC"
    reason: Splunk alerts on these records.
    from: 2026-01-01T12:00:00+02:00
    expires: 2026-12-31T00:00:00Z
"""
    assert settings_of(text, tmp_path) == {
        "exclusions": [],
        "failed_calls": "required",
        "stale_after_hours": 48,
        "waivers": [
            {
                "id": "waivers/0",
                "control": CONTROL,
                "accounts": ["111122223333", "444455556666"],
                "owner": "security@example.com",
                "reason": "The account is closed at the end of the year.",
                "starts": None,
                "expires": 1798761600,
            }
        ],
        "attestations": [
            {
                "id": "siem",
                "control": CONTROL,
                "accounts": None,
                "owner": "SOC",
                "reason": "Splunk alerts on these records.",
                "starts": 1767261600,
                "expires": 1798675200,
            }
        ],
    }


@pytest.mark.parametrize("text", ["{}", "waivers:", "attestations: []"])
def test_what_is_left_out_has_its_default(text: str, tmp_path: Path) -> None:
    assert settings_of(text, tmp_path) == NO_SETTINGS


REFUSED: dict[str, tuple[str, str, str]] = {
    "nothing": ("", "settings.yaml", "nothing"),
    "only_a_comment": ("# none\n", "settings.yaml#", "nothing"),
    "a_list": ("- 1\n", "settings.yaml#", "a list"),
    "a_key_twice": ("waivers: []\nwaivers: []\n", "line 2, column 1", "'waivers' twice"),
    "a_key_twice_within": (f"waivers:\n{WAIVER}    owner: x\n", "line 7", "'owner' twice"),
    "an_unknown_key": ("waiver: []\n", "settings.yaml#", "'waiver'"),
    "an_unknown_key_within": (f"waivers:\n{WAIVER}    kind: x\n", "#/waivers/0", "'kind'"),
    "a_key_that_is_no_text": ("1: 2\n", "line 1", "the key '1'"),
    "an_alias": ("a: &x 1\nb: *x\n", "line 2", "an alias, *x"),
    "a_merge": ("waivers: {<<: {a: 1}}\n", "line 1", "merge"),
    "a_tag": ("!!python/object/apply:os.system [x]\n", "line 1", "python"),
    "too_deep": ("[" * 5000, "line 1", "more"),
    "no_yaml": ("a: b: c", "line 1, column 5", "mapping values"),
    "not_closed": ("waivers: [", "line 1", "expected"),
    "two_documents": ("{}\n---\n{}\n", "line 2", "another document"),
    "a_control_character": ("a: \x01", "settings.yaml", "unacceptable character"),
    "a_number_without_end": ("stale_after_hours: " + "9" * 5000, "settings.yaml", "4300"),
    "no_hours": ("stale_after_hours: 0", "#/stale_after_hours", "0"),
    "hours_that_are_a_flag": ("stale_after_hours: true", "#/stale_after_hours", "True"),
    "hours_with_a_fraction": ("stale_after_hours: 1.5", "#/stale_after_hours", "1.5"),
    "no_owner": (waiver("owner: security@example.com", "owner:"), "#/waivers/0", "none"),
    "a_blank_reason": (waiver("The account is closed at the end of the year.", '" "'), "#/waivers/0/reason", "one of 0"),
    "a_list_that_is_a_mapping": ("waivers: {}\n", "#/waivers", "keys with values"),
    "an_owner_that_is_a_date": (waiver("security@example.com", "2027-01-01"), "#/waivers/0/owner", "a date"),
    "an_owner_that_is_a_flag": (waiver("security@example.com", "yes"), "#/waivers/0/owner", "true or false"),
    "an_owner_that_is_bytes": (waiver("security@example.com", "!!binary aGk="), "#/waivers/0/owner", "another value"),
    "an_owner_that_is_a_number": (waiver("security@example.com", "7"), "#/waivers/0/owner", "a number"),
    "one_account_without_a_list": (waiver(ACCOUNTS, '"111122223333"'), "#/waivers/0/accounts", "a text"),
    "an_account_without_quotes": (waiver('"111122223333"', "012345670123"), "/accounts/1", "a number"),
    "a_short_account": (waiver("111122223333", "1111"), "/accounts/1", "a text 1111"),
    "no_account": (waiver(ACCOUNTS, "[]"), "#/waivers/0/accounts", "an empty list"),
    "an_expiry_without_offset": (waiver("2027-01-01", "2027-01-01T00:00:00"), "/expires", "without an offset"),
    "an_expiry_that_is_text": (waiver("2027-01-01", "soon"), "#/waivers/0/expires", "a text"),
    "a_month_that_is_not": (waiver("2027-01-01", "2027-13-01"), "settings.yaml", "month"),
    "an_end_before_its_start": (f"waivers:\n{WAIVER}    from: 2027-01-01\n", "#/waivers/0/expires", "not"),
    "an_id_twice": (f"waivers:\n{WAIVER}    id: x\n{WAIVER}    id: x\n", "#/waivers", "'x' twice"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_anything_else_is_refused_with_its_place(case: str, tmp_path: Path) -> None:
    text, where, found = REFUSED[case]
    with pytest.raises(InputError) as refused:
        settings_of(text, tmp_path)
    assert where in refused.value.where
    assert found in refused.value.found
    assert refused.value.exit_code == 4


def test_a_folder_is_no_settings_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="found a folder"):
        read_settings(str(tmp_path))


def test_bytes_that_are_not_utf_8_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "settings.yaml"
    path.write_bytes(b"owner: \xff\n")
    with pytest.raises(InputError, match="not UTF-8"):
        read_settings(str(path))


def test_the_example_in_the_docs_is_read_and_fits_its_schema(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    read = settings_of(text, tmp_path)
    assert len(read["attestations"]) == len(read["waivers"]) == 1

    schema = json.loads((ROOT / "policies" / "schemas" / "settings.schema.json").read_bytes())

    jsonschema.validate(json.loads(json.dumps(yaml.safe_load(text), default=str)), schema)
