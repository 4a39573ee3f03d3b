#!/usr/bin/env bash
# Records what a hub and a spoke say to each other, and sends it again with something changed: to the reader of documents
# (in this process), to the hub's HTTP endpoint (heads; documents with the right number and hash), and to the folder of a
# partner by files. See bench/fuzz/README.md.
# usage: bench/fuzz.sh [--minutes 30] [--seed random] [--parts reader,heads,documents,folder]
#        bench/fuzz.sh --parts ONE --replay target/fuzz/NNN/input      sends what was found once more
#   env: JAVA_OPTS_ATTACK (-Xmx256m, of hub and spoke), KEEP=1 (leave the working folder), VERBOSE=1, TMPDIR
# What it finds is in target/fuzz, once each, with the input. The exit code is 0 only if that is nothing. Linux.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd); cd "$(dirname "$here")"
rm -rf target/lib # none of an older pom
./mvnw -q -B -Dmaven.test.skip=true package dependency:build-classpath -Dmdep.outputFile=target/test-classpath -Dmdep.includeScope=test
touch target/launcher-built # what it compares with the sources
classes=target/fuzz-classes; rm -rf "$classes"; mkdir -p "$classes"
javac -Xlint:all,-processing,-path,-try -d "$classes" -cp "target/classes:$(cat target/test-classpath)" bench/attack/*.java bench/fuzz/*.java src/test/java/io/bactrian/wire/FreePort.java
case " $* " in *" --replay "*) ;; *) rm -rf target/fuzz ;; esac
work=$(mktemp -d "${TMPDIR:-/tmp}/bactrian-fuzz.XXXXXX"); chmod 755 "$work"

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
java -Xmx768m -XX:+UseSerialGC -Dattack.settle='2 s' -Dattack.log=DEBUG -Dsun.jnu.encoding=UTF-8 -cp "$classes:target/classes:$(cat target/test-classpath)" fuzz.Fuzz --work "$work" "$@" &
wait $! && code=0 || code=$?
exit "$code"
