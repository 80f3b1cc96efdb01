#!/usr/bin/env bash
# Says what production would run, or lets it run that. The commit that it then runs is the one that was looked at, with the
# images of staging written to production's files, and nothing that reached main since.
#   promote.sh show COMMIT      the image of each service that staging runs at this commit of main; where STAGING_CONTEXT names
#                               a context of kubectl: whether its pods run them and are ready, and an error when not
#   promote.sh staging COMMIT   production runs what staging runs at this commit
#   promote.sh former COMMIT    the image of each service that production ran at this commit; an error when it never ran it
#   promote.sh back COMMIT      production runs what it ran at this commit
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

commit=$(git rev-parse --verify --end-of-options "$2^{commit}")
git merge-base --is-ancestor "$commit" HEAD || { echo "$commit is not on main" >&2; exit 1; }

value() { # FILE NAME
  git show "$commit:$1" | sed -n "s/^ *$2: *\"\{0,1\}\([^\"]*\)\"\{0,1\} *$/\1/p"
}

images() { # ENVIRONMENT
  git ls-tree --name-only -r "$commit" k8s | grep -E "^k8s/[a-z-]+-service/$1\.yaml$" || true
}

# A Rollout's pods of the old version are still there while a canary is under way: that is not what was tried either. What is
# left of one that was evicted runs nothing.
running() { # SERVICE DIGEST
  local pods
  pods=$(kubectl --context "$STAGING_CONTEXT" --namespace emporium get pods \
    --selector "app.kubernetes.io/name=$1,app.kubernetes.io/component=server" \
    --field-selector 'status.phase!=Failed,status.phase!=Succeeded' --output \
    'jsonpath={range .items[*]}{.spec.containers[0].image}{" "}{.status.containerStatuses[0].ready}{"\n"}{end}') || return 1
  [ -n "$pods" ] && ! grep -qv "@$2 true\$" <<<"$pods"
}

show() { # ENVIRONMENT
  local file service tag digest state failed=
  [ -n "$(images "$1")" ] || { echo "no service has an image for $1 at $commit" >&2; return 1; }
  echo "| service | commit | image | in staging |"
  echo "| --- | --- | --- | --- |"
  for file in $(images "$1"); do
    service=$(basename "$(dirname "$file")")
    tag=$(value "$file" tag) digest=$(value "$file" digest) state="not looked at"
    if [ -n "${STAGING_CONTEXT:-}" ]; then
      state="runs and is ready"
      running "$service" "$digest" || { state="**does not run, or not all of it is ready**"; failed=1; }
    fi
    echo "| $service | $tag | $digest | $state |"
  done
  [ -z "$failed" ] || { echo "Staging does not run what git says: wait, or mend it, before production gets it." >&2; return 1; }
}

# What was on main, and nobody has promoted, was tried by nobody as a whole.
ran() {
  [ -n "$(git log -1 --format=%H --grep="^Promote $commit to production\$" HEAD)" ] ||
    { echo "production has never run $commit: see git log --grep '^Promote'" >&2; return 1; }
}

run() { # COMMIT
  sed -i.old "/environment: production/,/revision:/ s/revision: .*/revision: \"$1\"/" argocd/root/values.yaml
  rm argocd/root/values.yaml.old
  .github/scripts/push-commit.sh "Promote $1 to production"
}

case "$1" in
  show) show staging ;;
  former) ran; show production ;;
  back) ran; show production; run "$commit" ;;
  staging)
    show staging
    git checkout --quiet --detach "$commit"
    for file in $(images staging); do
      cp "$file" "${file%staging.yaml}production.yaml"
    done
    .github/scripts/push-commit.sh --here "Take the images of staging for production"
    commit=$(git rev-parse HEAD)
    git checkout --quiet -
    git merge --quiet --no-edit "$commit"
    run "$commit"
    ;;
  *) echo "promote.sh show|staging|former|back COMMIT" >&2; exit 2 ;;
esac
