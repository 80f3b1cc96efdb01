#!/usr/bin/env bash
# Usage: push-commit.sh MESSAGE: commits what has changed in k8s/ and argocd/ and brings it to main, on top of what came there meanwhile.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

git config user.name 'github-actions[bot]'
git config user.email '41898282+github-actions[bot]@users.noreply.github.com'
git add k8s argocd
git diff --cached --quiet && exit 0
git commit --message "$1"
for _ in 1 2 3; do
  git push origin HEAD:main && exit 0
  git pull --rebase origin main
done
exit 1
