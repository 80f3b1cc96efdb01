#!/bin/sh
# Whom Prometheus scrapes: the admin port of every service of k8s/, into targets.yaml beside this.
set -eu
cd "$(dirname "$0")"
awk '/^name: / { name = $2 } /^port: / { print "- targets: [" name ":" $2 + 1000 "]" }' ../k8s/*-service/values.yaml >targets.yaml
