#!/bin/sh
# Adds to the layers of services what the run-time keeps of their classes in memory: images/archive.sh RUNTIME SERVICE=FOLDER...
# An archive depends on its service's layers alone, but no two are the same: Java puts classes in the order in which they
# happened to be loaded. Who wants the same one again keeps it.
set -eu
images=$(cd "$(dirname "$0")" && pwd)
runtime=$1
shift

apps=
for service in "$@"; do
  target=${service#*=}
  rm -rf "$target/app" "$target/archive"
  mkdir -p "$target/archive" "$target/app/lib"
  ln "$target"/dependencies/lib/* "$target"/application/lib/* "$target/app/lib"
  ln "$target/application/service.jar" "$target/app"
  apps="$apps ${service%%=*}=$target/app"
done

# shellcheck disable=SC2086 # one word each
(cd "$images/.." && java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dlogback.configurationFile=dev/emporium/standalone/logback.xml \
  -cp standalone/target/standalone.jar dev.emporium.standalone.Rehearsal "$runtime/bin/java" $apps)

for service in "$@"; do
  target=${service#*=}
  mv "$target/app/service.jsa" "$target/archive"
  rm -r "$target/app"
  "$images/settle.sh" "$target/archive"
done
