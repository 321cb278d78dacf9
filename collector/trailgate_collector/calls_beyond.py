"""The call table's rows that are asked on demand alone, as data: what ties accounts together, and topics that no alarm names.

`collect --cross-account` (which `--organization` implies) and `collect --all-topics` ask them.
"""

from __future__ import annotations

from trailgate_collector.call_kinds import Call, FromAnswer, OncePerAccount, OncePerRegion

_REGIONS_OF_GROUPS = "trailList[?CloudWatchLogsLogGroupArn].CloudWatchLogsLogGroupArn[].{region: arn_region(@), request: `{}`}"


def _places_of_copies(what: str) -> str:
    """The regions into which a centralization rule copies logs, or metrics, to the account that is asked."""
    return (
        f"[CentralizationRule][?Source.Source{what}Configuration != `null` && Destination.Account == own_account(@)]"
        f".[Destination.Region, Destination.Destination{what}Configuration.BackupConfiguration.Region][] | [?@]"
    )


def where_copies_come(request: str, what: str = "Logs") -> FromAnswer:
    """This request (JSON) in each region into which a centralization rule copies to the account that is asked."""
    return FromAnswer(
        operation="GetCentralizationRuleForOrganization",
        requests=f"{_places_of_copies(what)}.{{region: @, request: `{request}`}}",
    )


TOPICS_LISTED = FromAnswer(
    operation="ListTopics",
    requests="Topics[].TopicArn | [?is_topic(@)].{region: arn_region(@), account: arn_account(@), request: {TopicArn: @}}",
)

LIST_ACCOUNTS = Call(
    service="organizations",
    operation="ListAccounts",
    action="organizations:ListAccounts",
    serves="status",
    scope=OncePerAccount(request={}),
    absent=frozenset({"AWSOrganizationsNotInUseException"}),
    always=("Accounts", "each Accounts has Id"),
    next_page="NextToken",
    beyond="cross_account",
    shared=True,
)

_OF_THE_MANAGEMENT_ACCOUNT = "[Organization][?MasterAccountId == own_account(@)].{{request: `{request}`}}"
"""Nobody else is told, but for delegated administrators: so only the management account itself is asked."""

LIST_DELEGATED = Call(
    service="organizations",
    operation="ListDelegatedAdministrators",
    action="organizations:ListDelegatedAdministrators",
    serves="status",
    scope=FromAnswer(
        operation="DescribeOrganization",
        requests=_OF_THE_MANAGEMENT_ACCOUNT.format(request='{"ServicePrincipal": "cloudtrail.amazonaws.com"}'),
    ),
    always=("DelegatedAdministrators", "each DelegatedAdministrators has Id"),
    next_page="NextToken",
    beyond="cross_account",
)
"""Who besides the management account may make a trail of the organization."""

DELEGATION = Call(
    service="organizations",
    operation="DescribeResourcePolicy",
    action="organizations:DescribeResourcePolicy",
    serves="status",
    scope=FromAnswer(operation="DescribeOrganization", requests=_OF_THE_MANAGEMENT_ACCOUNT.format(request="{}")),
    absent=frozenset({"ResourcePolicyNotFoundException"}),
    always=("ResourcePolicy", "ResourcePolicy.Content"),
    beyond="cross_account",
)
"""Which members may make policies of the organization."""

LIST_RULES = Call(
    service="observabilityadmin",
    operation="ListCentralizationRulesForOrganization",
    action="observabilityadmin:ListCentralizationRulesForOrganization",
    serves="status",
    scope=OncePerAccount(request={"AllRegions": True}, where="iam"),
    always=("CentralizationRuleSummaries", "each CentralizationRuleSummaries has RuleArn"),
    echoes=("CentralizationRuleSummaries[].RuleName begins RuleNamePrefix",),
    next_page="NextToken",
    everywhere=False,
    beyond="cross_account",
    shared=True,
)
"""Rules of CloudWatch Logs centralization, as the organization's administrators are told them."""

GET_RULE = Call(
    service="observabilityadmin",
    operation="GetCentralizationRuleForOrganization",
    action="observabilityadmin:GetCentralizationRuleForOrganization",
    serves="status",
    scope=FromAnswer(
        operation="ListCentralizationRulesForOrganization",
        requests="CentralizationRuleSummaries[].{region: CreatedRegion, request: {RuleIdentifier: RuleArn}}",
    ),
    absent=frozenset({"ResourceNotFoundException"}),
    always=("RuleArn", "CentralizationRule"),
    echoes=("RuleArn is RuleIdentifier", "RuleName is RuleIdentifier"),
    beyond="cross_account",
    shared=True,
)

