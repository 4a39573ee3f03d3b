#!/bin/sh
# Makes the Java runtime that a release brings along, from the JDK that builds it.
# usage: runtime.sh JDK FOLDER
set -eu
jdk=$1 folder=$2

# What the libraries name (jdeps), and what they ask for by name alone: elliptic curves for TLS, remote JMX,
# SRV records for mongodb+srv, Kerberos for PostgreSQL.
modules=java.base,java.compiler,java.desktop,java.instrument,java.management,java.naming,java.rmi,\
java.scripting,java.security.jgss,java.security.sasl,java.sql,jdk.jfr,jdk.net,jdk.unsupported,\
jdk.crypto.ec,jdk.management,jdk.management.agent,jdk.naming.dns,jdk.security.auth

rm -rf "$folder"
# the archive is what compresses well: files that are compressed already would make it larger
"$jdk/bin/jlink" --add-modules "$modules" --no-header-files --no-man-pages --output "$folder"
