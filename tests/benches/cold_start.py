#!/usr/bin/env python3
"""What starting costs, and a warm call, held against a bare function:

    infra/package.sh --host submit-report read-directory grant-claims link-identity bare
    cargo build --package local && python3 tests/benches/cold_start.py

The binaries are the ones that go to Lambda, built for this machine. This program plays the Lambda Runtime API to them, one
after the other in turn, and DynamoDB is the local stack's behind TLS. What counts is the processor time of the function's
process, user and system, as the kernel has it (wait4): a start is all of a process that answers one event; a warm call is
what each event more adds. Needs Python 3.10 or later and openssl.

The product trusts the roots that are compiled into it and none besides, and no setting changes that. So a copy of each binary has
one of its roots' text overwritten with this run's own: all that is measured is the shipped code.
"""

import http.server
import json
import os
import pathlib
import socket
import socketserver
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
AMAZON = ROOT / "shared/aws/roots/amazon.pem"
END = b"-----END CERTIFICATE-----\n"
ROUNDS, WARM = 40, 300
PORTS = {"--port": 3871, "--dynamodb-port": 8871, "--s3-port": 9871}

# name, binary, event, status, settings, bound of a start, bound of a warm call (none: not repeated)
TABLES = {"REPORTS_TABLE": "reports", "PEOPLE_TABLE": "people", "KEYS_TABLE": "hmac-keys", "STAFF_TABLE": "staff",
          "DIRECTORY_TABLE": "directory"}
OURS = {name: f"local-{table}" for name, table in TABLES.items()} | {
    "CODE_PREFIX": "HG", "REPORTS_AN_HOUR": "1000000", "WRITES_A_MINUTE": "1000000", "METRICS_NAMESPACE": "measured",
}
BARE = {"TABLE": "local-reports"}
KINDS = [
    ("bare, 1 write", "bare", "submit-report", 201, BARE | {"WRITES": "1"}, 1.0, None),
    ("bare, 2 writes", "bare", "submit-report", 201, BARE | {"WRITES": "2"}, None, 1.0),
    ("submit-report", "submit-report", "submit-report", 201, OURS, 1.5, 1.3),
    ("read-directory", "read-directory", "read-directory.locate", 200, OURS, 1.5, None),
    ("grant-claims", "grant-claims", "grant-claims", None, OURS, 1.2, None),
    ("link-identity", "link-identity", "link-identity", 201, OURS, 1.2, None),
]
# The function has a processor to itself: what plays AWS to it does not empty its caches.
PROCESSORS = sorted(os.sched_getaffinity(0))
OWN, OTHERS = set(PROCESSORS[-1:]), set(PROCESSORS[:-1])
count = 0


def fresh(name: str) -> bytes:
    """The event as of now, about a report that was not sent before: an instance has just looked at what it started with."""
    global count
    event = json.loads((ROOT / "events" / f"{name}.json").read_text(encoding="utf-8"))
    if "requestContext" in event:
        event["requestContext"]["timeEpoch"] = int(time.time() * 1000)
    if "017548a9" in event.get("body", ""):
        count += 1
        # Nobody sends more in an hour, and whose hour is full of reports costs the database more and more.
        event["requestContext"]["authorizer"]["jwt"]["claims"]["sub"] = f"measured-{count // 20}"
        body = json.loads(event["body"]) | {"id": f"017548a9-d4b8-7c1e-9d42-{count:012x}"}
        # The commune of 2020 is no more.
        del body["area"], body["observed_at"]
        event["body"] = json.dumps(body, ensure_ascii=False)
    return json.dumps(event).encode()


