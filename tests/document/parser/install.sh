#!/usr/bin/env bash
# Installs AsyncAPI's reference parser into the folder of the first argument; Node.js too, from Debian's
# packages, where it is not there.
set -euo pipefail

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

export DEBIAN_FRONTEND=noninteractive
install() {
  as_root apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends nodejs npm
}
# The lists of packages may be missing or old.
command -v npm > /dev/null || install || { as_root apt-get update && install; }

# It is there already.
if [ -d "$1/node_modules/@asyncapi/parser" ] && cmp -s "$(dirname "$0")/package-lock.json" "$1/package-lock.json"; then
  cp "$(dirname "$0")/validate.mjs" "$1"
  exit
fi

mkdir -p "$1"
cp "$(dirname "$0")"/package*.json "$(dirname "$0")"/validate.mjs "$1"
cd "$1"
npm ci --ignore-scripts --no-audit --no-fund
