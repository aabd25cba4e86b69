"""Routes of the HTTP API, where the emulator keeps the API that SAM made but not what its `Body` says.

SAM puts routes, integrations and the authorizer into an OpenAPI document, `Body` of AWS::ApiGatewayV2::Api. AWS imports
it. Here it is taken from the template as SAM expands it, its references resolved, and made one by one: nothing is named
in this file that the template doesn't say.
"""

import re

import boto3
from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse


class Scope:
    """What references of a deployed stack stand for."""

    def __init__(self, stack: str, template: dict):
        cloudformation = boto3.client("cloudformation")
        described = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
        account, region = described["StackId"].split(":")[4], described["StackId"].split(":")[3]
        self.account, self.region = account, region
        self.names = {one["ParameterKey"]: one["ParameterValue"] for one in described.get("Parameters", [])}
        for name, parameter in template["Parameters"].items():
            self.names.setdefault(name, parameter.get("Default"))
        pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack)
        self.kinds = {}
        for one in (one for page in pages for one in page["StackResourceSummaries"]):
            self.names[one["LogicalResourceId"]] = one["PhysicalResourceId"]
            self.kinds[one["LogicalResourceId"]] = one["ResourceType"]
        self.names |= {
            "AWS::Partition": "aws", "AWS::Region": region, "AWS::AccountId": account, "AWS::StackName": stack,
            "AWS::URLSuffix": "amazonaws.com",
        }
        self.conditions = template.get("Conditions", {})

    def arn(self, logical: str) -> str:
        kind, name = self.kinds[logical], self.names[logical]
        if kind == "AWS::Lambda::Function":
            return f"arn:aws:lambda:{self.region}:{self.account}:function:{name}"
        if kind == "AWS::Lambda::Alias":
            return name
        raise ValueError(f"no ARN is known for {logical}, {kind}")

    def value(self, node):
        if isinstance(node, list):
            return [self.value(one) for one in node]
        if not isinstance(node, dict):
            return node
        if len(node) == 1:
            (name, inner), = node.items()
            match name:
                case "Ref":
                    return self.names[inner]
                case "Fn::GetAtt":
                    return self.arn(inner[0] if isinstance(inner, list) else inner.split(".")[0])
                case "Fn::Sub":
                    return re.sub(r"\$\{([^}]+)\}", lambda found: self.substitute(found.group(1)), inner)
                case "Fn::If":
                    return self.value(inner[1] if self.holds(inner[0]) else inner[2])
                case "Fn::Split":
                    return self.value(inner[1]).split(inner[0])
                case "Fn::Join":
                    return inner[0].join(map(str, self.value(inner[1])))
        return {key: self.value(one) for key, one in node.items()}

    def substitute(self, name: str) -> str:
        return self.arn(name.removesuffix(".Arn")) if name.endswith(".Arn") else str(self.names[name])

    def holds(self, condition: str) -> bool:
        return self.test(self.conditions[condition])

    def test(self, node) -> bool:
        (name, inner), = node.items()
        match name:
            case "Condition":
                return self.holds(inner)
            case "Fn::Equals":
                left, right = self.value(inner)
                return str(left) == str(right)
            case "Fn::Not":
                return not self.test(inner[0])
            case "Fn::And":
                return all(self.test(one) for one in inner)
            case "Fn::Or":
                return any(self.test(one) for one in inner)
        raise ValueError(f"no condition function: {name}")


def expanded(path: str) -> dict:
    """The template as SAM expands it."""
    with open(path, encoding="utf-8") as file:
        template = yaml_parse(file)

    class NoPolicies:
        @staticmethod
        def load():
            return {}

    # SAM asks for an S3 address in place of a folder; none of it is looked at here.
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = "s3://bucket/key"
    return transform(template, {}, NoPolicies)


def create(stack: str, path: str) -> tuple[str, int]:
    """Makes what the API lacks; gives its id and how many routes it has then."""
    template = expanded(path)
    logical, api = next(
        (name, one) for name, one in template["Resources"].items() if one["Type"] == "AWS::ApiGatewayV2::Api"
    )
    scope = Scope(stack, template)
    identity = scope.names[logical]
    gateway = boto3.client("apigatewayv2")
    if existing := gateway.get_routes(ApiId=identity)["Items"]:
        return identity, len(existing)
    body = scope.value(api["Properties"]["Body"])
    authorizers = {}
    for name, scheme in body.get("components", {}).get("securitySchemes", {}).items():
        told = scheme["x-amazon-apigateway-authorizer"]
        jwt = told["jwtConfiguration"]
        authorizers[name] = gateway.create_authorizer(
            ApiId=identity, Name=name, AuthorizerType=told["type"].upper(), IdentitySource=[told["identitySource"]],
            JwtConfiguration={"Issuer": jwt["issuer"], "Audience": jwt["audience"]},
        )["AuthorizerId"]
    count = 0
    for address, methods in body["paths"].items():
        for method, operation in methods.items():
            told = operation["x-amazon-apigateway-integration"]
            integration = gateway.create_integration(
                ApiId=identity, IntegrationType=told["type"].upper(), IntegrationMethod=told["httpMethod"],
                IntegrationUri=told["uri"], PayloadFormatVersion=told["payloadFormatVersion"],
            )["IntegrationId"]
            secured = [name for one in operation.get("security", []) for name in one if name in authorizers]
            token = {"AuthorizationType": "JWT", "AuthorizerId": authorizers[secured[0]]} if secured else {}
            gateway.create_route(
                ApiId=identity, RouteKey=f"{method.upper()} {address}", Target=f"integrations/{integration}", **token
            )
            count += 1
    return identity, count
