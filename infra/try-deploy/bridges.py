"""What this emulator needs and AWS doesn't, done to the deployed stack and never to the template."""

import io
import json
import time
import zipfile

import boto3

CODE = '''
import json, os, boto3

def handler(event, context):
    told = boto3.client("lambda").invoke(FunctionName=os.environ["GRANT_CLAIMS"], Payload=json.dumps(event).encode())
    answer = json.loads(told["Payload"].read())
    details = answer["response"]["claimsAndScopeOverrideDetails"]
    for token in ("idTokenGeneration", "accessTokenGeneration"):
        details[token] = {**(details.get(token) or {}), "groupOverrideDetails": details["groupOverrideDetails"]}
    return answer
'''


def bucket_policies(buckets: list[str]) -> None:
    """The buckets' policies in the words that this emulator understands.

    They refuse whatever comes without TLS, which it has not: that one rule goes. `aws:PrincipalArn` is a function's role (IAM
    user guide, global condition keys); here it is the session of the role.
    """
    s3 = boto3.client("s3")
    for bucket in buckets:
        policy = json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])
        kept = [in_sessions(one) for one in policy["Statement"] if one.get("Sid") != "OnlyOverTls"]
        if kept:
            s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({**policy, "Statement": kept}))
        else:
            s3.delete_bucket_policy(Bucket=bucket)


def in_sessions(statement: dict) -> dict:
    role = statement.get("Condition", {}).get("ArnNotEquals", {}).get("aws:PrincipalArn")
    if role is None:
        return statement
    session = role.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/") + "/*"
    return {**statement, "Condition": {"ArnNotLike": {"aws:PrincipalArn": session}}}


def endpoints(registering: str, publishing: str) -> None:
    """Phones' endpoints, which this emulator calls `app/…` where AWS says `endpoint/…`.

    SNS checks an endpoint's creation against its application, as its refusals say; this emulator against `*`.
    """
    for role, actions, what in (
        (registering, ["sns:CreatePlatformEndpoint", "sns:SetEndpointAttributes", "sns:DeleteEndpoint"], "*"),
        (publishing, ["sns:Publish"], "arn:aws:sns:*:*:app/*"),
    ):
        may = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": what}]}
        boto3.client("iam").put_role_policy(RoleName=role, PolicyName="endpoints", PolicyDocument=json.dumps(may))


def groups(pool: str) -> None:
    """Puts the groups that grant-claims gives where this emulator looks for them.

    AWS takes `groupOverrideDetails` of the trigger's answer beside `accessTokenGeneration` (Cognito developer guide, pre token
    generation, version 2); MiniStack 1.5.33 looks inside it. So its pool calls a function of this script, which calls
    grant-claims by its alias with the same event and copies that one part. The answer itself is the real binary's.
    """
    cognito, iam, functions = boto3.client("cognito-idp"), boto3.client("iam"), boto3.client("lambda")
    trigger = cognito.describe_user_pool(UserPoolId=pool)["UserPool"]["LambdaConfig"]["PreTokenGenerationConfig"]
    trust = {"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}]}
    role = iam.create_role(RoleName="bridge", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    may = {"Statement": [{"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": trigger["LambdaArn"]}]}
    iam.put_role_policy(RoleName="bridge", PolicyName="call", PolicyDocument=json.dumps(may))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("bridge.py", CODE)
    made = functions.create_function(
        FunctionName="bridge", Runtime="python3.12", Handler="bridge.handler", Role=role, Timeout=15,
        Code={"ZipFile": file.getvalue()}, Environment={"Variables": {"GRANT_CLAIMS": trigger["LambdaArn"]}},
    )
    while functions.get_function(FunctionName="bridge")["Configuration"].get("State") == "Pending":
        time.sleep(0.5)
    config = {"LambdaVersion": trigger["LambdaVersion"], "LambdaArn": made["FunctionArn"]}
    cognito.update_user_pool(UserPoolId=pool, LambdaConfig={"PreTokenGenerationConfig": config})
