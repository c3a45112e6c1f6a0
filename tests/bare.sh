#!/bin/sh
# Makes a bare Debian (the minbase of debootstrap, with python3, make and git) and runs both commands of the README in it,
# on what git has of this repository. As root, by hand: `make bare`. Certificates and settings of the network are those
# of this machine.
set -eu

HERE=$(cd "$(dirname "$0")/.." && pwd)
ROOT=${BARE:-$(mktemp -d)}
SUITE=${SUITE:-stable}
SETTINGS=$(env | grep -E '^([A-Za-z_]*_proxy|PIP_CERT|SSL_CERT_FILE|NODE_EXTRA_CA_CERTS|CI)=' || true)

command -v debootstrap >/dev/null || { apt-get update -qq && apt-get install -y -qq debootstrap; }

release() {
  umount "$ROOT/dev/shm" "$ROOT/dev" "$ROOT/proc" 2>/dev/null || true
}
trap release EXIT

[ -e "$ROOT/usr/bin/make" ] || debootstrap --variant=minbase --include=python3,make,git,ca-certificates "$SUITE" "$ROOT"
cp /etc/resolv.conf /etc/hosts "$ROOT/etc/"
rm -rf "$ROOT/etc/ssl/certs"
cp -rL /etc/ssl/certs "$ROOT/etc/ssl/"
[ ! -d /etc/apt/apt.conf.d ] || cp -r /etc/apt/apt.conf.d "$ROOT/etc/apt/"

rm -rf "$ROOT/opt"
mkdir -p "$ROOT/opt"
git -C "$HERE" archive --prefix=scorm-export/ HEAD | tar -x -C "$ROOT/opt"
mkdir -p "$ROOT/proc" "$ROOT/dev"
mount -t proc proc "$ROOT/proc"
mount --bind /dev "$ROOT/dev"
mount -t tmpfs tmpfs "$ROOT/dev/shm"

inside() {
  # shellcheck disable=SC2086 — each setting is a word
  chroot "$ROOT" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive $SETTINGS \
    sh -c "cd /opt/scorm-export && $1"
}

for command in "make packages" "${TEST:-make test}"; do
  echo "== $command"
  begun=$(date +%s)
  inside "$command"
  echo "== $command: $(($(date +%s) - begun)) s"
done
# What an install takes, in MB, without pip and what Python compiles.
inside "python3 -m venv /opt/core && /opt/core/bin/pip install --quiet ."
inside "du -s --si --apparent-size --exclude='pip*' --exclude=__pycache__ /opt/core/lib/python3*/site-packages"
