"""What the law requires of one account is what it requires of any, with its number; another law is asked for each account."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from trailgate_evaluator.engine import Engine, open_engine
from trailgate_evaluator.engine.requirements import question_of, requirements_by
from trailgate_evaluator.evaluation.requiring import Requiring
from trailgate_evaluator.languages.filter_pattern import describe
from trailgate_evaluator.languages.filter_pattern.answers.of_account import ANY_ACCOUNT, OfAnyAccount
from trailgate_evaluator.languages.filter_pattern.answers.requirements import Requirements

Json = dict[str, Any]
LAW = Path(__file__).parents[3] / "policies" / "trailgate"
ONE, OTHER = "111122223333", "444455556666"
EXCLUDING = {
    "exclusions": [
        {
            "id": "pipeline",
            "control": "iam-policy-change-alarm",
            "owner": "o",
            "reason": "r",
            "starts": 0,
            "expires": 200,
            "accounts": [ONE],
            "fields": {"userIdentity.arn": {"like": "arn:aws:sts::111122223333:.*"}},
        }
    ]
}


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine() as opened:
        yield opened


class Asked:
    """An engine that notes what it is asked about; `is_ours` as it is told."""

    def __init__(self, engine: Engine, *, is_ours: bool = True) -> None:
        self._engine = engine
        self.is_ours = is_ours
        self.accounts: list[object] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def required_records(self, question: Mapping[str, Any]) -> Json:
        self.accounts.append(question["account"])
        return self._engine.required_records(question)


def question(account: str | None, **said: Any) -> Json:
    subject = {"partition": "aws", "enabled_regions": None, **said, "account": account}
    return question_of(subject, {"controls": None, "benchmark": None, "role": None, **said})


def questions(engine: Engine, account: str) -> list[Json]:
    """Some of every partition, every list of regions, every benchmark and every role."""
    benchmarks = sorted({name for about in engine.controls.values() for name in about.get("benchmarks", {})})
    told: Json = {
        "benchmark": [None, *benchmarks],
        "role": [None, "management", "delegated_administrator", "member", "outside"],
        "enabled_regions": [None, ["us-east-1"], ["eu-west-1", "us-east-1"]],
        "partition": ["aws", "aws-cn", "another", ""],
    }
    return [
        question(account, **{name: values[number % len(values)] for name, values in told.items()})
        for number in range(len(benchmarks) + 1)
    ]


def _read(one: Requirements) -> tuple[Any, ...]:
    """All that is in it, but of what it was made; what is said of other controls as it is read."""
    return one.controls, one.spared, one.ordinary, one.others, one.shared, one.exclusions, one.beside.keys()


def test_what_is_required_of_an_account_is_what_is_of_any_with_its_number(engine: Engine) -> None:
    requiring, asked = Requiring(engine), set()
    for one in questions(engine, ONE):
        said = engine.required_records(one)
        assert requiring.said(one) == said
        asked.add(repr(said))
    assert len(asked) > 8
    for one in questions(engine, "000000000001")[::6]:
        assert _read(requiring.of(one)) == _read(requirements_by(engine, one))


def test_no_file_of_the_law_that_says_what_is_required_does_anything_else_with_the_number() -> None:
    """Exclusions may, in `exceptions`, and are asked about for each account."""
    files = [*(LAW / "cis_aws").rglob("*.rego"), *(LAW / "asked").rglob("*.rego"), LAW / "chain" / "filter" / "ordinary.rego"]
    files += [LAW / "record_model" / "record_model.rego", LAW / "partitions" / "partitions.rego", LAW / "trailgate.rego"]
    named = {}
    for path in files:
        lines = [line.strip() for line in path.read_text().splitlines() if not line.strip().startswith("#")]
        if not path.stem.endswith("_test") and (
            found := [line for line in lines if re.search(r"(?<![a-z])account|_account", line)]
        ):
            named[path.stem] = found
    assert named == {
        "record_model": ['"recipientAccountId": partitions.subject_account,'],
        "partitions": [
            'default subject_account := {"unknown": {"reason": "not_supplied", "like": "[0-9]{12}"}}',
            'subject_account := {"is": account} if {',
            "is_string(account)",
            'not startswith(account, "tf:")',
            "default account := null",
            "account := input.subject.account",
            "account := input.account",
        ],
    }


@pytest.mark.parametrize("controls", [["iam-policy-change-alarm"], ["root-usage-alarm", "organizations-change-alarm"]])
def test_so_it_is_of_some_controls_beside_others(engine: Engine, controls: list[str]) -> None:
    for account in (ONE, OTHER):
        one = question(account, controls=controls, role="member")
        assert _read(Requiring(engine).of(one)) == _read(requirements_by(engine, one))
        alone = Requiring(engine).alone(one)
        assert alone.controls.keys() == set(controls)
        assert (alone.controls, alone.beside, alone.ordinary) == (requirements_by(engine, one).controls, {}, {})


def test_accounts_are_asked_about_together(engine: Engine) -> None:
    asked = Asked(engine)
    requiring = Requiring(asked)
    for account in (ONE, OTHER, ONE):
        told = requiring.of(question(account))
        (number,) = {one.model.constants["recipientAccountId"] for one in told.controls["iam-policy-change-alarm"].values()}
        assert number == account
    assert asked.accounts == [ANY_ACCOUNT]
    requiring.of(question(ONE, enabled_regions=["us-east-1"]))
    requiring.of(question(ONE, partition="aws-cn"))
    requiring.of(question(ONE, role="member"))
    requiring.of(question(ONE, benchmark="cis_aws_1.5.0"))
    assert asked.accounts == [ANY_ACCOUNT] * 5


@pytest.mark.parametrize("account", [None, "tf:aws_organizations_account.this", "1111222233334", "11112222333", "\uff11" * 12])
def test_what_is_no_account_s_number_is_asked_about_as_it_is(engine: Engine, account: str | None) -> None:
    asked = Asked(engine)
    assert _read(Requiring(asked).of(question(account))) == _read(requirements_by(engine, question(account)))
    assert asked.accounts == [account]


def test_another_law_is_asked_about_each_account(engine: Engine) -> None:
    asked = Asked(engine, is_ours=False)
    requiring = Requiring(asked)
    for account in (ONE, OTHER, ONE):
        assert _read(requiring.of(question(account))) == _read(requirements_by(engine, question(account)))
        requiring.said(question(account))
    assert asked.accounts == [ONE, OTHER]


def test_so_is_ours_where_settings_may_exclude_records_of_one_account_alone(engine: Engine) -> None:
    asked = Asked(engine)
    requiring = Requiring(asked)
    excluded = []
    for account in (ONE, OTHER):
        told = requiring.of(question_of({"partition": "aws", "account": account}, None, EXCLUDING, 100))
        excluded.append({one for record in told.controls["iam-policy-change-alarm"].values() for one in record.excluding})
    assert (asked.accounts, excluded) == ([ONE, OTHER], [{"pipeline"}, set()])


def test_only_the_packaged_law_alone_is_ours() -> None:
    with open_engine("wasm") as embedded, open_engine("both") as both, open_engine("opa") as server:
        assert [one.is_ours for one in (embedded, both, server)] == [True, False, False]


SEES_NONE = "{ $.eventName = PutUserPolicy || $.userIdentity.accountId = 111122223333 }"
SEEING = [
    '{ $.recipientAccountId = "111122223333" && $.eventName = *Policy }',
    '{ $.* = "111122223333" }',
    "{ $.recipientAccountId IS NULL || $.eventName = DeletePolicy }",
    "111122223333",
    '?111122223333 ?"PutUserPolicy"',
    "{ $.eventNa me = 1111 }",
    "{ $.recipientAccountId = 1111 22223333 }",
    "[a, b=111122223333]",
    "",
]


@pytest.mark.parametrize("text", [SEES_NONE, *SEEING])
@pytest.mark.parametrize("order", [(ONE, OTHER), (OTHER, ONE)])
def test_no_account_is_given_what_a_pattern_says_of_another(engine: Engine, text: str, order: tuple[str, str]) -> None:
    requiring = Requiring(engine)
    for account in order:
        one = question(account, controls=["iam-policy-change-alarm", "root-usage-alarm"])
        for accepted in (True, False):
            told = describe(text, requiring.of(one), accepted=accepted)
            assert told == describe(text, requirements_by(engine, one), accepted=accepted)


def test_a_pattern_that_sees_no_number_is_described_once(engine: Engine) -> None:
    of_any = OfAnyAccount(required=requirements_by(engine, question(ANY_ACCOUNT)))
    assert of_any.paths == {"recipientAccountId"}
    told = [describe(SEES_NONE, of_any.of(account)) for account in (ONE, OTHER)]
    assert told[0] is not told[1]
    assert told[0]["coverage"] is told[1]["coverage"]
    for text in SEEING:
        describe(text, of_any.of(ONE))
    assert of_any.required.described.keys() == {(SEES_NONE, False)}
