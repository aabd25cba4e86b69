#!/usr/bin/env python3
"""Restores a table of a stack to a point in time, as a new table with all that a restore leaves out.

    python3 infra/restore.py STACK TABLE NEW_NAME [--at 2026-11-24T08:00:00+07:00]

TABLE is its name in the template (ReportsTable), NEW_NAME the value of its parameter (reports-2). Without --at it is as of
now, some minutes back. Stream, time to live, backups and protection come from infra/template.yaml. Safe to repeat: what is
done already is left. The old table stays as it is. RUNBOOK.md, "Restore a table", says how the stack takes the new one.
"""

import argparse
import datetime
import pathlib
import sys
import time

import boto3
from samtranslator.yaml_helper import yaml_parse

TEMPLATE = pathlib.Path(__file__).parent / "template.yaml"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("stack", help="its name: field-reports-dev")
    arguments.add_argument("table", help="the table's name in the template: ReportsTable")
    arguments.add_argument("new_name", help="what its parameter is to be: reports-2")
    arguments.add_argument("--at", type=datetime.datetime.fromisoformat, help="RFC 3339; else the latest there is")
    given = arguments.parse_args()
    wanted = yaml_parse(TEMPLATE.read_text(encoding="utf-8"))["Resources"][given.table]["Properties"]
    dynamodb = boto3.client("dynamodb")
    detail = boto3.client("cloudformation").describe_stack_resource(StackName=given.stack, LogicalResourceId=given.table)
    source, target = detail["StackResourceDetail"]["PhysicalResourceId"], f"{given.stack}-{given.new_name}"
    moment = {"RestoreDateTime": given.at} if given.at else {"UseLatestRestorableTime": True}
    try:
        dynamodb.restore_table_to_point_in_time(SourceTableName=source, TargetTableName=target, **moment)
        print(f"{target}: restoring from {source}; an hour or more for a large table")
    except dynamodb.exceptions.TableAlreadyExistsException:
        print(f"{target}: is there already, going on")
    table = ready(dynamodb, target)
    stream = wanted.get("StreamSpecification")
    if stream and not table.get("StreamSpecification", {}).get("StreamEnabled"):
        dynamodb.update_table(TableName=target, StreamSpecification={"StreamEnabled": True, **stream})
        table = ready(dynamodb, target)
    if not table.get("DeletionProtectionEnabled"):
        dynamodb.update_table(TableName=target, DeletionProtectionEnabled=True)
        table = ready(dynamodb, target)
    expiry = wanted.get("TimeToLiveSpecification")
    told = dynamodb.describe_time_to_live(TableName=target)["TimeToLiveDescription"]["TimeToLiveStatus"]
    if expiry and told not in ("ENABLED", "ENABLING"):
        dynamodb.update_time_to_live(TableName=target, TimeToLiveSpecification=expiry)
    backups = {"PointInTimeRecoveryEnabled": True}
    dynamodb.update_continuous_backups(TableName=target, PointInTimeRecoverySpecification=backups)
    tags = dynamodb.list_tags_of_resource(ResourceArn=dynamodb.describe_table(TableName=source)["Table"]["TableArn"])["Tags"]
    if own := [tag for tag in tags if not tag["Key"].startswith("aws:")]:
        dynamodb.tag_resource(ResourceArn=table["TableArn"], Tags=own)
    compare(dynamodb, wanted, source, target)


def ready(dynamodb, name: str) -> dict:
    """The table, once it and its indexes are active."""
    while True:
        table = dynamodb.describe_table(TableName=name)["Table"]
        parts = [table["TableStatus"], *(index["IndexStatus"] for index in table.get("GlobalSecondaryIndexes", []))]
        if set(parts) == {"ACTIVE"}:
            return table
        time.sleep(5)


def compare(dynamodb, wanted: dict, source: str, target: str) -> None:
    """Says what the new table has, and ends with 1 where that is not what the template asks."""
    table = dynamodb.describe_table(TableName=target)["Table"]
    backups = dynamodb.describe_continuous_backups(TableName=target)["ContinuousBackupsDescription"]
    expiry = dynamodb.describe_time_to_live(TableName=target)["TimeToLiveDescription"]
    has = {
        "stream": table.get("StreamSpecification", {}).get("StreamViewType"),
        "time to live": expiry.get("AttributeName"),
        "indexes": sorted(index["IndexName"] for index in table.get("GlobalSecondaryIndexes", [])),
        "backups": backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"],
        "protected": table.get("DeletionProtectionEnabled"),
    }
    asked = {
        "stream": wanted.get("StreamSpecification", {}).get("StreamViewType"),
        "time to live": wanted.get("TimeToLiveSpecification", {}).get("AttributeName"),
        "indexes": sorted(index["IndexName"] for index in wanted.get("GlobalSecondaryIndexes", [])),
        "backups": "ENABLED",
        "protected": True,
    }
    for what, value in has.items():
        print(f"  {what}: {value}" + ("" if value == asked[what] else f", but the template asks for {asked[what]}"))
    items = [dynamodb.describe_table(TableName=name)["Table"].get("ItemCount") for name in (source, target)]
    print(f"  items: {items[1]}, and {items[0]} in {source} (counted every six hours)")
    if has != asked:
        sys.exit(f"{target}: not what the template asks")
    print(f"{target}: ready; RUNBOOK.md says how the stack takes it")


if __name__ == "__main__":
    main()
