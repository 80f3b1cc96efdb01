#!/bin/sh
# Gives every file one time, so that the same content is the same layer, and an archive of classes finds its jars as it
# knew them: images/settle.sh FOLDER
set -eu
find "$1" -exec touch --no-dereference --date=@"${SOURCE_DATE_EPOCH:-1767225600}" {} +
