#!/usr/bin/env bash
# Deploys the template to an AWS on this machine and sends a report through it: one command, from a clean clone.
#
#   infra/try-deploy.sh            builds every function in release, as it would go to Lambda but for this processor
#   infra/try-deploy.sh --built    takes target/lambda-host/ as infra/package.sh --host left it
#   infra/try-deploy.sh --debug    builds every function unoptimised, beside the tests: .ci/run
#
# The AWS is MiniStack: it runs the real binaries, without containers. `sam deploy` and infra/first_deploy.py are the very
# commands of README.md. docs/deploying.md says what this shows, what it can't, and what does instead. Needs Rust, a C
# compiler, Python 3.10 or later with venv. What it installs is under target/.
set -euo pipefail
cd "$(dirname "$0")/.."

stack=field-reports-dev second=field-reports-two
port=${TRY_DEPLOY_PORT:-4871}
target="${CARGO_TARGET_DIR:-$PWD/target}"
sam_tools="$target/tools" aws_tools="$target/tools-aws" run="$target/try-deploy"

rm -rf "$run"
mkdir -p "$run/infra" "$run/target"
functions="$PWD/target/lambda-host"
case "${1-}" in
  --built) ;;
  --debug)
    functions="$run/functions"
    # with the tests, so that what they were built of is taken again
    cargo build --locked --workspace --bins --tests
    for manifest in functions/*/Cargo.toml; do
      name=$(basename "$(dirname "$manifest")")
      mkdir -p "$functions/$name"
      strip -o "$functions/$name/bootstrap" "$target/debug/$name"
    done
    ;;
  *) infra/package.sh --host ;;
esac
# CodeUri is relative to the template; the template is the file itself, but for kinds that the emulator hasn't.
python3 infra/try-deploy/known.py infra/template.yaml >"$run/infra/template.yaml"
cp samconfig.toml "$run/"
ln -s "$functions" "$run/target/lambda"

venv() {
  local mark="$1/.$(sha256sum <"$2" | cut -c1-16)"
  [[ -e "$mark" ]] && return
  python3 -m venv "$1"
  "$1/bin/pip" install --quiet --disable-pip-version-check --requirement "$2"
  touch "$mark"
}
venv "$sam_tools" infra/requirements.txt
venv "$aws_tools" infra/try-deploy/requirements.txt

export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=ap-southeast-1 SAM_CLI_TELEMETRY=0
unset AWS_PROFILE AWS_SESSION_TOKEN AWS_CA_BUNDLE
address="http://127.0.0.1:$port"

# AUTH: what a role does not allow is refused. The functions inherit where DynamoDB, S3 and SNS are.
(
  cd "$run"
  exec env TMPDIR="$run" AUTH=true LAMBDA_EXECUTOR=local BIND_HOST=127.0.0.1 IOT_MTLS_ENABLED=0 \
    GATEWAY_PORT="$port" MINISTACK_REGION="$AWS_DEFAULT_REGION" AWS_ENDPOINT_URL_DYNAMODB="$address" \
    AWS_ENDPOINT_URL_S3="$address" AWS_ENDPOINT_URL_SNS="$address" \
    "$aws_tools/bin/ministack" >ministack.log 2>&1
) &
ministack=$!
trap 'status=$?; kill "$ministack" 2>/dev/null || true; [[ $status == 0 ]] || { echo "the emulator said:"; grep -v "200$\|INFO" "$run/ministack.log" | tail -40; } >&2' EXIT
for _ in $(seq 60); do
  curl --silent --fail --output /dev/null "$address/_ministack/health" && break
  kill -0 "$ministack" || { cat "$run/ministack.log"; exit 1; }
  sleep 0.5
done

export AWS_ENDPOINT_URL="$address"
"$aws_tools/bin/python" infra/try-deploy/applications.py
deploy() {
  (cd "$run" && "$sam_tools/bin/sam" deploy --config-env dev --stack-name "$1" --no-progressbar --parameter-overrides \
    Stage=dev FcmApplication=try-deploy >"$1.log" 2>&1) || { tail -40 "$run/$1.log" >&2; exit 1; }
  echo "  sam deploy: $1 is up"
}
deploy "$stack"
"$sam_tools/bin/python" infra/first_deploy.py "$stack" --admin-phone +84900000001
"$sam_tools/bin/python" infra/first_deploy.py "$stack" --admin-phone +84900000001 # safe to repeat
deploy "$second"
"$aws_tools/bin/python" infra/try-deploy/journey.py "$stack" "$second" "$port" "$run/infra/template.yaml"
"$sam_tools/bin/python" infra/restore.py "$stack" ReportsTable reports-2
[[ -x "$target/debug/local" ]] || cargo build --quiet --locked --package local
found=$(AWS_REGION=$AWS_DEFAULT_REGION AWS_ENDPOINT_URL_DYNAMODB=$address AWS_ENDPOINT_URL_SNS=$address \
  "$target/debug/local" doctor --stack "$stack" --table "ReportsTable=$stack-reports-2") || true
# It finds faults too: what the emulator's CloudFormation leaves out, and an account in the sandbox.
for line in "$stack-reports-2: stream, indexes" "key 1 of pseudonyms is there" "is in force" "are administrators" "push: GCM/try-deploy"; do
  grep --quiet "^well.*$line" <<<"$found" ||
    { printf '%s\nthe doctor did not find: %s\n' "$found" "$line" >&2; exit 1; }
done
echo "  a table restored with all that a restore leaves out; the doctor finds it well, and the stack filled"
