#!/usr/bin/env bash
# Makes the topics that Strimzi makes in the cluster, from the same file: topics.sh FILE BOOTSTRAP_SERVERS
# There is one broker, so there is one replica. Each call starts a Java, so those that are there are asked for once.
set -euo pipefail
PATH="/opt/kafka/bin:$PATH"

there="$(kafka-topics.sh --bootstrap-server "$2" --list </dev/null)"
awk '$1 == "name:" { name = $2 } $1 == "partitions:" { partitions = $2 }
  $1 == "retention.ms:" { gsub("\"", "", $2); print name, partitions, $2 }' "$1" |
  while read -r name partitions retention; do
    grep -qxF "$name" <<<"$there" ||
      kafka-topics.sh --bootstrap-server "$2" --create --if-not-exists --topic "$name" --partitions "$partitions" \
        --replication-factor 1 --config "retention.ms=$retention" </dev/null
  done
