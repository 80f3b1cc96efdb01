#!/usr/bin/env bash
# Usage: set-image.sh SERVICE TAG DIGEST: from the next commit on, staging runs this image of the service.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

[[ "$3" =~ ^sha256:[0-9a-f]{64}$ ]] || { echo "not a digest: $3" >&2; exit 1; }
cat >"k8s/$1/staging.yaml" <<END
# Written by the pipeline.
global:
  images:
    $1:
      tag: "$2"
      digest: "$3"
END
