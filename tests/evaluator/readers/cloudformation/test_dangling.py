"""Names that lead nowhere are refused with their line, as CloudFormation refuses them before it makes anything."""

from __future__ import annotations

import pytest

from tests.evaluator.readers.cloudformation.judging import of_text
from trailgate_evaluator.errors import InputError, UsageError

HEAD = """Parameters:
  Env: {Type: String, Default: test}
  Untold: {Type: String}
Mappings:
  M: {us-east-1: {one: 1}, eu-west-1: {one: 1, two: 2}}
Conditions:
  Never: !Equals [!Ref Env, prod]
  Always: !Not [!Condition Never]
  Maybe: !Equals [!Ref Untold, x]
CONDITIONS
Resources:
  Gone: {Type: 'AWS::SNS::Topic', Condition: Never}
  Doubted: {Type: 'AWS::SNS::Topic', Condition: Maybe}
  Told: {Type: 'AWS::SNS::Topic'}
"""


def template(resource: str = "", conditions: str = "", outputs: str = "") -> str:
    held = f"  Last: {{Type: 'AWS::SSM::Parameter', {resource}}}\n" if resource else ""
    return (
        HEAD.replace("CONDITIONS\n", f"  {conditions}\n" if conditions else "")
        + held
        + (f"Outputs: {outputs}\n" if outputs else "")
    )


def of(value: str) -> str:
    return template(f"Properties: {{Value: {value}}}")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (of("!Ref Gone"), "Gone, whose condition Never does not hold"),
        (of("!Sub 'x${Gone.TopicName}'"), "Gone, whose condition Never does not hold"),
        (of("!If [Always, !Ref Gone, x]"), "Gone, whose condition"),
        (of("!If [Never, !Ref Nothing, x]"), "Nothing, which is neither"),
        (of("!Ref 'AWS::AccountID'"), "AWS::AccountId?"),
        (of("!Sub '${AWS::region}'"), "AWS::Region?"),
        (of("!FindInMap [N, a, b]"), "N, which it has not"),
        (of("!FindInMap [M, us-east-1, two]"), "M, us-east-1, two"),
        (of("!FindInMap [M, !Ref Env, one]"), "M, test, one"),
        (of("!FindInMap [M, !Ref 'AWS::Region', three]"), "M, …, three"),
        (of("!Join ['', [!FindInMap [M, !Ref Nothing, one]]]"), "Nothing, which is neither"),
        (template(conditions="Other: !Equals [!Ref Told, x]"), "Told, which is a resource"),
        (template(conditions="Other: !Equals [!Ref Nothing, x]"), "Nothing, which is neither"),
        (template(conditions="Other: !And [!Condition Nothing, !Condition Never]"), "Nothing, which it has not"),
        (template(conditions="One: !Not [!Condition Two]\n  Two: !Not [!Condition One]"), "One → Two → One"),
        (template(outputs="{O: {Value: !Ref Nothing}}"), "Nothing, which is neither"),
        (template(outputs="{O: {Value: !GetAtt Gone.TopicArn}}"), "Gone, whose condition"),
        (template(outputs="{O: {Condition: Nothing, Value: x}}"), "Nothing, which it has not"),
        (template(outputs="{O: {Value: x, Export: {Name: !Sub '${Nothing}'}}}"), "Nothing, which is neither"),
    ],
)
def test_a_name_that_leads_nowhere_is_refused_with_its_line(text: str, found: str) -> None:
    with pytest.raises(InputError) as refused:
        of_text(text)
    assert found in refused.value.found
    assert ", line " in refused.value.where
    assert "CloudFormation refuses it" in refused.value.what_to_do


@pytest.mark.parametrize(
    "text",
    [
        of("!If [Never, !Ref Gone, x]"),
        of("!If [Maybe, !Ref Gone, x]"),
        of("!Ref Doubted"),
        of("!FindInMap [M, !Ref 'AWS::Region', two]"),
        of("!FindInMap [M, !Ref Untold, two]"),
        of("!FindInMap [M, nowhere, two, {DefaultValue: 3}]"),
        of("!Ref 'AWS::NewerThanThis'"),
        of("!If [Never, !FindInMap [M, nowhere, two], x]"),
        template("DependsOn: Gone, Properties: {Value: x}"),
        template("Condition: Never, Properties: {Value: !Ref Gone}"),
        template("Condition: Maybe, Properties: {Value: !Ref Gone}"),
        template(outputs="{O: {Condition: Never, Value: !Ref Gone}}"),
        template(conditions="Other: !Equals [!FindInMap [M, !Ref 'AWS::Region', one], 1]"),
        "Transform: AWS::Serverless-2016-10-31\n" + of("!Ref MadeByTheMacro"),
    ],
)
def test_what_is_there_or_may_be_is_not_refused(text: str) -> None:
    assert "tf:Told" in of_text(text).after.resources["topics"]


def test_loops_write_conditions_and_outputs() -> None:
    loop = "'Fn::ForEach::Envs': [E, [test, prod], {'Is${E}': !Equals [!Ref Env, !Ref E]}]"
    text = "Transform: AWS::LanguageExtensions\n" + template("Condition: Isprod, Properties: {Value: x}", conditions=loop)
    text += "  Kept: {Type: 'AWS::SNS::Topic', Condition: Istest}\n"
    topics = of_text(text + "Outputs: {'Fn::ForEach::O': [E, [a], {'O${E}': {Value: !Ref Told}}]}\n").after.resources["topics"]
    assert "tf:Kept" in topics
    with pytest.raises(InputError, match="Isnothing"):
        of_text(text.replace("Condition: Istest", "Condition: Isnothing"))


RULE = """Rules:
  Where:
    RuleCondition: CONDITION
    Assertions: [{Assert: ASSERT, AssertDescription: only there}]
"""


@pytest.mark.parametrize(
    ("condition", "asserted", "holds"),
    [
        ("!Equals [!Ref Env, test]", "!Contains [[prod], !Ref Env]", False),
        ("!Equals [!Ref Env, prod]", "!Contains [[prod], !Ref Env]", True),
        ("!Equals [!Ref Untold, x]", "!Contains [[prod], !Ref Env]", True),
        ("!Equals [a, a]", "!Contains [[prod, test], !Ref Env]", True),
        ("!Equals [a, a]", "!Not [!Contains [[prod, test], !Ref Env]]", False),
        ("!Equals [a, a]", "!EachMemberIn [[test, x], [test, prod]]", False),
        ("!Equals [a, a]", "!EachMemberIn [[!Ref Untold, test], [test, prod]]", True),
        ("!Equals [a, a]", "!EachMemberEquals [[test, test], !Ref Env]", True),
        ("!Equals [a, a]", "!EachMemberEquals [!ValueOfAll ['AWS::EC2::VPC::Id', Tags.x], y]", True),
    ],
)
def test_parameters_that_break_a_rule_are_refused(condition: str, asserted: str, holds: bool) -> None:
    text = template() + RULE.replace("CONDITION", condition).replace("ASSERT", asserted)
    if holds:
        assert of_text(text).after.resources["topics"]
        return
    with pytest.raises(UsageError, match=r"rule Where of the template \(only there\)") as refused:
        of_text(text)
    assert refused.value.where == "template.yaml, line 17"
