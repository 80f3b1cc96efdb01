#!/bin/sh
# Gives Kibana its data views, searches and dashboards. Their ids are fixed, so that those of before are replaced.
set -eu
here="$(cd "$(dirname "$0")" && pwd)"

call() {
  printf 'user = "elastic:%s"\n' "$ELASTIC_PASSWORD" |
    curl --config - --silent --show-error --fail-with-body --max-time 60 ${KIBANA_CA:+--cacert "$KIBANA_CA"} "$@"
}

until call "$KIBANA_URL/api/status" | grep -q '"overall":{"level":"available"'; do
  echo "Kibana is not available yet"
  sleep 5
done

answer="$(call --header 'kbn-xsrf: true' --form "file=@$here/saved-objects.ndjson" \
  "$KIBANA_URL/api/saved_objects/_import?overwrite=true")"
echo "$answer"
# Kibana answers 200 also when it has refused objects
case "$answer" in
  *'"errors":['*) exit 1 ;;
  *'"success":true'*) ;;
  *) exit 1 ;;
esac
