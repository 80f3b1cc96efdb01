#!/bin/sh
# Gives every file one time, so that the same content is the same layer, and an archive of classes finds its jars as it
# knew them: images/settle.sh FOLDER
set -eu
epoch=${SOURCE_DATE_EPOCH:-1767225600}
# GNU's form, else BSD's
time=$(date -u -d "@$epoch" +%Y%m%d%H%M.%S 2>/dev/null || date -u -r "$epoch" +%Y%m%d%H%M.%S)
TZ=UTC0 find "$1" -exec touch -h -t "$time" {} +
