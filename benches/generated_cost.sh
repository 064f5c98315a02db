#!/usr/bin/env bash
# What the generated code costs to build: documents of 10, 100 and 1,000 messages, expanded by
# `asyncapi!`, and their schemas by typify's macro. Measured are `cargo check` and
# `cargo build --release` of the crate that holds the macro's call; what it depends on was built
# before. It is a library whose items are all public, so nothing of it can be left out. Only what is
# generic is not compiled in a library, which the reading and writing of typify's types is; so each of
# them has a function that reads it with serde_json and one that writes it, as any program has.
#
# The channel with its enum of messages and its two sockets is in the figures of `asyncapi!` alone:
# typify has the payloads only. The same payloads written by hand, with an enum of them that has a tag,
# are measured with `#[derive(Message)]` and with serde's derives; what reads and writes the enum by
# serde_json is two functions. The rounds are interleaved and the median counts.
#
#   benches/generated_cost.sh [rounds] [sizes]      such as: benches/generated_cost.sh 3 "10 100"
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
rounds=${1:-3}
sizes=${2:-10 100 1000}
# The project's, and what each of them is compared with.
macros="asyncapi typify message serde"
declare -A peer=([asyncapi]=typify [message]=serde)
declare -A shown=([asyncapi]='`asyncapi!`' [typify]=typify [message]='`derive(Message)`' [serde]=serde)
commands="check release"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Each build is a whole one.
export CARGO_INCREMENTAL=0 CARGO_TARGET_DIR="$work/target"

# The payload of a message: what tells it apart, and six fields.
payload() {
  printf '{"type":"object","required":["type","id","name","count","ratio","active"],"properties":{'
  printf '"type":{"type":"string","const":"event%s"},"id":{"type":"string"},' "$1"
  printf '"name":{"type":"string"},"count":{"type":"integer","format":"int64"},'
  printf '"ratio":{"type":"number"},"active":{"type":"boolean"},"note":{"type":"string"}}}'
}

# The members of an object from 1 to the count: name, and what a function prints for the number.
members() {
  for number in $(seq "$1"); do
    [ "$number" = 1 ] || printf ',\n'
    printf '"Event%s":' "$number"
    "$2" "$number"
  done
}

message() { printf '{"payload":{"$ref":"#/components/schemas/Event%s"}}' "$1"; }
referred() { printf '{"$ref":"#/components/messages/Event%s"}' "$1"; }

asyncapi() {
  printf '{"asyncapi":"3.0.0","info":{"title":"Cost","version":"1.0.0"},\n"channels":{"events":{'
  printf '"address":"/events","messages":{%s}}},\n' "$(members "$1" referred)"
  printf '"operations":{"publish":{"action":"send","channel":{"$ref":"#/channels/events"}}},\n'
  printf '"components":{"messages":{%s},\n"schemas":{%s}}}\n' \
    "$(members "$1" message)" "$(members "$1" payload)"
}

typify() {
  printf '{"$schema":"http://json-schema.org/draft-07/schema#","definitions":{%s}}\n' \
    "$(members "$1" payload)"
}

dependencies_of_asyncapi="asyncapi-channels = { path = \"$root/runtime\" }"
dependencies_of_message=$dependencies_of_asyncapi
dependencies_of_serde='serde = { version = "1", features = ["derive"] }
serde_json = "1"'
dependencies_of_typify="typify = \"0.8\"
$dependencies_of_serde"

