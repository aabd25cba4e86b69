#!/usr/bin/env python3
"""Fills a stack after `sam deploy`: the key of the pseudonyms, the directory, the first administrator.

    python3 infra/first_deploy.py STACK [--directory FOLDER] [--admin SUBJECT | --admin-phone +84…]

Safe to repeat: what is there already is left as it is, above all the key, without which no report is anybody's.
Needs the credentials of whoever deployed, in the environment as for `sam deploy`, and infra/requirements.txt.
"""

import argparse
import base64
import json
import pathlib
import secrets
import sys
import time

import boto3
from botocore.exceptions import ClientError


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("stack", help="its name: field-reports-dev")
    arguments.add_argument("--directory", type=pathlib.Path, default=pathlib.Path(__file__).parent / "directory")
    admin = arguments.add_mutually_exclusive_group()
    admin.add_argument("--admin", metavar="SUBJECT", help="`sub` of the first administrator's token")
    admin.add_argument("--admin-phone", metavar="+84…", help="instead, with the stack's own user pool: signs them up")
    given = arguments.parse_args()
    of = resources(given.stack)
    first = make_key(of["KeysTable"])
    print("key of the pseudonyms:", "made" if first else "there already")
    print("directory:", publish(of["ManageDirectoryFunction"], given.directory))
    if first:
        # The minutes since `sam deploy`, in which the clock called functions that had no directory to load.
        boto3.client("sqs").purge_queue(QueueUrl=of["FailedCallsQueue"])
    subject = sign_up(of["UserPool"], given.admin_phone) if given.admin_phone else given.admin
    if subject:
        row = {"staff_id": {"S": subject}, "role": {"S": "admin"}}
        print(f"administrator {subject}:", "made" if put_once(of["StaffTable"], "staff_id", row) else "on the staff already")


def resources(stack: str) -> dict[str, str]:
    """Physical names by logical id."""
    pages = boto3.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=stack)
    return {one["LogicalResourceId"]: one["PhysicalResourceId"] for page in pages for one in page["StackResourceSummaries"]}


def put_once(table: str, key: str, item: dict) -> bool:
    """Whether it was not there yet."""
    try:
        boto3.client("dynamodb").put_item(TableName=table, Item=item, ConditionExpression=f"attribute_not_exists({key})")
    except ClientError as refused:
        if refused.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        return False
    return True


def make_key(table: str) -> bool:
    """Made here, seen by nobody."""
    key = {"key_id": {"S": "current"}, "version": {"S": "1"}, "secrets": {"L": [{"B": secrets.token_bytes(32)}]}}
    return put_once(table, "key_id", key)


def publish(function: str, folder: pathlib.Path) -> str:
    """Puts the files in force if nothing is: through the function, which checks them and writes the audit."""
    wanted = [path for path in sorted(folder.iterdir()) if path.suffix in (".csv", ".geojson")]
    files = {path.name: path.read_text(encoding="utf-8") for path in wanted}
    answer = call(function, {"files": files})
    document = json.loads(answer["body"])
    if answer["statusCode"] == 200:
        return f"version {document['version']} is in force"
    if document.get("code") == "directory_changed":
        return f"version {document['current']['version']} is in force already"
    for fault in document.get("faults", []):
        print(json.dumps(fault, ensure_ascii=False), file=sys.stderr)
    sys.exit(f"directory: {answer['statusCode']} {document.get('code')}: {document.get('title')}")


def call(function: str, body: dict) -> dict:
    """As the API would: who may invoke the function is an administrator of the account, so one of the service's."""
    who = {"sub": "first-deploy", "iss": "first-deploy", "cognito:groups": "[admins]"}
    event = {
        "version": "2.0", "routeKey": "PUT /v1/directory", "rawPath": "/v1/directory", "rawQueryString": "",
        "headers": {"content-type": "application/json", "if-none-match": "*", "accept-language": "en"},
        "requestContext": {
            "routeKey": "PUT /v1/directory", "stage": "$default", "requestId": "first-deploy",
            "authorizer": {"jwt": {"claims": who, "scopes": None}},
            "http": {"method": "PUT", "path": "/v1/directory", "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "first-deploy"},
            "timeEpoch": int(time.time() * 1000),
        },
        "body": json.dumps(body), "isBase64Encoded": False,
    }
    answer = boto3.client("lambda").invoke(FunctionName=function, Payload=json.dumps(event).encode())
    said = json.loads(answer["Payload"].read())
    if "FunctionError" in answer or "statusCode" not in said:
        sys.exit(f"directory: {function} failed: {said}")
    if said.get("isBase64Encoded"):
        said["body"] = base64.b64decode(said["body"])
    return said


def sign_up(pool: str, phone: str) -> str:
    """The subject of the user with that number, made if need be; no message is sent."""
    cognito = boto3.client("cognito-idp")
    attributes = [{"Name": "phone_number", "Value": phone}, {"Name": "phone_number_verified", "Value": "true"}]
    try:
        user = cognito.admin_create_user(
            UserPoolId=pool, Username=phone, UserAttributes=attributes, MessageAction="SUPPRESS"
        )["User"]["Attributes"]
    except cognito.exceptions.UsernameExistsException:
        user = cognito.admin_get_user(UserPoolId=pool, Username=phone)["UserAttributes"]
    return next(one["Value"] for one in user if one["Name"] == "sub")


if __name__ == "__main__":
    main()
