#!/usr/bin/env bash
# Kills Bactrian under load and counts what is lost: a hub and two spokes as processes of their own (c1 by HTTP, c2 by
# files), a PostgreSQL each, one mongod, writers at every site, and faults at random moments. The last line has the
# figures; the exit code is 0 only if nothing is lost or doubled and all sites are in step. See bench/kill/README.md.
# usage: bench/kill.sh [--minutes 5] [--seed random] [--kills N: end as soon as so many are done]
#   env: MONGOD (a mongod binary; without it every changelog is the embedded one), PACE (60: milliseconds between a
#        writer's transactions), JAVA_OPTS_KILL (-Xmx256m), KEEP=1 (leave the working folder), TMPDIR
# Linux. Full disks need root for their mounts and are left out without it.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd); cd "$(dirname "$here")"
rm -rf target/lib # none of an older pom
./mvnw -q -B -Dmaven.test.skip=true package dependency:build-classpath -Dmdep.outputFile=target/test-classpath -Dmdep.includeScope=test
classes=target/kill-classes; rm -rf "$classes"; mkdir -p "$classes"
javac -Xlint:all,-processing,-path,-try -d "$classes" -cp "$(cat target/test-classpath)" bench/kill/*.java src/test/java/io/bactrian/wire/FreePort.java
# the sites start often: what a start loads is kept ready
jar=$(ls target/bactrian-*.jar); sites="$jar:target/lib/*"
[ target/kill.jsa -nt "$jar" ] ||
  java -XX:+UseSerialGC -XX:ArchiveClassesAtExit=target/kill.jsa -cp "$sites" io.bactrian.cli.Main demo --exit --changes 10 > target/kill-shared.log 2>&1 || true
work=$(mktemp -d "${TMPDIR:-/tmp}/bactrian-kill.XXXXXX"); chmod 755 "$work"

# Whatever happened: no process and no mount of this run stays. All of them have the folder in their command line.
clean() {
  for round in 1 2 3; do
    for command in /proc/[0-9]*/cmdline; do
      pid=${command#/proc/}; pid=${pid%/cmdline}
      if [ "$pid" != $$ ] && tr '\0' ' ' 2>/dev/null < "$command" | grep -qF "$work"; then kill -9 "$pid" 2>/dev/null || true; fi
    done
    awk -v w="$work/" 'index($2, w) == 1 {print $2}' /proc/mounts | while read -r mount; do
      if [ -e "$work/keep" ]; then cp -a "$mount" "$mount.kept" 2>/dev/null || true; fi
      umount "$mount" 2>/dev/null || true
    done
    awk -v w="$work/" 'index($2, w) == 1 {found = 1} END {exit found}' /proc/mounts && break
    sleep 1
  done
  [ -e "$work/keep" ] && echo "kept: $work" >&2 || rm -rf "$work"
}
trap clean EXIT
trap 'exit 130' INT TERM
[ -z "${KEEP:-}" ] || touch "$work/keep"
java -Xmx512m -XX:+UseSerialGC -Dkill.classpath="$sites" -Dkill.shared=target/kill.jsa -cp "$classes:$(cat target/test-classpath)" kill.Kill --work "$work" "$@" &
wait $! && code=0 || code=$?
exit "$code"
