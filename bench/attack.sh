#!/usr/bin/env bash
# Attacks a hub on this machine and measures what an honest partner notices: a hub and a spoke as processes of their own,
# a PostgreSQL, all on 127.0.0.1, bounded in bytes, connections and time. See bench/attack/README.md.
# usage: bench/attack.sh [--only probes,strangers,slow,slow-token,heads,polls,files,requests,early,parked,document,rows]
#                        [--gigabytes 4: of random bytes from strangers] [--seconds 30: most of one flood]
#                        [--document 1024: MB of the one big changeset]
#   env: JAVA_OPTS_ATTACK (-Xmx256m, of hub and spoke), KEEP=1 (leave the working folder), VERBOSE=1, TMPDIR
# Linux. The exit code says whether all could be run, not how it went.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd); cd "$(dirname "$here")"
ulimit -n "$(ulimit -Hn)"
[ "$(ulimit -n)" = unlimited ] || [ "$(ulimit -n)" -ge 10000 ] ||
  { echo "4,000 connections need 10,000 open files; the limit here is $(ulimit -n). Raise it (ulimit -n)." >&2; exit 1; }
rm -rf target/lib # none of an older pom
./mvnw -q -B -Dmaven.test.skip=true package dependency:build-classpath -Dmdep.outputFile=target/test-classpath -Dmdep.includeScope=test
touch target/launcher-built # what it compares with the sources
classes=target/attack-classes; rm -rf "$classes"; mkdir -p "$classes"
javac -Xlint:all,-processing,-path,-try -d "$classes" -cp "target/classes:$(cat target/test-classpath)" bench/attack/*.java src/test/java/io/bactrian/wire/FreePort.java
work=$(mktemp -d "${TMPDIR:-/tmp}/bactrian-attack.XXXXXX"); chmod 755 "$work"

# Whatever happened: no process of this run stays. All have the folder in their command line.
clean() {
  for command in /proc/[0-9]*/cmdline; do
    pid=${command#/proc/}; pid=${pid%/cmdline}
    if [ "$pid" != $$ ] && tr '\0' ' ' 2>/dev/null < "$command" | grep -qF "$work"; then kill -9 "$pid" 2>/dev/null || true; fi
  done
  [ -n "${KEEP:-}" ] && echo "kept: $work" >&2 || rm -rf "$work"
}
trap clean EXIT
trap 'exit 130' INT TERM
java -Xmx512m -XX:+UseSerialGC -cp "$classes:target/classes:$(cat target/test-classpath)" attack.Attack --work "$work" "$@" &
wait $! && code=0 || code=$?
exit "$code"
