#!/bin/sh
# The Fluentd of the cluster's image as a command, where Docker is: cluster-tests/fluentd.sh OPTIONS...
# It sees the temporary files of a test and listens at this machine's ports.
set -eu
image=$(sed -n 's/^ *image: *\(.*fluentd-kubernetes-daemonset:.*\)$/\1/p' "$(dirname "$0")/../logging/fluentd.yaml")
exec docker run --rm --init --network host --user "$(id -u):$(id -g)" --volume /tmp:/tmp \
  --env ELASTICSEARCH_SCHEME --env ELASTICSEARCH_HOST --env FLUENTD_PASSWORD --env SERVICES_NAMESPACE \
  --entrypoint fluentd "$image" --gemfile /fluentd/Gemfile "$@"
