#!/bin/sh
# Makes the Java runtime that a release brings along, from the JDK that builds it.
# usage: runtime.sh JDK FOLDER RELEASE      RELEASE: where an earlier build has laid a release out
set -eu
jdk=$1 folder=$2 release=$3
[ "$(uname -sm)" = "Linux x86_64" ] || {
  echo "runtime.sh: this release is named linux-x64, and this is $(uname -sm). Build it on Linux x64." >&2
  exit 1
}

# What the libraries name (jdeps), and what they ask for by name alone: elliptic curves for TLS, remote JMX,
# SRV records for mongodb+srv, Kerberos for PostgreSQL.
modules=java.base,java.compiler,java.desktop,java.instrument,java.management,java.naming,java.rmi,\
java.scripting,java.security.jgss,java.security.sasl,java.sql,jdk.jfr,jdk.net,jdk.unsupported,\
jdk.crypto.ec,jdk.management,jdk.management.agent,jdk.naming.dns,jdk.security.auth

# jars of other versions would stay in it
rm -rf "$folder" "$release"
# the archive is what compresses well: files that are compressed already would make it larger
"$jdk/bin/jlink" --add-modules "$modules" --no-header-files --no-man-pages --output "$folder"
