#!/usr/bin/env bash
# Builds the Dockerfile and starts what comes out, with Docker or, where there is none, with buildah as root:
#   cluster-tests/engine.sh bases                        whether there is an engine, and what every stage begins with
#   cluster-tests/engine.sh build TAG [OPTIONS]
#   cluster-tests/engine.sh labels TAG
#   cluster-tests/engine.sh start TAG [--env NAME=VALUE]... -- ARGUMENTS    on this machine's own network, until it ends
#   cluster-tests/engine.sh remove TAG...                what build and start have left
# Bases that buildah cannot fetch are replaced by this machine's files: its JDK 17, Maven and Maven's repository, which is
# M2_REPOSITORY, stand in for the first, and the libraries that Java needs for the last.
# shellcheck disable=SC2016 # what stands in the engines' templates is no variable of this shell
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
folder="$PWD/cluster-tests/target/engine"
mkdir -p "$folder"

bases() { sed -n 's/^FROM \([^ ]*[:@][^ ]*\).*/\1/p' Dockerfile; }

stand_in() { # NAME DIRECTORY INSTRUCTIONS
  printf 'FROM scratch\nCOPY . /\n%s\n' "$3" >"$folder/$1.file"
  buildah bud --quiet --file "$folder/$1.file" --tag "localhost/emporium-$1" "$2" >&2
}

# Its programs are mounted in each step, as they are too many to be copied.
stand_in_for_jdk() {
  local root="$folder/jdk" name
  mkdir -p "$root/usr" "$root/etc" "$root/tmp" "$root/root"
  for name in bin sbin lib lib64; do ln -sfn "usr/$name" "$root/$name"; done
  stand_in jdk "$root" "ENV PATH=$java_home/bin:/usr/local/bin:/usr/bin:/bin MAVEN_ARGS=-o MAVEN_OPTS=-Dmaven.repo.local=/m2"
}

stand_in_for_glibc() {
  local root="$folder/glibc" library
  mkdir -p "$root/tmp" "$root/etc"
  LD_LIBRARY_PATH="$java_home/lib:$java_home/lib/server" ldd "$java_home/bin/java" "$java_home"/lib/*.so "$java_home/lib/server/libjvm.so" |
    sed -n "\\#$java_home/#d; s#^[[:space:]]\\(.*=> \\)*\\(/[^ ]*\\) (0x.*#\\2#p" | sort -u |
    while read -r library; do
      mkdir -p "$root$(dirname "$library")"
      cp -L "$library" "$root$library"
    done
  stand_in glibc "$root" ""
}

docker info >/dev/null 2>&1 && engine=docker || engine=buildah
if [ "$engine" = buildah ]; then
  { command -v buildah && [ "$(id -u)" = 0 ]; } >/dev/null || { echo "There is neither Docker nor, for root, buildah" >&2; exit 3; }
  java_home="$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")"
  mounts=(--volume /usr:/usr:ro --volume "${M2_REPOSITORY:-$HOME/.m2/repository}:/m2")
  for path in "$java_home" /etc/alternatives /etc/java-17-openjdk /etc/maven /etc/passwd /etc/group; do
    [ ! -e "$path" ] || mounts+=(--volume "$path:$path:ro")
  done
  [ "$1" = bases ] || [ -e "$folder/stands-in" ] || mounts=()
fi

case "$1" in
  bases)
    if [ "$engine" = docker ]; then
      bases | while read -r base; do docker pull --quiet "$base"; done
    else
      cp Dockerfile "$folder/Dockerfile"
      rm -f "$folder/stands-in"
      for stand_in in jdk glibc; do
        base="$(bases | if [ "$stand_in" = jdk ]; then head -n 1; else tail -n 1; fi)"
        if timeout 120 buildah pull --quiet "$base" 2>/dev/null; then continue; fi
        "stand_in_for_$stand_in"
        sed "s#^FROM $base#FROM localhost/emporium-$stand_in#" "$folder/Dockerfile" >"$folder/changed"
        mv "$folder/changed" "$folder/Dockerfile"
        echo "$stand_in: this machine's own"
        touch "$folder/stands-in"
      done
    fi
    ;;
  build)
    if [ "$engine" = docker ]; then exec docker build --tag "$2" "${@:3}" .; fi
    exec buildah bud --layers --isolation chroot --network host "${mounts[@]}" --file "$folder/Dockerfile" --tag "$2" "${@:3}" .
    ;;
  labels)
    if [ "$engine" = docker ]; then exec docker image inspect --format '{{range $name, $value := .Config.Labels}}{{println $name $value}}{{end}}' "$2"; fi
    exec buildah inspect --type image --format '{{range $name, $value := .OCIv1.Config.Labels}}{{println $name $value}}{{end}}' "$2"
    ;;
  start)
    tag=$2 variables=()
    shift 2
    while [ "$1" != -- ]; do variables+=("$1" "$2"); shift 2; done
    shift
    if [ "$engine" = docker ]; then
      exec docker run --rm --network host --read-only --tmpfs /tmp --cap-drop ALL "${variables[@]}" "$tag" "$@"
    fi
    container="$(buildah from "$tag")"
    # buildah knows of no entry point when it runs something
    entrypoint=()
    while read -r word; do entrypoint+=("$word"); done < <(
      buildah inspect --type image --format '{{range $word := .OCIv1.Config.Entrypoint}}{{println $word}}{{end}}' "$tag" | grep .)
    # a Java that the image finds by its PATH, where buildah does not look, is the base's
    case "${entrypoint[0]}" in
      /*) mounts=() ;;
      *) entrypoint=(/usr/bin/env "${entrypoint[@]}") ;;
    esac
    exec buildah run "${mounts[@]}" --isolation chroot --network host --cap-drop all "${variables[@]}" "$container" -- "${entrypoint[@]}" "$@"
    ;;
  remove)
    if [ "$engine" = docker ]; then exec docker image rm --force "${@:2}"; fi
    buildah rm --all >/dev/null
    exec buildah rmi --force "${@:2}"
    ;;
esac
