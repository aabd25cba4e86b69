#!/usr/bin/env python3
"""The rubbish case over a deployed stack: real binaries, the user pool's tokens, stream, S3 event, schedules.

    journey.py STACK SECOND_STACK PORT TEMPLATE

Each step says what it proved. The first that doesn't hold ends the run with 1.
"""

import json
import sys
import time

import boto3

import bridges
import routes
from people import Api, Person, Pool, claims, fresh_id, has_metadata, photo

ADMIN, OFFICER, CITIZEN = "+84900000001", "+84900000002", "+84900000003"
PLACE = {"lat": 9.78, "lng": 105.47, "accuracy_m": 12}
done = 0


def proved(what: str) -> None:
    global done
    done += 1
    print(f"  {what}", flush=True)


def until(what: str, ask, seconds: float = 60):
    """Asks until the answer is something; what nobody waits for on AWS comes a little later here too."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := ask():
            return answer
        time.sleep(0.5)
    raise AssertionError(f"not within {seconds:.0f} s: {what}")


def main(stack: str, second: str, port: int, template: str) -> None:
    beside(stack, second)
    outputs = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]["Outputs"]
    out = {one["OutputKey"]: one["OutputValue"] for one in outputs}
    identity, count = routes.create(stack, template)
    proved(f"API {identity} has {count} routes")
    api = Api(port, identity)
    anyone = Person(api)
    version = until("the directory", lambda: api_answers(anyone), 60)
    proved(f"GET /v1/app answers without a token, directory {version}")
    if anyone.ask("GET", "/v1/inbox").status != 401 or Person(api, "x.y.z").ask("GET", "/v1/inbox").status != 401:
        raise AssertionError("the authorizer lets in who has no token")
    proved("the authorizer refuses no token and a forged one")

    bridges.groups(out["TokenIssuer"].rsplit("/", 1)[1])
    bridges.endpoints(physical_name(stack, "RegisterDeviceFunctionRole"), physical_name(stack, "NotifyRole"))
    bridges.bucket_policies([out[name] for name in ("PhotosBucketName", "OpenDataBucketName", "FailedEventsBucketName")])
    pool = Pool(out["TokenIssuer"].rsplit("/", 1)[1], out["CitizenClientId"], out["StaffClientId"])
    admin = Person(api, pool.sign_in(ADMIN, "staff"))
    proved(f"the first administrator signs in, groups {claims(admin.token)['cognito:groups']} by grant-claims")
    area = anyone.ask("GET", f"/v1/areas/locate?lat={PLACE['lat']}&lng={PLACE['lng']}").expect(200)
    officer_id = pool.sign_up(OFFICER)
    unit = owner(anyone, area)
    admin.ask("PUT", f"/v1/staff/{officer_id}", {"name": "Nguyễn Thị Lan", "role": "officer", "unit": unit}).expect(200)
    officer = Person(api, pool.sign_in(OFFICER, "staff"))
    if sorted(claims(officer.token)["cognito:groups"]) != ["officers", f"unit:{unit}"]:
        raise AssertionError(claims(officer.token))
    proved(f"an officer made over HTTP has the groups of {unit} in the token")
    pool.sign_up(CITIZEN)
    citizen = Person(api, pool.sign_in(CITIZEN, "citizens"))
    if claims(citizen.token).get("cognito:groups"):
        raise AssertionError("a citizen has groups")

    officer.ask("PUT", "/v1/me/devices/desk", {"platform": "fcm", "token": "token-of-desk", "language": "vi"}).expect(200)
    citizen.ask("PUT", "/v1/me/devices/phone", {"platform": "fcm", "token": "token-of-phone", "language": "vi"}).expect(200)
    hear = listen(f"{stack}-unit-{unit}")
    proved("both phones are registered; the officer's is on the unit's topic")

    report = fresh_id()
    before, after = photo(f"before {report}"), photo(f"after {report}")
    scene = citizen.upload(report, "scene", before)
    sent = citizen.ask("POST", "/v1/reports", {
        "id": report, "category": "MT-RAC", "description": "Rác thải, mùi hôi trên đường Châu Văn Liêm", "location": PLACE,
        "photos": [scene], "visibility": "public", "consent": "2026-01",
    }).expect(201)
    if sent["owner"]["unit"] != unit or sent["status"] != "submitted":
        raise AssertionError(sent)
    proved(f"{sent['code']} is sent, {sent['owner']['name']} must answer by {sent['resolve_by']}")
    until("the unit's push", lambda: hear(sent["code"]))
    proved("stream, notify, SNS: the unit's topic got the push")
    until("the scene photo", lambda: anyone.ask("GET", f"/v1/reports/{report}").expect(200)["photos"])
    proved("S3 event, process-photo: the scene photo is shown")

    officer.ask("POST", f"/v1/reports/{report}/assignments", {"action": "accept", "version": 1}).expect(200)
    evidence = officer.upload(report, "evidence", after)
    said = officer.ask("POST", f"/v1/reports/{report}/responses", {
        "kind": "answer", "version": 2, "text": "Đã thu gom rác và khử mùi.", "photos": [evidence],
    })
    if said.status not in (200, 202):
        raise AssertionError(said.body.decode())
    own = until("the answer", lambda: answered(citizen, report))
    proved(f"accepted, answered ({said.status}{', held until the photo had passed' if said.status == 202 else ''})")
    closed = citizen.ask("POST", f"/v1/reports/{report}/feedback", {"kind": "agree", "version": own["version"], "rating": 5})
    if closed.expect(200)["verdict"] != "agreed":
        raise AssertionError(closed.body.decode())
    public = anyone.ask("GET", f"/v1/reports/{report}").expect(200)
    if public["status"] != "closed" or {one["photo_id"] for one in public["photos"]} != {scene, evidence}:
        raise AssertionError(public)
    for one in public["photos"]:
        if any(has_metadata(anyone.look_at(one[size])) for size in ("thumb", "full")):
            raise AssertionError("a photo shows its metadata")
    proved("agreed to, closed, read by anyone; photos without metadata")
    until("the counters", lambda: counted(officer), 30)
    proved("stream, count-statistics: the unit's figures count it")

    call(stack, "NightlyFunction", {"time": "<now>", "detail": {}})
    open_data = boto3.client("s3").list_objects_v2(Bucket=out["OpenDataBucketName"]).get("Contents", [])
    if not any(one["Key"].endswith(".csv") for one in open_data):
        raise AssertionError(f"nightly wrote {open_data}")
    proved(f"nightly wrote {len(open_data)} files of open data and figures")
    until("the minute", lambda: schedule_ran(stack), 150)
    proved("the schedule calls watch-deadlines each minute")
    nothing_failed(stack, out)
    proved("nothing failed: no error and no denial in a log, nothing in the bucket and the queues of what failed")
    print(f"{done} passed, 0 failed")


def beside(one: str, other: str) -> None:
    """No two resources of the stacks have one name; what CloudFormation or Lambda count apart themselves apart."""
    names = [{(kind, name) for kind, name in physical(stack)} for stack in (one, other)]
    if shared := names[0] & names[1]:
        raise AssertionError(f"both stacks have {sorted(shared)}")
    proved(f"two stacks in one account: {len(names[0])} and {len(names[1])} resources, none of one name")


def physical(stack: str):
    pages = boto3.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=stack)
    for one in (one for page in pages for one in page["StackResourceSummaries"]):
        if one["ResourceType"] not in ("AWS::Lambda::Permission", "AWS::ApiGatewayV2::Stage"):
            yield one["ResourceType"], one["PhysicalResourceId"]


def api_answers(anyone: Person):
    answer = anyone.ask("GET", "/v1/app")
    return answer.status == 200 and json.loads(answer.body).get("directory", {"version": "?"})


def owner(anyone: Person, area: dict) -> str:
    units = anyone.ask("GET", f"/v1/units?category=MT-RAC&area={area['area']}").expect(200)
    return units["items"][0]["id"]


def answered(citizen: Person, report: str):
    own = citizen.ask("GET", f"/v1/me/reports/{report}").expect(200)
    return own if own["status"] == "answered" else None


def counted(officer: Person):
    figures = json.dumps(officer.ask("GET", "/v1/inbox/statistics").expect(200))
    return '"closed": 1' in figures and '"agreed": 1' in figures


def listen(topic: str):
    """A queue on the unit's topic, where an officer's phone would be."""
    sns, sqs = boto3.client("sns"), boto3.client("sqs")
    arn = next(one["TopicArn"] for one in sns.list_topics()["Topics"] if one["TopicArn"].endswith(topic))
    queue = sqs.create_queue(QueueName="the-officers-phone")["QueueUrl"]
    address = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    may = {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": address}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [may]})
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})
    sns.subscribe(TopicArn=arn, Protocol="sqs", Endpoint=address)

    def hear(code: str) -> bool:
        messages = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=1).get("Messages", [])
        for message in messages:
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        return any(code in message["Body"] for message in messages)

    return hear


def physical_name(stack: str, logical: str) -> str:
    detail = boto3.client("cloudformation").describe_stack_resource(StackName=stack, LogicalResourceId=logical)
    return detail["StackResourceDetail"]["PhysicalResourceId"]


def call(stack: str, logical: str, event: dict) -> None:
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    payload = json.dumps(event).replace("<now>", now).encode()
    answer = boto3.client("lambda").invoke(FunctionName=physical_name(stack, logical), Payload=payload)
    if "FunctionError" in answer:
        raise AssertionError(f"{logical}: {answer['Payload'].read()!r}")


def logs(stack: str, name: str, pattern: str) -> list[str]:
    found = boto3.client("logs").filter_log_events(logGroupName=f"/aws/lambda/{stack}/{name}", filterPattern=pattern)
    return [one["message"] for one in found["events"]]


def schedule_ran(stack: str) -> bool:
    return any('"Outcome":"ok"' in line for line in logs(stack, "watch-deadlines", ""))


def all_logs(stack: str) -> list[str]:
    groups = boto3.client("logs").describe_log_groups(logGroupNamePrefix=f"/aws/lambda/{stack}/")["logGroups"]
    return [line for one in groups for line in logs(stack, one["logGroupName"].rsplit("/", 1)[1], "")]


def complaints(lines: list[str]) -> list[str]:
    return [line for line in lines if '"level":"ERROR"' in line or "AccessDenied" in line]


def nothing_failed(stack: str, out: dict) -> None:
    lines = all_logs(stack)
    if not lines or complaints(lines):
        raise AssertionError(f"of {len(lines)} lines of log: {complaints(lines)}")
    failed = boto3.client("s3").list_objects_v2(Bucket=out["FailedEventsBucketName"]).get("Contents", [])
    queues = [out["FailedPhotosQueueUrl"], out["FailedCallsQueueUrl"]]
    waiting = [boto3.client("sqs").receive_message(QueueUrl=queue).get("Messages", []) for queue in queues]
    if failed or any(waiting):
        raise AssertionError(f"waiting for a replay: {failed} {waiting}")


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4])
    except AssertionError:
        print(*complaints(all_logs(sys.argv[1])), sep="\n", file=sys.stderr)
        raise
