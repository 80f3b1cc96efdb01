#!/bin/sh
# Makes Elasticsearch ready for the logs: life cycle, fields, streams, and the user that Fluentd writes as. It may run
# as often as it likes: what is there is brought up to date, and no document is touched.
set -eu
here="$(cd "$(dirname "$0")" && pwd)"
body="$(mktemp)"
trap 'rm -f "$body"' EXIT

# call METHOD PATH [FILE]: the answer, which is an error where Elasticsearch has said so. The password is on no command line.
call() {
  printf 'user = "elastic:%s"\n' "$ELASTIC_PASSWORD" |
    curl --config - --silent --show-error --fail-with-body --write-out '\n' --max-time 60 \
      ${ELASTICSEARCH_CA:+--cacert "$ELASTICSEARCH_CA"} \
      --request "$1" "$ELASTICSEARCH_URL/$2" ${3:+--header 'Content-Type: application/json' --data-binary "@$3"}
}

put() {
  echo "PUT $1"
  call PUT "$1" "$2"
}

exists() {
  call GET "$1" >/dev/null 2>&1
}

until exists "_cluster/health?wait_for_status=yellow&timeout=5s"; do
  echo "Elasticsearch does not answer yet"
  sleep 5
done

sed -e "s/{hot_days}/${HOT_DAYS:-7}/" -e "s/{keep_days}/${KEEP_DAYS:-30}/" "$here/life-cycle.json" >"$body"
put _ilm/policy/logs-emporium "$body"
printf '{"template":{"mappings":%s}}' "$(cat "$here/fields.json")" >"$body"
put _component_template/logs-emporium@fields "$body"
put _index_template/logs-emporium "$here/stream.json"
put _index_template/logs-emporium.dead_letter "$here/dead-letters.json"

put _security/role/emporium-log-reader "$here/reader.json"
put _security/role/emporium-log-writer "$here/writer.json"
printf '{"password":"%s","roles":["emporium-log-writer"]}' "$FLUENTD_PASSWORD" >"$body"
put _security/user/fluentd "$body"

# Kibana's own user, where no operator looks after it
if [ -n "${KIBANA_PASSWORD:-}" ]; then
  printf '{"password":"%s"}' "$KIBANA_PASSWORD" >"$body"
  put _security/user/kibana_system/_password "$body"
fi

# A new field also goes to the index that is written now; one that has changed its type begins a new index.
if exists _data_stream/logs-emporium-default; then
  put "logs-emporium-default/_mapping?write_index_only=true" "$here/fields.json" || call POST logs-emporium-default/_rollover
else
  put _data_stream/logs-emporium-default /dev/null
fi
exists _data_stream/logs-emporium.dead_letter-default || put _data_stream/logs-emporium.dead_letter-default /dev/null
echo "The streams are ready"
