#!/usr/bin/env bash
# Measures Bactrian on this machine: two processes, two PostgreSQL databases, HTTP on loopback.
# usage: bench/run.sh [bulk,latency]     default: both
#        bench/run.sh smoke              under a minute: rows/s, processor time, and commands per 1,000 rows
#        bench/run.sh large              one transaction of 700 rows of 1 MiB each way (LARGE=700, KIB=1024; KIB=0 for small rows;
#                                       STEPS=changed,deleted: of rows that are there before),
#                                       or, with BYTEA=34, one binary value of so many MiB
#        bench/run.sh late               a spoke whose first contact finds QUEUED=30000 entries, for start = log and load
#        bench/run.sh crowds             what refused rows cost the hub's server and its users (WATCHED=60 s)
#        bench/run.sh conflicts          ROWS=10000 rows that were changed on both sides, until both have the same
#        bench/run.sh users              how long users wait beside a spoke's backlog (BACKLOG=100000 rows, CLIENTS=4, ALONE=20 s)
#   env: MONGOD (a mongod binary; without it the embedded changelog alone is measured), ROWS (100000), REPS (3),
#        SAMPLES (200), JAVA_OPTS_BENCH (-Xmx256m), KEEP=1 (leave the working folder)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd); top=$(dirname "$here")
cd "$top"
rm -rf target/lib # none of an older pom
./mvnw -q -B -DskipTests package dependency:build-classpath -Dmdep.outputFile=target/test-classpath -Dmdep.includeScope=test
mkdir -p target/bench
javac -d target/bench -cp "$(cat target/test-classpath)" bench/*.java src/test/java/io/bactrian/wire/FreePort.java
exec java -Xmx512m -cp "target/bench:$(cat target/test-classpath)" Bench "${1:-bulk,latency}"
