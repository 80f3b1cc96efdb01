#!/bin/sh
# Makes the layers of services that Maven has packaged: images/build.sh RUNTIME FOLDER SERVICE...
# FOLDER/SERVICE/dependencies changes with a library, application with every commit, archive holds the classes of both
# as the run-time keeps them in memory.
set -eu
images=$(cd "$(dirname "$0")" && pwd)
runtime=$1
folder=$2
shift 2

for service in "$@"; do
  built=$images/../$service/target
  target=$folder/$service
  rm -rf "$target"
  mkdir -p "$target/dependencies/lib" "$target/application/lib" "$target/archive"
  cp "$built/$service.jar" "$target/application/service.jar"
  cp "$built"/lib/*.jar "$target/dependencies/lib"
  mv "$target"/dependencies/lib/platform-*.jar "$target/application/lib"
  "$images/settle.sh" "$target"
  cp -al "$target/dependencies" "$target/app"
  cp -al "$target/application/." "$target/app"
done

set -- $(for service in "$@"; do echo "$service=$folder/$service/app"; done)
(cd "$images/.." && java -Dlogback.configurationFile=dev/emporium/standalone/logback.xml \
  -cp standalone/target/standalone.jar dev.emporium.standalone.Rehearsal "$runtime/bin/java" "$@")

for service in "$@"; do
  target=$(dirname "${service#*=}")
  mv "$target/app/service.jsa" "$target/archive"
  rm -r "$target/app"
  "$images/settle.sh" "$target/archive"
done
