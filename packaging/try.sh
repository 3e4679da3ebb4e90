#!/usr/bin/env bash
# Tries the Debian package for real: builds it, installs it, runs what was installed with the settings that were
# installed, removes it and purges it, and looks whether anything is left. Fails at the first thing that is not right.
#
#     packaging/try.sh                  on this machine, which has to be Debian, as root
#     packaging/try.sh --boot           in a small Debian that is made for it and booted, with a real systemd
#     packaging/try.sh PACKAGE.deb ...  with a package that is there already
#
# On a machine that runs on systemd (as the booted one does) the service is started, restarted and stopped by systemd.
# Elsewhere the executable is started as its user, and systemd's own tools read the unit.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
log=$work/log
node=
container=

say() { printf '   %s\n' "$*"; }
part() { printf '\n== %s\n' "$*"; }
fail() {
    printf '\npackaging/try.sh: NOT RIGHT: %s\n' "$*" >&2
    [ ! -s "$log" ] || tail -n 30 "$log" >&2
    exit 1
}
clean_up() {
    status=$?
    [ -z "$node" ] || kill "$node" 2>/dev/null || true
    if [ -n "$container" ]; then
        kill "$container" 2>/dev/null || true
        wait "$container" 2>/dev/null || true
    elif [ "$installed" = yes ]; then
        apt-get purge -y -qq artel >/dev/null 2>&1 || true
    fi
    rm -rf "$work"
    exit "$status"
}
installed=no
trap clean_up EXIT
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8

boot=no
package=
for argument in "$@"; do
    case $argument in
        --boot) boot=yes ;;
        *.deb) package=$(realpath "$argument") ;;
        *) fail "it does not know $argument" ;;
    esac
done
[ "$(id -u)" = 0 ] || fail "it installs a package, so it has to run as root"

# A command of the installed executable, as its user.
as_artel() { setpriv --reuid artel --regid artel --init-groups /usr/bin/artel "$@" --config /etc/artel/artel.toml; }
# Waits until a command succeeds.
until_done() {
    local what=$1
    shift
    for _ in $(seq 300); do
        if "$@" >/dev/null 2>&1; then return; fi
        sleep 0.1
    done
    fail "$what did not happen within half a minute"
}
answers() { curl --silent --fail --max-time 2 "http://127.0.0.1:$port$1"; }
with_systemd() { [ -d /run/systemd/system ]; }

build() {
    part "build"
    command -v cargo-deb >/dev/null || cargo install cargo-deb --locked --debug --quiet
    (cd "$here" && cargo deb --quiet --locked --strip -p artel-web --output "$work/artel.deb")
    package=$work/artel.deb
    dpkg-deb --info "$package" | sed 's/^/   /'
}

install_it() {
    part "install"
    apt-get install -y -qq --no-install-recommends "$package" >"$log" 2>&1 || fail "it cannot be installed"
    grep -q 'sudo cat /var/lib/artel/setup-link' "$log" || fail "the installation does not say where the link is"
    dpkg -L artel | sed 's/^/   /'
    for file in /usr/bin/artel /etc/artel/artel.toml /usr/share/doc/artel/copyright; do
        [ -f "$file" ] || fail "$file is missing"
    done
    [ -f /lib/systemd/system/artel.service ] || [ -f /usr/lib/systemd/system/artel.service ] || fail "no unit"
    [ "$(stat -c '%U %a' /var/lib/artel)" = "artel 750" ] || fail "/var/lib/artel is not the node's own"
    [ "$(stat -c '%U:%G %a' /etc/artel/artel.toml)" = "root:artel 640" ] || fail "strangers can read the settings"
    dpkg-query -W -f '${Conffiles}' artel | grep -q /etc/artel/artel.toml || fail "an update would overwrite settings"
    [ "$(getent passwd artel | cut -d: -f7)" = /usr/sbin/nologin ] || fail "somebody can log in as artel"
}

read_unit() {
    part "unit"
    command -v systemd-analyze >/dev/null || { say "no systemd-analyze here"; return; }
    local unit
    unit=$(dpkg -L artel | grep '/artel.service$')
    systemd-analyze verify --man=no "$unit" 2>&1 | grep -i artel && fail "the unit has faults"
    systemd-analyze security --offline=yes "$unit" 2>/dev/null | tail -n 1 | sed 's/^/   /'
}

start() {
    part "start"
    if with_systemd; then
        until_done "starting" systemctl is-active artel
        systemctl show artel -p StatusText --value | sed 's/^/   /'
    else
        setpriv --reuid artel --regid artel --init-groups --no-new-privs /usr/bin/artel \
            --config /etc/artel/artel.toml >"$log" 2>&1 &
        node=$!
    fi
    until_done "answering" answers /livez
    [ "$(stat -c '%U %a' /var/lib/artel/setup-link)" = "artel 600" ] || fail "the link is for everybody"
    ! answers /readyz >/dev/null || fail "it says that it is ready before it was set up"
    say "it waits to be set up"
}

