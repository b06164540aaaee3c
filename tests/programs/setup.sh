#!/usr/bin/env bash
# Installs the calendar programs that tests/programs shows files to: Debian packages, npm and Python packages of their own,
# into ICS_CLIENTS (.programs/ here), never into the project's environment. Ready twice is ready once. Needs Debian and root
# for what is missing of the system's own packages; each download is tried three times.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=${ICS_CLIENTS:-$(cd "$here/../.." && pwd)/.programs}
export DEBIAN_FRONTEND=noninteractive PIP_DISABLE_PIP_VERSION_CHECK=1
mkdir -p "$folder"

again() { for pause in 0 5 20; do sleep "$pause"; "$@" >"$folder/last.log" 2>&1 && return 0; done; tail -5 "$folder/last.log" >&2; return 1; }
failed() { echo "NOT INSTALLED: $*" >&2; }

packages=()
command -v node >/dev/null || packages+=(nodejs)
command -v npm >/dev/null || packages+=(npm)
command -v calcurse >/dev/null || packages+=(calcurse)
command -v php >/dev/null || packages+=(php-cli php-mbstring)
[ -e /usr/share/php/Sabre/VObject/autoload.php ] || packages+=(php-mbstring php-sabre-vobject)
command -v gcc >/dev/null || packages+=(gcc libc6-dev)
[ -e /usr/include/libical/ical.h ] || packages+=(libical-dev)
python3 -c 'import ensurepip, venv' 2>/dev/null || packages+=(python3-venv)
if ((${#packages[@]})); then
    again apt-get update -q
    again apt-get -o DPkg::Lock::Timeout=300 install -y -q --no-install-recommends "${packages[@]}" || failed "${packages[@]}"
fi

venv() {
    local name=$1; shift
    [ -e "$folder/$name/.ready" ] && [ "$(cat "$folder/$name/.ready")" = "$*" ] && return
    [ -x "$folder/$name/bin/python" ] || python3 -m venv "$folder/$name"
    again "$folder/$name/bin/pip" install -q "$@" && echo "$*" >"$folder/$name/.ready" || failed "$@"
}
venv ical-icalendar icalendar==7.3.0 tzdata
venv ical-khal khal==0.14.1 vdirsyncer==0.21.0 icalendar==7.3.0
venv ical-vobject vobject==0.9.9
venv ical-servers radicale==3.9.0

node=$folder/ical-node
if [ ! -e "$node/node_modules/ical.js" ] || [ ! -e "$node/node_modules/node-ical" ]; then
    mkdir -p "$node" && [ -e "$node/package.json" ] || echo '{"private":true}' >"$node/package.json"
    # Debian 12 has Node 18, for which the newest node-ical is not made.
    (($(node -p 'parseInt(process.versions.node)' 2>/dev/null || echo 0) >= 20)) && version=0.26.1 || version=0.20.1
    again npm install --prefix "$node" --no-audit --no-fund --silent ical.js@2.2.1 "node-ical@$version" || failed ical.js node-ical
fi
[ -x "$folder/libical_check" ] || again gcc -O1 -o "$folder/libical_check" "$here/adapters/libical_check.c" -lical || failed libical
