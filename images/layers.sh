#!/bin/sh
# Makes the layers of services that Maven has packaged: images/layers.sh FOLDER SERVICE...
# FOLDER/SERVICE/dependencies changes with a library, application with the service or the platform.
set -eu
images=$(cd "$(dirname "$0")" && pwd)
folder=$1
shift

for service in "$@"; do
  built=$images/../$service/target
  target=$folder/$service
  rm -rf "$target"
  mkdir -p "$target/dependencies/lib" "$target/application/lib"
  cp "$built/$service.jar" "$target/application/service.jar"
  cp "$built"/lib/*.jar "$target/dependencies/lib"
  # the house's own
  mv "$target"/dependencies/lib/platform-*.jar "$target"/dependencies/lib/log-shipping-*.jar "$target/application/lib"
  "$images/settle.sh" "$target"
done