BEYOND: tuple[Call, ...] = (
    LIST_ACCOUNTS,
    LIST_DELEGATED,
    DELEGATION,
    Call(
        service="iam",
        operation="ListAccountAliases",
        action="iam:ListAccountAliases",
        serves="effective",
        scope=OncePerAccount(request={}, where="iam"),
        always=("AccountAliases",),
        next_page="Marker",
        beyond="cross_account",
    ),
    Call(
        service="iam",
        operation="GetRole",
        action="iam:GetRole",
        serves="status",
        scope=OncePerAccount(request={"RoleName": "CloudWatch-CrossAccountSharingRole"}, where="iam"),
        absent=frozenset({"NoSuchEntity"}),
        always=("Role", "Role.AssumeRolePolicyDocument"),
        echoes=("Role.RoleName is RoleName",),
        beyond="cross_account",
    ),
    Call(
        service="oam",
        operation="ListSinks",
        action="oam:ListSinks",
        serves="status",
        scope=OncePerRegion(request={}),
        always=("Items", "each Items has Arn"),
        echoes=("Items[].Arn lies here",),
        next_page="NextToken",
        everywhere=False,
        beyond="cross_account",
    ),
    Call(
        service="oam",
        operation="ListAttachedLinks",
        action="oam:ListAttachedLinks",
        serves="status",
        scope=FromAnswer(operation="ListSinks", requests="Items[].{request: {SinkIdentifier: Arn}}"),
        absent=frozenset({"ResourceNotFoundException"}),
        always=("Items", "each Items has LinkArn", "each Items has ResourceTypes"),
        echoes=("Items[].LinkArn lies here",),
        next_page="NextToken",
        beyond="cross_account",
    ),
    Call(
        service="oam",
        operation="ListLinks",
        action="oam:ListLinks",
        serves="status",
        scope=(FromAnswer(operation="DescribeTrails", requests=_REGIONS_OF_GROUPS), where_copies_come("{}")),
        always=("Items", "each Items has Arn", "each Items has SinkArn", "each Items has ResourceTypes"),
        echoes=("Items[].Arn lies here",),
        next_page="NextToken",
        everywhere=False,
        beyond="cross_account",
    ),
    Call(
        service="oam",
        operation="GetLink",
        action="oam:GetLink",
        serves="status",
        scope=FromAnswer(operation="ListLinks", requests="Items[].{request: {Identifier: Arn}}"),
        absent=frozenset({"ResourceNotFoundException"}),
        always=("Arn", "SinkArn", "ResourceTypes"),
        echoes=("Arn is Identifier",),
        beyond="cross_account",
    ),
    LIST_RULES,
    GET_RULE,
    Call(
        service="sns",
        operation="ListSubscriptions",
        action="sns:ListSubscriptions",
        serves="status",
        scope=(FromAnswer(operation="DescribeTrails", requests=_REGIONS_OF_GROUPS), where_copies_come("{}")),
        always=("Subscriptions",),
        echoes=(
            "Subscriptions[].TopicArn lies here",
            "each Subscriptions[?starts_with(SubscriptionArn, 'arn:')]: SubscriptionArn below TopicArn",
        ),
        next_page="NextToken",
        beyond="cross_account",
    ),
    Call(
        service="sns",
        operation="ListTopics",
        action="sns:ListTopics",
        serves="status",
        scope=(
            FromAnswer(operation="DescribeTrails", requests=_REGIONS_OF_GROUPS),
            FromAnswer(operation="ListSinks", requests="Items[:1].{request: `{}`}"),
            where_copies_come("{}"),
        ),
        always=("Topics", "each Topics has TopicArn"),
        echoes=("Topics[].TopicArn lies here",),
        next_page="NextToken",
        beyond="all_topics",
    ),
)

LIST_ACCOUNTS_FOR_PARENT = Call(
    service="organizations",
    operation="ListAccountsForParent",
    action="organizations:ListAccountsForParent",
    serves="status",
    scope=FromAnswer(operation="ListChildren", requests="Children[].{request: {ParentId: Id}}"),
    always=("Accounts", "each Accounts has Id"),
    next_page="NextToken",
)
LIST_CHILDREN = Call(
    service="organizations",
    operation="ListChildren",
    action="organizations:ListChildren",
    serves="status",
    scope=FromAnswer(operation="ListChildren", requests="Children[].{request: {ParentId: Id, ChildType: 'ORGANIZATIONAL_UNIT'}}"),
    always=("Children", "each Children has Id"),
    next_page="NextToken",
)
CHOOSING = (LIST_ACCOUNTS_FOR_PARENT, LIST_CHILDREN)
"""What `collect --ou` asks to find the accounts of organizational units; no snapshot keeps it."""
