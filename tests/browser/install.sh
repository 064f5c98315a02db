#!/usr/bin/env bash
# Installs Chromium from Debian's packages, which the browser test drives.
set -euo pipefail

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

export DEBIAN_FRONTEND=noninteractive
install() {
  as_root apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends chromium
}
# The lists of packages may be missing or old.
install || { as_root apt-get update && install; }
