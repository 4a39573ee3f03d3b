#!/bin/sh
# Builds the release of the last commit again, elsewhere and in another environment, and compares it with
# what lies in target/. The same JDK makes the same bytes, with the same umask: jars show it.
# usage: ./mvnw -Prelease -Dmaven.test.skip=true package && deploy/release/reproduce.sh
set -eu
cd "$(dirname "$0")/../.."
again=$(mktemp -d)
trap 'rm -rf "$again"' EXIT INT TERM

git diff --quiet HEAD -- || echo "reproduce.sh: there are changes that are not committed; they are left out" >&2
git archive HEAD | tar -x -C "$again"
(cd "$again" && TZ=Asia/Kathmandu LC_ALL=C ./mvnw -q -B -Prelease -Dmaven.test.skip=true package)

made=$(cd "$again/target" && sha256sum bactrian-*.tar.gz bactrian-*.zip bactrian-*.tar)
echo "$made" | (cd target && sha256sum -c -)
