#!/usr/bin/env bash
# Usage: push-commit.sh [--here] MESSAGE: commits what has changed in k8s/, argocd/ and .github/ and brings it to main, together
# with what came there meanwhile; --here only commits it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

here=
[ "$1" != --here ] || { here=1; shift; }
git config user.name 'github-actions[bot]'
git config user.email '41898282+github-actions[bot]@users.noreply.github.com'
git add k8s argocd .github
git diff --cached --quiet || git commit --quiet --message "$1"
[ -z "$here" ] || exit 0
for _ in 1 2 3; do
  git push origin HEAD:main && exit 0
  # a merge: a commit that production is to run must stay the one that it is
  git pull --no-rebase --no-edit origin main
done
exit 1
