#!/usr/bin/env bash
# Plays the tour on a local stack and takes a picture of /local/dashboard, for README.md. Needs headless Chromium.
#
#   infra/picture-of-dashboard.sh [docs/dashboard.png]
set -euo pipefail
cd "$(dirname "$0")/.."

picture=${1:-docs/dashboard.png}
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
scratch=$(mktemp -d)
cargo build -q -p local
"${CARGO_TARGET_DIR:-target}/debug/local" --ephemeral --port 3999 --dynamodb-port 8999 --s3-port 9999 --at 2026-10-05T08:00:00+07:00 >"$scratch/out" 2>/dev/null &
stack=$!
trap 'kill $stack; rm -rf "$scratch"' EXIT
until grep -q '^ready' "$scratch/out"; do sleep 1; done

api=http://127.0.0.1:3999
post() { curl -sS -X POST "$api$1" -H "authorization: Bearer ${3-}" -H 'content-type: application/json' -d "$2"; }
token() { post /local/tokens "$1" | sed 's/.*"token":"\([^"]*\)".*/\1/'; }
n=0
report() { # category, area: one report of a new citizen; its id in $id, its unit in $unit
  n=$((n + 1))
  id=$(printf '019a0000-0000-7000-8000-%012d' $n)
  unit=$(post /v1/reports "{\"id\":\"$id\",\"category\":\"$1\",\"area\":\"$2\",\"description\":\"Cần xử lý\",\"consent\":\"2026-01\"}" \
    "$(token "{\"sub\":\"citizen-$n\",\"role\":\"citizen\"}")" | sed 's/.*"unit":"\([^"]*\)".*/\1/')
}
officer() { token "{\"sub\":\"officer-$unit\",\"role\":\"officer\",\"unit\":\"$unit\"}"; }
leader() { token "{\"sub\":\"leader-$unit\",\"role\":\"leader\",\"unit\":\"$unit\"}"; }

areas=$(curl -sS "$api/v1/areas?at=2026-10-05" | grep -o '"id":"vn-[0-9]*-2025"' | cut -d'"' -f4 | sed -n 2,9p)
for area in $areas; do
  for category in MT-RAC MT-RAC GT-DUO; do
    report "$category" "$area"
    post "/v1/reports/$id/assignments" '{"action":"accept","version":1}' "$(officer)" >/dev/null
  done
  report AN-ONM "$area" # left alone, so that something gets overdue
done
sleep 4 # what was sent is pushed before time passes
post /local/clock '{"advance":"P20D"}' >/dev/null
sleep 3

"$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --no-first-run --user-data-dir="$scratch/browser" \
  --virtual-time-budget=4000 --window-size=1500,2150 --screenshot="$picture" "$api/local/dashboard" 2>/dev/null
echo "$picture"
