#!/usr/bin/env bash
# Writes `all=[...]` and `changed=[...]`, JSON lists of services: all there are, and those that have changed since the last
# commit of the images workflow, so that what could not be built once is built with the next commit.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

# what goes into every image
shared=(Dockerfile .dockerignore images .mvn pom.xml platform log-shipping local gateway simulators standalone k8s/infrastructure/kafka-topics.yaml)

services=(*-service/pom.xml)
services=("${services[@]%/pom.xml}")

changed() {
  local service base
  base=$(git log -1 --format=%s --grep='^Deploy [0-9a-f]\{40\}$' | cut -d ' ' -f 2)
  if [ -z "$base" ] || ! git diff --quiet "$base" HEAD -- "${shared[@]}"; then
    printf '%s\n' "${services[@]}"
    return
  fi
  for service in "${services[@]}"; do
    git diff --quiet "$base" HEAD -- "$service" || echo "$service"
  done
}

json() {
  sed 's/.*/"&"/' | paste -sd , - | sed 's/.*/[&]/'
}

echo "all=$(printf '%s\n' "${services[@]}" | json)"
echo "changed=$(changed | json)"
