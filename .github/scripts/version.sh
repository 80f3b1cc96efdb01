#!/usr/bin/env bash
# The version of the whole, which stands in pom.xml. What cannot read it there has a copy: the parent of each module, the
# charts, the label of the images.
#   version.sh                  writes it
#   version.sh set VERSION      changes it, with its copies; that of a release makes contracts/released of what contracts/ has
#   version.sh is-that-of TAG   fails unless the tag v0.1.0 is that of 0.1.0, and of a release
#   version.sh is-not-out TAG   fails when GitHub has a release of that tag: one that was moved would replace its images
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

number='(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)'
version=$(sed -n 's|^  <version>\(.*\)</version>$|\1|p' pom.xml)

case "${1:-}" in
  "") echo "$version" ;;
  set)
    [[ "${2:-}" =~ ^$number(-SNAPSHOT)?$ ]] || { echo "not a version such as 0.1.0 or 0.1.0-SNAPSHOT: ${2:-}" >&2; exit 1; }
    sed -i.old "s|^  <version>.*</version>$|  <version>$2</version>|" pom.xml
    sed -i.old "/<parent>/,/<\/parent>/ s|<version>.*</version>|<version>$2</version>|" ./*/pom.xml
    find argocd k8s -name Chart.yaml -exec sed -i.old -E "s/^((appVersion|version): ).*/\1$2/; s/(, version: )[^}]*/\1$2/" {} +
    sed -i.old "s/^ARG VERSION=.*/ARG VERSION=$2/" Dockerfile
    # BSD's sed does not do without
    rm pom.xml.old ./*/pom.xml.old Dockerfile.old
    find argocd k8s -name Chart.yaml.old -exec rm {} +
    if [[ "$2" != *-SNAPSHOT ]]; then
      rm -rf contracts/released
      mkdir contracts/released
      cp -R contracts/openapi contracts/events contracts/released
      { grep '^#' contracts/breaks.yaml; echo '[]'; } >contracts/breaks.new
      mv contracts/breaks.new contracts/breaks.yaml
    fi
    ;;
  is-that-of)
    [[ "${2:-}" =~ ^v$number$ ]] || { echo "not the tag of a release, such as v0.1.0: ${2:-}" >&2; exit 1; }
    [ "$2" = "v$version" ] || { echo "the tag $2 is on a commit whose pom.xml says $version" >&2; exit 1; }
    ;;
  is-not-out)
    out=$(gh release list --limit 1000 --json tagName --jq '.[].tagName')
    ! grep -qxF "${2:-}" <<<"$out" || { echo "$2 is out already: what is wrong is mended in the next version" >&2; exit 1; }
    ;;
  *) echo "version.sh [set VERSION | is-that-of TAG | is-not-out TAG]" >&2; exit 2 ;;
esac
