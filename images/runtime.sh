#!/bin/sh
# Makes the Java run-time of the images, with its own class data archive, from the JDK at hand: images/runtime.sh FOLDER
set -eu
target=$1
home=$(java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')

# What jdeps finds in the services' jars (java.desktop is java.beans to Hibernate Validator, Jersey and JDBI), and what
# only shows when they run: jdk.crypto.ec for TLS, jdk.zipfs for the migrations inside a jar, jdk.jfr to look inside,
# jdk.httpserver for the simulators.
modules=java.desktop,java.instrument,java.logging,java.management,java.naming,java.net.http,java.scripting,\
java.security.jgss,java.security.sasl,java.sql,java.xml,\
jdk.crypto.ec,jdk.httpserver,jdk.jfr,jdk.management,jdk.net,jdk.unsupported,jdk.zipfs

rm -rf "$target"
# Java 17 reads variables, secrets among them, in the language of the machine, which a container has none of: UTF-8 for all commands.
# not --strip-debug, which wants an objcopy that not every base has
"$home/bin/jlink" -J-XX:TieredStopAtLevel=1 --add-modules "$modules" --strip-java-debug-attributes --no-man-pages --no-header-files --compress 2 \
  --add-options=-Dfile.encoding=UTF-8 --output "$target"
# jlink leaves the archive of the JDK's own classes out, and those of the services stand on it
"$target/bin/java" -Xshare:dump >/dev/null
rm -f "$target/lib/server/classes_nocoops.jsa"
"$(dirname "$0")/settle.sh" "$target"