work_with_it() {
    part "work"
    printf 'ein langes Kennwort\n' | as_artel setup --domain node-a.test --organization "Werkstatt Brandt" \
        --owner anna --password-stdin | sed 's/^/   /' || fail "it cannot be set up"
    answers /readyz | grep -q ready || fail "it is set up and not ready"
    answers '/.well-known/webfinger?resource=acct:anna@node-a.test' | grep -q 'https://node-a.test/u/anna' ||
        fail "nobody finds anna"
    as_artel backup /var/lib/artel/try.backup >/dev/null || fail "no backup can be made"
    [ -s /var/lib/artel/try.backup ] || fail "the backup is empty"
    local before
    before=$(as_artel check --hash)
    if with_systemd; then
        if as_artel backup /tmp/try.backup >/dev/null 2>"$log"; then fail "a backup is said to be where nobody finds it"; fi
        grep -q 'data folder' "$log" || fail "who asks for a backup in /tmp is not told what to do"
        systemctl restart artel || fail "it does not start again"
        journalctl -u artel -o cat --no-pager | sed 's/^/   /'
        ! journalctl -u artel -o cat --no-pager | grep -q 'token=' || fail "the journal tells the link"
    fi
    until_done "answering" answers /readyz
    [ "$(as_artel check --hash)" = "$before" ] || fail "not everything is there after a restart"
}

stop() {
    part "stop"
    if with_systemd; then
        systemctl stop artel || fail "it does not stop"
        [ "$(systemctl show artel -p Result --value)" = success ] || fail "it did not stop cleanly"
    else
        kill -TERM "$node"
        wait "$node" || fail "it did not stop cleanly"
        node=
    fi
    # Root shuts the node out of its own folder if it writes there, so it may not.
    if /usr/bin/artel check --config /etc/artel/artel.toml >/dev/null 2>"$log"; then fail "root may write as if it were the node"; fi
    grep -q 'sudo -u artel' "$log" || fail "root is not told whose the folder is"
    as_artel check >/dev/null || fail "the node's own user cannot open its folder"
    say "it stopped cleanly"
}

take_away() {
    part "install again, remove, purge"
    echo '# mine' >>/etc/artel/artel.toml
    apt-get install -y -qq --reinstall "$package" >"$log" 2>&1 || fail "it cannot be installed over itself"
    grep -q '^# mine$' /etc/artel/artel.toml || fail "settings were lost"
    ! grep -q 'is installed' "$log" || fail "an update greets like a first installation"
    if with_systemd; then until_done "starting after an update" systemctl is-active artel; fi
    apt-get remove -y -qq artel >"$log" 2>&1 || fail "it cannot be removed"
    [ ! -e /usr/bin/artel ] || fail "the executable is still there"
    [ -s /var/lib/artel/try.backup ] || fail "removing lost the data"
    if with_systemd && systemctl is-active --quiet artel; then fail "it still runs"; fi
    apt-get purge -y -qq artel >"$log" 2>&1 || fail "it cannot be purged"
    local left
    left=$(find /etc /usr /lib /var -xdev -path /var/log -prune -o -path "$here" -prune -o \
        \( -name 'artel' -o -name 'artel.*' -o -name 'artel-*' \) -newer "$work/begin" -print 2>/dev/null |
        grep -v '/var/cache/apt/\|/var/lib/dpkg/\|/var/tmp/' || true)
    [ -z "$left" ] || fail "there is still $left"
    ! getent passwd artel >/dev/null || fail "its user is still there"
    ! getent group artel >/dev/null || fail "its group is still there"
    installed=no
    say "nothing is left"
}

try_here() {
    ! dpkg-query -W artel >/dev/null 2>&1 || fail "artel is installed here: its data would be lost"
    [ ! -e /var/lib/artel ] && [ ! -e /etc/artel ] || fail "there is an artel here: its data would be lost"
    touch "$work/begin"
    installed=yes
    install_it
    # A port that is free; the packaged one unless it is taken.
    port=8420
    if (exec 3<>/dev/tcp/127.0.0.1/8420) 2>/dev/null && ! with_systemd; then
        port=$((20000 + RANDOM % 10000))
        sed -i "s/^listen = .*/listen = \"127.0.0.1:$port\"/" /etc/artel/artel.toml
    fi
    read_unit
    start
    work_with_it
    stop
    take_away
}

# Makes a small Debian, boots it, and runs this script in it.
try_booted() {
    part "boot a small Debian"
    command -v debootstrap >/dev/null && command -v systemd-nspawn >/dev/null ||
        apt-get install -y -qq debootstrap systemd-container >/dev/null
    local release mirror root=$work/root leader
    release=$(. /etc/os-release && echo "$VERSION_CODENAME")
    mirror=${ARTEL_DEBIAN_MIRROR:-http://deb.debian.org/debian}
    debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,adduser,ca-certificates,curl \
        "$release" "$root" "$mirror" >"$log" 2>&1 || fail "debootstrap does not make a Debian"
    mkdir -p "$root/try/packaging"
    cp "$0" "$root/try/packaging/try.sh"
    cp "$package" "$root/try/artel.deb"
    : >"$log"
    systemd-nspawn --quiet --directory "$root" --machine "artel-try-$$" --boot --register=no --keep-unit \
        --private-network --console=pipe >"$log" 2>&1 &
    container=$!
    leader() { pgrep --parent "$container" | head -n 1; }
    until_done "booting" eval 'nsenter --target "$(leader)" --all systemctl is-active multi-user.target'
    nsenter --target "$(leader)" --all --wdns=/ bash /try/packaging/try.sh /try/artel.deb
    nsenter --target "$(leader)" --all systemctl poweroff >/dev/null 2>&1 || true
    wait "$container" || true
    container=
}

[ -n "$package" ] || build
if [ "$boot" = yes ]; then try_booted; else try_here; fi
part "all of it is right"
