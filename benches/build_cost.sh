#!/usr/bin/env bash
# What a user pays for the macro in a cold build: seconds and packages, beside two other macros that
# generate Rust from a description, in one run. Three rounds, interleaved; the median counts.
#
#   benches/build_cost.sh
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# name, dependency
subjects=(
  "asyncapi-channels-macros|asyncapi-channels-macros = { path = \"$root/macros\" }"
  "typify-macro|typify-macro = \"0.8\""
  "progenitor-macro|progenitor-macro = \"0.15\""
)

for subject in "${subjects[@]}"; do
  name=${subject%%|*}
  mkdir -p "$work/$name/src"
  printf '[package]\nname = "cost"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n[dependencies]\n%s\n' \
    "${subject#*|}" > "$work/$name/Cargo.toml"
  : > "$work/$name/src/lib.rs"
  (cd "$work/$name" && cargo fetch --quiet)
done

for round in 1 2 3; do
  for subject in "${subjects[@]}"; do
    name=${subject%%|*}
    rm -rf "$work/target"
    start=$(date +%s.%N)
    (cd "$work/$name" && CARGO_TARGET_DIR="$work/target" cargo build --quiet --offline)
    end=$(date +%s.%N)
    awk -v a="$start" -v b="$end" 'BEGIN { printf "%.2f\n", b - a }' >> "$work/$name.seconds"
  done
done

median() { sort -n "$1" | sed -n 2p; }
own=$(median "$work/asyncapi-channels-macros.seconds")
printf '| macro | packages | cold build, s | ratio |\n|---|---|---|---|\n'
for subject in "${subjects[@]}"; do
  name=${subject%%|*}
  packages=$(cd "$work/$name" && cargo tree --quiet --offline --edges normal,build --prefix none \
    --target all | sed 's/ (.*//' | sort -u | grep -vc '^cost ')
  seconds=$(median "$work/$name.seconds")
  ratio=$(awk -v a="$own" -v b="$seconds" 'BEGIN { printf "%.2f", a / b }')
  printf '| `%s` | %s | %s | %s |\n' "$name" "$packages" "$seconds" "$ratio"
done
