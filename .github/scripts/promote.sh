#!/usr/bin/env bash
# Usage: promote.sh [COMMIT]: production runs what stands at this commit of main; without one, what staging runs now.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

commit="${1:-}"
if [ -z "$commit" ]; then
  for file in k8s/*-service/staging.yaml; do
    cp "$file" "${file%staging.yaml}production.yaml"
  done
  .github/scripts/push-commit.sh "Take the images of staging for production"
  commit=HEAD
fi
commit=$(git rev-parse --verify --end-of-options "$commit^{commit}")
git merge-base --is-ancestor "$commit" HEAD || { echo "$commit is not on main" >&2; exit 1; }
sed -i "/environment: production/,/revision:/ s/revision: .*/revision: $commit/" argocd/root/values.yaml
.github/scripts/push-commit.sh "Promote $commit to production"