class RuntimeApi(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        if not self.server.events:
            # Answered all: what waits for the next, as a frozen one would, is stopped.
            self.server.done.set()
            self.server.stopped.wait()
            return
        body = self.server.events.pop()
        self.send_response(200)
        for name, value in {
            "lambda-runtime-aws-request-id": "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
            "lambda-runtime-deadline-ms": "4102444800000",
            "lambda-runtime-invoked-function-arn": "arn:aws:lambda:ap-southeast-1:000000000000:function:measured",
            "content-type": "application/json", "content-length": str(len(body)),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        if "chunked" in self.headers.get("transfer-encoding", ""):
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        else:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
        self.server.answers.append((self.path, body))
        if not self.path.endswith("/response"):
            self.server.done.set()
        self.send_response(202)
        self.send_header("content-length", "0")
        self.end_headers()


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        pass


def milliseconds(kind, binary: pathlib.Path, url: str, events: int) -> float:
    """Processor time of a process that answers so many events."""
    name, _, event, status, settings, *_ = kind
    api = Server(("127.0.0.1", 0), RuntimeApi)
    api.events, api.answers = [fresh(event) for _ in range(events)], []
    api.done, api.stopped = threading.Event(), threading.Event()
    threading.Thread(target=api.serve_forever, daemon=True).start()
    environment = settings | {
        "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{api.server_address[1]}", "AWS_LAMBDA_FUNCTION_NAME": "measured",
        "AWS_LAMBDA_FUNCTION_VERSION": "1", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256", "AWS_LAMBDA_LOG_LEVEL": "INFO",
        "AWS_REGION": "ap-southeast-1", "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local-secret",
        "AWS_ENDPOINT_URL_DYNAMODB": url,
    }
    os.sched_setaffinity(0, OWN)
    process = subprocess.Popen([binary], env=environment, stdout=subprocess.DEVNULL)
    os.sched_setaffinity(0, OTHERS)
    answered = api.done.wait(60)
    process.kill()
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    api.stopped.set()
    api.shutdown()
    api.server_close()
    if not answered or len(api.answers) != events:
        sys.exit(f"{name}: {len(api.answers)} answers to {events} events: {api.answers[:1]}")
    for path, body in api.answers:
        if not path.endswith("/response") or (status and json.loads(body).get("statusCode") != status):
            sys.exit(f"{name}: {path}: {body[:500]!r}")
    return (usage.ru_utime + usage.ru_stime) * 1000


def certificates(folder: pathlib.Path) -> None:
    """A root, and what it says of localhost."""
    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    openssl("req", "-x509", *curve, "-keyout", "root.key", "-out", "root.pem", "-days", "2", "-subj", "/CN=measured")
    openssl("req", *curve, "-keyout", "key.pem", "-out", "request.pem", "-subj", "/CN=localhost")
    (folder / "names").write_text("subjectAltName=DNS:localhost\n")
    openssl("x509", "-req", "-in", "request.pem", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-days", "2",
            "-extfile", "names", "-out", "leaf.pem")


def trusting(binary: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    """A copy of a function's binary that trusts this run's root."""
    text, own = AMAZON.read_bytes(), (folder / "root.pem").read_bytes()
    first = text[text.index(b"-----BEGIN"):text.index(END) + len(END)]
    code = binary.read_bytes()
    if code.count(first) != 1:
        sys.exit(f"{binary}: the roots are in it {code.count(first)} times")
    copy = folder / f"{binary.parent.name}-{binary.name}"
    copy.write_bytes(code.replace(first, own.rjust(len(first), b"\n")))
    copy.chmod(0o755)
    return copy


def front(folder: pathlib.Path) -> str:
    """TLS before the local stack's DynamoDB."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "leaf.pem", folder / "key.pem")
    listener = socket.create_server(("127.0.0.1", 0))

    def carry(source, sink) -> None:
        try:
            while data := source.recv(65536):
                sink.sendall(data)
        except OSError:
            pass  # a function that was stopped leaves its connection open
        finally:
            sink.close()

    def accept() -> None:
        while True:
            plain, _ = listener.accept()
            threading.Thread(target=meet, args=(plain,), daemon=True).start()

    def meet(plain) -> None:
        try:
            inside = context.wrap_socket(plain, server_side=True)
        except OSError:
            return
        behind = socket.create_connection(("127.0.0.1", PORTS["--dynamodb-port"]))
        for one in (inside, behind):
            if one.fileno() != -1:
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=carry, args=(behind, inside), daemon=True).start()
        carry(inside, behind)

    threading.Thread(target=accept, daemon=True).start()
    return f"https://localhost:{listener.getsockname()[1]}"


def main() -> None:
    if not OTHERS:
        sys.exit("two processors at least: one is the function's own")
    os.sched_setaffinity(0, OTHERS)
    flags = [str(part) for pair in PORTS.items() for part in pair]
    stack = subprocess.Popen(
        [TARGET / "debug/local", "--ephemeral", "--at", "2020-10-21T08:00:00+07:00", *flags],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT,
    )
    try:
        if not stack.stdout.readline().startswith(b"ready"):
            sys.exit("the local stack does not start")
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            certificates(folder)
            measure(folder, front(folder))
    finally:
        stack.terminate()


def measure(folder: pathlib.Path, url: str) -> None:
    binaries = {kind[1]: trusting(ROOT / "target/lambda-host" / kind[1] / "bootstrap", folder) for kind in KINDS}
    cold, warm = {kind[0]: [] for kind in KINDS}, {kind[0]: [] for kind in KINDS}
    for turn in range(ROUNDS + 1):
        for kind in KINDS:
            one = milliseconds(kind, binaries[kind[1]], url, 1)
            if turn == 0:
                continue  # only fills the machine's caches
            cold[kind[0]].append(one)
            if kind[6] and turn % 8 == 0:
                warm[kind[0]].append((milliseconds(kind, binaries[kind[1]], url, 1 + WARM) - one) / WARM)
    print("| | start, ms | of bare | bound | warm call, ms | of two writes | bound |\n|---|--:|--:|--:|--:|--:|--:|")
    for name, *_, start_bound, warm_bound in KINDS:
        cells = [*beside(cold[name], cold["bare, 1 write"]), start_bound or "", "", "", ""]
        if warm_bound:
            cells[3:] = [*beside(warm[name], warm["bare, 2 writes"]), warm_bound]
        print("|", name, "|", " | ".join(map(str, cells)), "|")


def beside(ours: list[float], bare: list[float]) -> tuple[str, str]:
    """The median, and that of what each is of the bare function's in the same turn: the machine is slower at times."""
    ratio = statistics.median(one / other for one, other in zip(ours, bare, strict=True))
    return f"{statistics.median(ours):.1f}", f"{ratio:.2f}"


if __name__ == "__main__":
    main()
