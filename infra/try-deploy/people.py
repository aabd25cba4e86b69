"""People of the journey: sign-in by the stack's own user pool, requests over HTTP, photos."""

import base64
import hashlib
import http.client
import io
import json
import time
import urllib.parse
import uuid

import boto3
from PIL import Image

PASSWORD = "Mot-mat-khau-dai-1"


class Answer:
    def __init__(self, status: int, headers: dict, body: bytes):
        self.status, self.headers, self.body = status, headers, body

    def expect(self, status: int):
        if self.status != status:
            raise AssertionError(f"{self.status}, not {status}: {self.body.decode(errors='replace')}")
        return json.loads(self.body) if self.body else None


class Api:
    """The deployed API: the emulator tells APIs apart by the host's name."""

    def __init__(self, port: int, identity: str):
        self.port, self.host = port, f"{identity}.execute-api.localhost:{port}"

    def send(self, method: str, path: str, headers: dict, body: bytes | None) -> Answer:
        return send("127.0.0.1", self.port, method, path, {"host": self.host, **headers}, body)


def send(host: str, port: int, method: str, path: str, headers: dict, body: bytes | None) -> Answer:
    connection = http.client.HTTPConnection(host, port, timeout=60)
    connection.request(method, path, body=body, headers=headers)
    answer = connection.getresponse()
    return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())


class Pool:
    """The stack's user pool, with a password in place of the code that an SMS would bring."""

    def __init__(self, pool: str, citizens: str, staff: str):
        self.cognito = boto3.client("cognito-idp")
        self.pool, self.clients = pool, {"citizens": citizens, "staff": staff}
        for client in self.clients.values():
            self.allow_password(client)

    def allow_password(self, client: str) -> None:
        """The template's clients sign in by choice of factor, which the emulator doesn't know over the API."""
        told = self.cognito.describe_user_pool_client(UserPoolId=self.pool, ClientId=client)["UserPoolClient"]
        kept = ("ClientName", "AccessTokenValidity", "IdTokenValidity", "RefreshTokenValidity", "TokenValidityUnits")
        flows = [*told["ExplicitAuthFlows"], "ALLOW_USER_PASSWORD_AUTH"]
        self.cognito.update_user_pool_client(
            UserPoolId=self.pool, ClientId=client, ExplicitAuthFlows=flows, **{name: told[name] for name in kept}
        )

    def sign_up(self, phone: str) -> str:
        attributes = [{"Name": "phone_number", "Value": phone}, {"Name": "phone_number_verified", "Value": "true"}]
        made = self.cognito.admin_create_user(
            UserPoolId=self.pool, Username=phone, UserAttributes=attributes, MessageAction="SUPPRESS"
        )
        return next(one["Value"] for one in made["User"]["Attributes"] if one["Name"] == "sub")

    def sign_in(self, phone: str, client: str) -> str:
        self.cognito.admin_set_user_password(UserPoolId=self.pool, Username=phone, Password=PASSWORD, Permanent=True)
        signed = self.cognito.initiate_auth(
            ClientId=self.clients[client], AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": phone, "PASSWORD": PASSWORD},
        )
        return signed["AuthenticationResult"]["AccessToken"]


def claims(token: str) -> dict:
    middle = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))


class Person:
    def __init__(self, api: Api, token: str | None = None):
        self.api, self.token = api, token

    def ask(self, method: str, path: str, body: dict | None = None) -> Answer:
        headers = {"authorization": f"Bearer {self.token}"} if self.token else {}
        if body is not None:
            headers["content-type"] = "application/json"
        return self.api.send(method, path, headers, None if body is None else json.dumps(body).encode())

    def upload(self, report: str, kind: str, jpeg: bytes) -> str:
        declared = self.ask("POST", f"/v1/reports/{report}/photos", {
            "kind": kind, "content_type": "image/jpeg", "bytes": len(jpeg),
            "sha256": base64.b64encode(hashlib.sha256(jpeg).digest()).decode(),
        }).expect(201)
        to = urllib.parse.urlsplit(declared["upload"]["url"])
        headers = {name: value for name, value in declared["upload"]["headers"].items() if name != "content-length"}
        sent = send(to.hostname, to.port, "PUT", f"{to.path}?{to.query}", headers, jpeg)
        if sent.status != 200:
            raise AssertionError(f"upload: {sent.status} {sent.body!r}")
        return declared["photo_id"]

    def look_at(self, path: str) -> bytes:
        redirect = self.ask("GET", path)
        if redirect.status != 302:
            raise AssertionError(f"{path}: {redirect.status} {redirect.body!r}")
        to = urllib.parse.urlsplit(redirect.headers["location"])
        shown = send(to.hostname, to.port, "GET", f"{to.path}?{to.query}", {}, None)
        if shown.status != 200 or shown.headers["content-type"] != "image/jpeg":
            raise AssertionError(f"{path}: {shown.status}")
        return shown.body


def photo(seed: str) -> bytes:
    """A picture that differs with `seed`, with the camera's name in its EXIF."""
    noise = hashlib.shake_256(seed.encode()).digest(16 * 12 * 3)
    picture = Image.frombytes("RGB", (16, 12), noise).resize((1280, 960))
    exif = Image.Exif()
    exif[0x0110] = "Dien thoai cua nguoi phan anh"
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=85, exif=exif)
    return file.getvalue()


def has_metadata(jpeg: bytes) -> bool:
    return b"Exif\0\0" in jpeg or b"Dien thoai" in jpeg


def fresh_id() -> str:
    """A UUIDv7 of now, as a phone makes it."""
    milliseconds, random = int(time.time() * 1000), uuid.uuid4().int
    value = milliseconds << 80 | 7 << 76 | (random & 0xFFF) << 64 | 2 << 62 | random >> 66
    return str(uuid.UUID(int=value))