# What is in the crate.
source_of_asyncapi() { printf 'asyncapi_channels::asyncapi!("document.json");\n'; }
source_of_typify() {
  printf 'typify::import_types!("document.json");\n'
  for number in $(seq "$1"); do
    printf 'pub fn read_%s(text: &[u8]) -> serde_json::Result<Event%s> {\n' "$number" "$number"
    printf '    serde_json::from_slice(text)\n}\n'
    printf 'pub fn write_%s(event: &Event%s) -> serde_json::Result<Vec<u8>> {\n' "$number" "$number"
    printf '    serde_json::to_vec(event)\n}\n'
  done
}
source_of_message() {
  printf 'use asyncapi_channels::Message;\n'
  by_hand "$1" Message '#[message(tag = "type", rename_all = "lowercase")]'
}
source_of_serde() {
  printf 'use serde::{Deserialize, Serialize};\n'
  by_hand "$1" 'Serialize, Deserialize' '#[serde(tag = "type", rename_all = "lowercase")]'
  printf 'pub fn read(text: &[u8]) -> serde_json::Result<Event> {\n'
  printf '    serde_json::from_slice(text)\n}\n'
  printf 'pub fn write(event: &Event) -> serde_json::Result<Vec<u8>> {\n'
  printf '    serde_json::to_vec(event)\n}\n'
}

# A number of payloads and the enum of them: the number, what is derived, the enum's attribute.
by_hand() {
  printf '#[derive(%s)]\n%s\npub enum Event {\n' "$2" "$3"
  printf '    Event%s(Event%s),\n' $(seq "$1" | sed 'p')
  printf '}\n'
  for number in $(seq "$1"); do
    printf '#[derive(%s)]\npub struct Event%s {\n    pub id: String,\n' "$2" "$number"
    printf '    pub name: String,\n    pub count: i64,\n    pub ratio: f64,\n'
    printf '    pub active: bool,\n    pub note: Option<String>,\n}\n'
  done
}

# Checks or builds one crate.
run() {
  case $1 in
    check) cargo check --quiet --offline --package "$2" 2>/dev/null ;;
    release) cargo build --release --quiet --offline --package "$2" 2>/dev/null ;;
  esac
}

printf '[workspace]\nresolver = "3"\nmembers = ["*-*"]\n' > "$work/Cargo.toml"
for macro in $macros; do
  for size in $sizes; do
    crate="$work/$macro-$size"
    dependencies=dependencies_of_$macro
    mkdir -p "$crate/src"
    printf '[package]\nname = "%s"\nversion = "0.0.0"\nedition = "2024"\n[dependencies]\n%s\n' \
      "$macro-$size" "${!dependencies}" > "$crate/Cargo.toml"
    : > "$crate/src/lib.rs"
    case $macro in
      asyncapi | typify) "$macro" "$size" > "$crate/document.json" ;;
    esac
  done
done
cd "$work"
cargo fetch --quiet
for macro in $macros; do
  for command in $commands; do
    run "$command" "$macro-${sizes%% *}"
  done
done

TIMEFORMAT='%R %U'
for size in $sizes; do
  for round in $(seq "$rounds"); do
    for command in $commands; do
      for macro in $macros; do
        "source_of_$macro" "$size" > "$work/$macro-$size/src/lib.rs"
        { time run "$command" "$macro-$size"; } 2>> "$work/$command-$macro-$size.seconds"
      done
    done
  done
done

# The median of a column: 1 is the time on the wall, 2 that of the processor.
median() { cut -d ' ' -f "$2" "$1" | sort -n | sed -n "$(((rounds + 1) / 2))p"; }
for macro in asyncapi message; do
  other=${peer[$macro]}
  printf '| messages | command | %s, s (CPU) | %s, s (CPU) | ratio (CPU) | ms a message |\n' \
    "${shown[$macro]}" "${shown[$other]}"
  printf '|---|---|---|---|---|---|\n'
  for command in $commands; do
    for size in $sizes; do
      own="$work/$command-$macro-$size.seconds" others="$work/$command-$other-$size.seconds"
      awk -v size="$size" -v command="$command" -v a="$(median "$own" 1)" -v b="$(median "$own" 2)" \
        -v c="$(median "$others" 1)" -v d="$(median "$others" 2)" 'BEGIN {
          printf "| %d | %s | %.2f (%.2f) | %.2f (%.2f) | %.2f (%.2f) | %.1f |\n",
            size, command, a, b, c, d, a / c, b / d, 1000 * a / size }'
    done
  done
  printf '\n'
done
