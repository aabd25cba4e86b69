"""Makes what a province makes by hand before its first deployment: the platform application for push."""

import boto3

boto3.client("sns").create_platform_application(
    Name="try-deploy", Platform="GCM", Attributes={"PlatformCredential": "none: nothing leaves this machine"}
)
