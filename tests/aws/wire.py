"""AWS requests and answers as they travel: enough of the json, query and ec2 protocols for what we simulate."""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CREDENTIAL = re.compile(r"Credential=([^/]+)/\d{8}/([^/]+)/([^/]+)/aws4_request")
ACCOUNT_IN_KEY = re.compile(r"^AKIA(\d{12})TEST$")
SERVICES = {"monitoring": "cloudwatch"}
REST_JSON_SERVICES = frozenset({"observabilityadmin", "oam"})
REST_OPERATIONS = {
    ("securityhub", "GET", "/accounts"): "DescribeHub",
    ("securityhub", "POST", "/accounts"): "EnableSecurityHub",
}
XML_SERVICES = frozenset({"sns", "sts", "ec2", "iam"})

KEPT_HEADERS = frozenset({"etag", "last-modified"})
"""What clients of S3 read beside the body."""


def access_key_of(account: str) -> str:
    """The access key id by which this simulator knows an account."""
    return f"AKIA{account}TEST"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One API request: whose, where, what, with which parameters."""

    account: str
    region: str
    service: str
    operation: str
    params: dict[str, Any]
    access_key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An HTTP answer; `length` is what it says of its body where that is not true, `headers` are some others."""

    status: int
    body: bytes
    content_type: str = "application/x-amz-json-1.1"
    length: int | None = None
    headers: tuple[tuple[str, str], ...] = ()

    def json(self) -> dict[str, Any]:
        """The body of an answer of a json service; empty for an empty body."""
        return json.loads(self.body) if self.body.strip() else {}


class ApiError(Exception):
    """An error that AWS would answer."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code, self.message, self.status = code, message, status


class InterruptionError(Exception):
    """Something answers in the place of AWS."""

    def __init__(self, reply: Reply) -> None:
        super().__init__()
        self.reply = reply


def read_request(environ: WSGIEnvironment) -> Request | None:
    """The API request in an HTTP request, whose body can be read again afterwards; None where it is not one of ours."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    signed = CREDENTIAL.search(environ.get("HTTP_AUTHORIZATION", ""))
    if signed is None:
        return None
    key, region, name = signed.groups()
    service = SERVICES.get(name, name)
    target = environ.get("HTTP_X_AMZ_TARGET", "")
    params: dict[str, Any]
    rest = (service, environ.get("REQUEST_METHOD", ""), environ.get("PATH_INFO", ""))
    if rest in REST_OPERATIONS:
        operation, params = REST_OPERATIONS[rest], json.loads(body or b"{}")
    elif service in REST_JSON_SERVICES:
        operation, params = environ.get("PATH_INFO", "").strip("/"), json.loads(body or b"{}")
    elif target:
        operation, params = target.rpartition(".")[2], json.loads(body or b"{}")
    else:
        form = {name: values[0] for name, values in parse_qs(body.decode(errors="replace")).items()}
        operation, params = form.pop("Action", ""), form
    return Request(account=account_of(key), region=region, service=service, operation=operation, params=params, access_key=key)


def account_of(access_key: str) -> str:
    """The account of an access key: named in the key, or the one for which moto gave it."""
    if named := ACCOUNT_IN_KEY.match(access_key):
        return named.group(1)
    from moto.iam.models import get_account_id_from

    return str(get_account_id_from(access_key))


def json_reply(answer: dict[str, Any]) -> Reply:
    """An answer of a json service; members without a value are left out, as AWS does."""
    return Reply(status=200, body=json.dumps(_without_nulls(answer)).encode())


def xml_reply(operation: str, result: str) -> Reply:
    """An answer of a query service around the XML of its result."""
    body = (
        f"<{operation}Response><{operation}Result>{result}</{operation}Result>"
        f"<ResponseMetadata><RequestId>0</RequestId></ResponseMetadata></{operation}Response>"
    )
    return Reply(status=200, body=body.encode(), content_type="text/xml")


def xml(members: dict[str, str]) -> str:
    """Plain members as XML elements."""
    return "".join(f"<{name}>{escape(value)}</{name}>" for name, value in members.items())


def error_reply(service: str, error: ApiError) -> Reply:
    """The error as the service's protocol writes it."""
    if service == "ec2":
        told = xml({"Code": error.code, "Message": error.message})
        body = f"<Response><Errors><Error>{told}</Error></Errors><RequestID>0</RequestID></Response>"
    elif service in XML_SERVICES:
        told = xml({"Type": "Sender", "Code": error.code, "Message": error.message})
        body = f"<ErrorResponse><Error>{told}</Error><RequestId>0</RequestId></ErrorResponse>"
    else:
        body = json.dumps({"__type": error.code, "message": error.message})
        return Reply(status=error.status, body=body.encode())
    return Reply(status=error.status, body=body.encode(), content_type="text/xml")


def pass_on(app: WSGIApplication, environ: WSGIEnvironment, account: str) -> Reply:
    """What the application behind us answers to the same request, for that account."""
    environ["HTTP_X_MOTO_ACCOUNT_ID"] = account
    got: dict[str, Any] = {}

    def start(status: str, headers: list[tuple[str, str]], _info: object = None) -> Any:
        kept = tuple((name, value) for name, value in headers if name.lower() in KEPT_HEADERS)
        got.update(status=int(status.split(maxsplit=1)[0]), type=dict(headers).get("Content-Type", ""), headers=kept)
        return lambda _data: None

    chunks = app(environ, start)
    body = b"".join(chunks)
    if hasattr(chunks, "close"):
        chunks.close()
    return Reply(status=got["status"], body=body, content_type=got["type"], headers=got["headers"])


def send(reply: Reply, start_response: StartResponse) -> list[bytes]:
    """The answer, handed to the WSGI server."""
    headers = [*reply.headers, ("Content-Type", reply.content_type), ("Content-Length", str(reply.length or len(reply.body)))]
    start_response(f"{reply.status} {'OK' if reply.status < 400 else 'Error'}", headers)
    return [reply.body]


def _without_nulls(value: Any) -> Any:
    match value:
        case dict():
            return {key: _without_nulls(item) for key, item in value.items() if item is not None}
        case list():
            return [_without_nulls(item) for item in value]
        case _:
            return value
