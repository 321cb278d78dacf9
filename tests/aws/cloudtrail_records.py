"""Records as CloudTrail writes them, one of every kind that the fifteen controls ask for, in the account of the fixtures.

Form and fields are those of the examples in the CloudTrail user guide; what a call was asked is as its own API names it, in camel
case, with the lists of EC2 as `items`. All ids are made up.
"""

from __future__ import annotations

import uuid
from typing import Any, Final

from tests.aws.server import ACCOUNT

Json = dict[str, Any]

_POLICY: Final = f"arn:aws:iam::{ACCOUNT}:policy/deployers"
_SERVICES: Final = {"4.4": "iam", "4.5": "cloudtrail", "4.7": "kms", "4.8": "s3", "4.9": "config", "4.15": "organizations"}
_RULE: Final = {"items": [{"ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "ipRanges": {"items": [{"cidrIp": "0.0.0.0/0"}]}}]}

ASKED: Final[dict[str, dict[str, Json]]] = {
    "4.4": {
        "DeleteGroupPolicy": {"groupName": "staff", "policyName": "inline"},
        "DeleteRolePolicy": {"roleName": "deploy", "policyName": "inline"},
        "DeleteUserPolicy": {"userName": "mary", "policyName": "inline"},
        "PutGroupPolicy": {"groupName": "staff", "policyName": "inline", "policyDocument": '{"Version":"2012-10-17"}'},
        "PutRolePolicy": {"roleName": "deploy", "policyName": "inline", "policyDocument": '{"Version":"2012-10-17"}'},
        "PutUserPolicy": {"userName": "mary", "policyName": "inline", "policyDocument": '{"Version":"2012-10-17"}'},
        "CreatePolicy": {"policyName": "deployers", "policyDocument": '{"Version":"2012-10-17"}'},
        "DeletePolicy": {"policyArn": _POLICY},
        "CreatePolicyVersion": {"policyArn": _POLICY, "setAsDefault": True, "policyDocument": '{"Version":"2012-10-17"}'},
        "DeletePolicyVersion": {"policyArn": _POLICY, "versionId": "v1"},
        "AttachRolePolicy": {"roleName": "deploy", "policyArn": _POLICY},
        "DetachRolePolicy": {"roleName": "deploy", "policyArn": _POLICY},
        "AttachUserPolicy": {"userName": "mary", "policyArn": _POLICY},
        "DetachUserPolicy": {"userName": "mary", "policyArn": _POLICY},
        "AttachGroupPolicy": {"groupName": "staff", "policyArn": _POLICY},
        "DetachGroupPolicy": {"groupName": "staff", "policyArn": _POLICY},
    },
    "4.5": {
        "CreateTrail": {"name": "org", "s3BucketName": "trail-records", "isMultiRegionTrail": True},
        "UpdateTrail": {"name": "org", "isMultiRegionTrail": False},
        "DeleteTrail": {"name": "org"},
        "StartLogging": {"name": "org"},
        "StopLogging": {"name": "org"},
    },
    "4.7": {
        "DisableKey": {"keyId": "1234abcd-12ab-34cd-56ef-1234567890ab"},
        "ScheduleKeyDeletion": {"keyId": "1234abcd-12ab-34cd-56ef-1234567890ab", "pendingWindowInDays": 7},
    },
    "4.8": {
        "PutBucketAcl": {"bucketName": "papers", "acl": "", "x-amz-acl": ["public-read"]},
        "PutBucketPolicy": {"bucketName": "papers", "policy": "", "bucketPolicy": {"Version": "2012-10-17"}},
        "PutBucketCors": {"bucketName": "papers", "cors": "", "CORSConfiguration": {}},
        "PutBucketLifecycle": {"bucketName": "papers", "lifecycle": "", "LifecycleConfiguration": {}},
        "PutBucketReplication": {"bucketName": "papers", "replication": "", "ReplicationConfiguration": {}},
        "DeleteBucketPolicy": {"bucketName": "papers", "policy": ""},
        "DeleteBucketCors": {"bucketName": "papers", "cors": ""},
        "DeleteBucketLifecycle": {"bucketName": "papers", "lifecycle": ""},
        "DeleteBucketReplication": {"bucketName": "papers", "replication": ""},
    },
    "4.9": {
        "StopConfigurationRecorder": {"configurationRecorderName": "default"},
        "DeleteDeliveryChannel": {"deliveryChannelName": "default"},
        "PutDeliveryChannel": {"deliveryChannel": {"name": "default", "s3BucketName": "config-records"}},
        "PutConfigurationRecorder": {"configurationRecorder": {"name": "default", "recordingGroup": {"allSupported": False}}},
    },
    "4.10": {
        "AuthorizeSecurityGroupIngress": {"groupId": "sg-0a1b2c3d", "ipPermissions": _RULE},
        "AuthorizeSecurityGroupEgress": {"groupId": "sg-0a1b2c3d", "ipPermissions": _RULE},
        "RevokeSecurityGroupIngress": {"groupId": "sg-0a1b2c3d", "ipPermissions": _RULE},
        "RevokeSecurityGroupEgress": {"groupId": "sg-0a1b2c3d", "ipPermissions": _RULE},
        "CreateSecurityGroup": {"groupName": "web", "groupDescription": "web", "vpcId": "vpc-0a1b2c3d"},
        "DeleteSecurityGroup": {"groupId": "sg-0a1b2c3d"},
        "ModifySecurityGroupRules": {"ModifySecurityGroupRulesRequest": {"GroupId": "sg-0a1b2c3d"}},
    },
    "4.11": {
        "CreateNetworkAcl": {"vpcId": "vpc-0a1b2c3d"},
        "CreateNetworkAclEntry": {"networkAclId": "acl-0a1b2c3d", "ruleNumber": 100, "egress": False, "ruleAction": "allow"},
        "DeleteNetworkAcl": {"networkAclId": "acl-0a1b2c3d"},
        "DeleteNetworkAclEntry": {"networkAclId": "acl-0a1b2c3d", "ruleNumber": 100, "egress": False},
        "ReplaceNetworkAclEntry": {"networkAclId": "acl-0a1b2c3d", "ruleNumber": 100, "egress": False, "ruleAction": "deny"},
        "ReplaceNetworkAclAssociation": {"networkAclId": "acl-0a1b2c3d", "associationId": "aclassoc-0a1b2c3d"},
    },
    "4.12": {
        "CreateCustomerGateway": {"type": "ipsec.1", "ipAddress": "203.0.113.12", "bgpAsn": "65000"},
        "DeleteCustomerGateway": {"customerGatewayId": "cgw-0a1b2c3d"},
        "AttachInternetGateway": {"internetGatewayId": "igw-0a1b2c3d", "vpcId": "vpc-0a1b2c3d"},
        "CreateInternetGateway": {},
        "DeleteInternetGateway": {"internetGatewayId": "igw-0a1b2c3d"},
        "DetachInternetGateway": {"internetGatewayId": "igw-0a1b2c3d", "vpcId": "vpc-0a1b2c3d"},
    },
    "4.13": {
        "CreateRoute": {"routeTableId": "rtb-0a1b2c3d", "destinationCidrBlock": "0.0.0.0/0", "gatewayId": "igw-0a1b2c3d"},
        "CreateRouteTable": {"vpcId": "vpc-0a1b2c3d"},
        "ReplaceRoute": {"routeTableId": "rtb-0a1b2c3d", "destinationCidrBlock": "0.0.0.0/0", "gatewayId": "igw-0a1b2c3d"},
        "ReplaceRouteTableAssociation": {"routeTableId": "rtb-0a1b2c3d", "associationId": "rtbassoc-0a1b2c3d"},
        "DeleteRouteTable": {"routeTableId": "rtb-0a1b2c3d"},
        "DeleteRoute": {"routeTableId": "rtb-0a1b2c3d", "destinationCidrBlock": "0.0.0.0/0"},
        "DisassociateRouteTable": {"associationId": "rtbassoc-0a1b2c3d"},
    },
    "4.14": {
        "CreateVpc": {"cidrBlock": "10.0.0.0/16", "instanceTenancy": "default"},
        "DeleteVpc": {"vpcId": "vpc-0a1b2c3d"},
        "ModifyVpcAttribute": {"vpcId": "vpc-0a1b2c3d", "enableDnsSupport": {"value": True}},
        "AcceptVpcPeeringConnection": {"AcceptVpcPeeringConnectionRequest": {"VpcPeeringConnectionId": "pcx-0a1b2c3d"}},
        "CreateVpcPeeringConnection": {"CreateVpcPeeringConnectionRequest": {"VpcId": "vpc-0a1b2c3d", "PeerVpcId": "vpc-0d3c2"}},
        "DeleteVpcPeeringConnection": {"DeleteVpcPeeringConnectionRequest": {"VpcPeeringConnectionId": "pcx-0a1b2c3d"}},
        "RejectVpcPeeringConnection": {"RejectVpcPeeringConnectionRequest": {"VpcPeeringConnectionId": "pcx-0a1b2c3d"}},
        "AttachClassicLinkVpc": {"instanceId": "i-0a1b2c3d", "vpcId": "vpc-0a1b2c3d"},
        "DetachClassicLinkVpc": {"instanceId": "i-0a1b2c3d", "vpcId": "vpc-0a1b2c3d"},
        "DisableVpcClassicLink": {"vpcId": "vpc-0a1b2c3d"},
        "EnableVpcClassicLink": {"vpcId": "vpc-0a1b2c3d"},
    },
    "4.15": {
        "AcceptHandshake": {"handshakeId": "h-examplehandshakeid111"},
        "AttachPolicy": {"policyId": "p-examplepolicyid111", "targetId": "ou-examplerootid111-exampleouid111"},
        "CreateAccount": {"accountName": "****", "email": "****"},
        "CreateOrganizationalUnit": {"name": "sandbox", "parentId": "r-examplerootid111"},
        "CreatePolicy": {"name": "guard", "type": "SERVICE_CONTROL_POLICY", "description": "", "content": "{}"},
        "DeclineHandshake": {"handshakeId": "h-examplehandshakeid111"},
        "DeleteOrganization": {},
        "DeleteOrganizationalUnit": {"organizationalUnitId": "ou-examplerootid111-exampleouid111"},
        "DeletePolicy": {"policyId": "p-examplepolicyid111"},
        "DetachPolicy": {"policyId": "p-examplepolicyid111", "targetId": "ou-examplerootid111-exampleouid111"},
        "DisablePolicyType": {"rootId": "r-examplerootid111", "policyType": "SERVICE_CONTROL_POLICY"},
        "EnablePolicyType": {"rootId": "r-examplerootid111", "policyType": "SERVICE_CONTROL_POLICY"},
        "InviteAccountToOrganization": {"target": {"type": "ACCOUNT", "id": "444455556666"}},
        "MoveAccount": {"accountId": "444455556666", "sourceParentId": "r-examplerootid111", "destinationParentId": "ou-a-b"},
        "RemoveAccountFromOrganization": {"accountId": "444455556666"},
        "UpdatePolicy": {"policyId": "p-examplepolicyid111", "content": "{}"},
        "UpdateOrganizationalUnit": {"organizationalUnitId": "ou-examplerootid111-exampleouid111", "name": "play"},
    },
}
"""What each call that a control names was asked, by the control's number."""

MARY: Final = {
    "type": "IAMUser",
    "principalId": "AIDACKCEVSQ6C2EXAMPLE",
    "arn": f"arn:aws:iam::{ACCOUNT}:user/mary",
    "accountId": ACCOUNT,
    "accessKeyId": "AKIAIOSFODNN7EXAMPLE",
    "userName": "mary",
}
ROOT: Final = {"type": "Root", "principalId": ACCOUNT, "arn": f"arn:aws:iam::{ACCOUNT}:root", "accountId": ACCOUNT}
DEPLOYER: Final = {
    "type": "AssumedRole",
    "principalId": "AROACKCEVSQ6C2EXAMPLE:pipeline",
    "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/deploy/pipeline",
    "accountId": ACCOUNT,
    "accessKeyId": "ASIAIOSFODNN7EXAMPLE",
    "sessionContext": {
        "sessionIssuer": {
            "type": "Role",
            "arn": f"arn:aws:iam::{ACCOUNT}:role/deploy",
            "accountId": ACCOUNT,
            "userName": "deploy",
        },
        "attributes": {"creationDate": "2026-11-02T08:00:00Z", "mfaAuthenticated": "false"},
    },
}
LOG_DELIVERY: Final = {"type": "AWSService", "invokedBy": "delivery.logs.amazonaws.com"}


def call(service: str, name: str, asked: Json | None = None, *, who: Json = DEPLOYER, **fields: Any) -> Json:
    """The record of an API call, which wrote something and did not fail unless the fields say otherwise."""
    return {
        "eventVersion": "1.09",
        "userIdentity": who,
        "eventTime": "2026-11-02T08:31:07Z",
        "eventSource": f"{service}.amazonaws.com",
        "eventName": name,
        "awsRegion": "us-east-1",
        "sourceIPAddress": "203.0.113.64",
        "userAgent": "aws-cli/2.13.5 Python/3.11.4 Linux/4.14.255",
        "requestParameters": asked or None,
        "responseElements": None,
        "requestID": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{service}/{name}")),
        "eventID": str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{service}/{name}")),
        "readOnly": False,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": ACCOUNT,
        "eventCategory": "Management",
        **fields,
    }


def named(number: str, name: str, **fields: Any) -> Json:
    """The record of a call that a control names."""
    return call(_SERVICES.get(number, "ec2"), name, ASKED[number][name], **fields)


def refused(record: Json, code: str = "AccessDenied") -> Json:
    """The same call, had it been refused."""
    return {
        **record,
        "errorCode": code,
        "errorMessage": "User is not authorized to do this",
        "responseElements": None,
    }


def sign_in(who: Json = MARY, *, mfa: str = "No", failed: bool = False) -> Json:
    """A sign-in to the console."""
    person = {key: value for key, value in who.items() if key != "accessKeyId"}
    record = call("signin", "ConsoleLogin", who=person, eventType="AwsConsoleSignIn", userAgent="Mozilla/5.0")
    del record["requestID"]
    record["responseElements"] = {"ConsoleLogin": "Failure" if failed else "Success"}
    record["additionalEventData"] = {
        "LoginTo": "https://console.aws.amazon.com/",
        "MobileVersion": "No",
        "MFAUsed": mfa,
    }
    return {**record, "errorMessage": "Failed authentication"} if failed else record
