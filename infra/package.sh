#!/usr/bin/env bash
# Builds functions in release, one zip each, and holds each to its size.
#
#   infra/package.sh [FUNCTION...]         for Lambda (arm64), into target/lambda/FUNCTION/ where the template looks;
#                                          needs cargo-lambda: pip install cargo-lambda
#   infra/package.sh --host [FUNCTION...]  for this machine, into target/lambda-host/: sizes and symbols only
#
# One cargo run for all functions: what they share is compiled once.
set -euo pipefail
cd "$(dirname "$0")/.."

host=
if [[ "${1-}" == --host ]]; then host=yes; shift; fi
functions=("$@")
if [[ ${#functions[@]} -eq 0 ]]; then
  for manifest in functions/*/Cargo.toml; do functions+=("$(basename "$(dirname "$manifest")")"); done
fi
packages=()
for function in "${functions[@]}"; do packages+=(--package "$function"); done

# Bytes that a function's zip may have: a cold start begins with fetching it.
bound() {
  case "$1" in
    process-photo) echo 5000000 ;;
    # It holds borders against each other, by geo; administrators alone wait for it, a few times a year.
    manage-directory) echo 3200000 ;;
    # S3 or SNS too
    upload-photo | clear-photo | read-public | read-mine | read-inbox | manage-person | index-reports | nightly | \
      register-device | notify | manage-staff | watch-deadlines | announce-news) echo 4000000 ;;
    *) echo 3000000 ;;
  esac
}

target="${CARGO_TARGET_DIR:-target}"
if [[ -n "$host" ]]; then
  out=target/lambda-host
  # Stripped afterwards, so that the symbols can be looked at first.
  CARGO_PROFILE_RELEASE_STRIP=none cargo build --release --locked "${packages[@]}"
  for function in "${functions[@]}"; do
    binary="$target/release/$function"
    # jitterentropy, which the SDK's default TLS brings: 35 ms of CPU at each cold start.
    symbols=$(nm "$binary")
    if grep -q ' jent_' <<<"$symbols"; then echo "$function: has jent_ symbols, so a TLS stack other than ring" >&2; exit 1; fi
    mkdir -p "$out/$function"
    strip -o "$out/$function/bootstrap" "$binary"
  done
else
  out=target/lambda
  cargo lambda build --release --arm64 --locked --lambda-dir "$out" "${packages[@]}"
fi

# SAM publishes a new version of a function where its folder has changed, and for nothing else: a new value of a parameter
# would never reach the alias that everything calls. So the folder changes with them.
settings=$(cat infra/template.yaml samconfig.toml | sha256sum | cut -c1-16)

failed=
for function in "${functions[@]}"; do
  zip="$out/$function.zip"
  rm -f "$zip"
  echo "$settings" >"$out/$function/settings"
  (cd "$out/$function" && python3 -m zipfile -c "../$function.zip" bootstrap settings)
  size=$(wc -c <"$zip")
  printf '%-20s %9d bytes of at most %d\n' "$function" "$size" "$(bound "$function")"
  if ((size > $(bound "$function"))); then failed=yes; fi
done
if [[ -n "$failed" ]]; then echo "a zip is over its bound" >&2; exit 1; fi
