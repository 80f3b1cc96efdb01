#!/usr/bin/env python3
"""Collects the published schemas that the tests validate against: only the kinds we use, without descriptions.

    cluster-tests/src/schemas/collect.py [FOLDER]

takes them from GitHub at the commits below, or from FOLDER/<name>/<file> where they have been downloaded. Needs PyYAML.
"""
import json
import pathlib
import sys
import urllib.request

import yaml

APACHE = "Apache-2.0"
KUBERNETES = """Namespace Service ServiceAccount ConfigMap Secret PersistentVolumeClaim Pod Deployment StatefulSet DaemonSet
    Job CronJob HorizontalPodAutoscaler PodDisruptionBudget NetworkPolicy Ingress IngressClass PriorityClass StorageClass
    Role RoleBinding ClusterRole ClusterRoleBinding ResourceQuota LimitRange""".split()

# name: repository, tag, commit, licence, {path in the repository: kinds; none means that the file is a schema}
SOURCES = {
    "kubernetes": (
        "kubernetes-client/python", "release-1.36", "024658493d124f046fc0a9827a2a3165cf2aee28", APACHE,
        {"kubernetes/swagger.json.unprocessed": KUBERNETES}),
    "emissary": (
        "emissary-ingress/emissary", "v4.1.0", "5497a66908186400d16de0a4fba3e467f4b55e46", APACHE,
        {"pkg/api/getambassador.io/crds.yaml": [
            "Listener", "Host", "Mapping", "Module", "RateLimitService", "TracingService"]}),
    "argo-cd": (
        "argoproj/argo-cd", "v3.5.1", "109ca7ca71139e514114499d294a492e7910a965", APACHE,
        {"manifests/crds/application-crd.yaml": ["Application"],
         "manifests/crds/applicationset-crd.yaml": ["ApplicationSet"],
         "manifests/crds/appproject-crd.yaml": ["AppProject"]}),
    "argo-rollouts": (
        "argoproj/argo-rollouts", "v1.9.1", "b6bd3bcf8f60d717a98763d26acc983db7f97cb0", APACHE,
        {"manifests/crds/rollout-crd.yaml": ["Rollout"],
         "manifests/crds/analysis-template-crd.yaml": ["AnalysisTemplate"]}),
    "keda": (
        "kedacore/keda", "v2.20.2", "68a5b5028f35b22d50597c69819ab32c4e92f21a", APACHE,
        {"config/crd/bases/keda.sh_scaledobjects.yaml": ["ScaledObject"]}),
    "prometheus-operator": (
        "prometheus-operator/prometheus-operator", "v0.93.0", "f8fafd475f3d132e239432ae6172de60a6cb6516", APACHE,
        {f"example/prometheus-operator-crd/monitoring.coreos.com_{kind.lower()}s.yaml": [kind]
         for kind in ["ServiceMonitor", "PodMonitor", "PrometheusRule"]}),
    "cert-manager": (
        "cert-manager/cert-manager", "v1.21.1", "24e33194fb39488eff2bbf10c6dc640f407cad44", APACHE,
        {f"deploy/crds/cert-manager.io_{kind.lower()}s.yaml": [kind]
         for kind in ["Certificate", "ClusterIssuer"]}),
    "istio": (
        "istio/istio", "1.30.3", "56df41f63e513f834c9a3af33d8aed82d1d961f2", APACHE,
        {"manifests/charts/base/files/crd-all.gen.yaml": [
            "VirtualService", "DestinationRule", "PeerAuthentication"]}),
    "strimzi": (
        "strimzi/strimzi-kafka-operator", "1.2.0", "6c7b43c4af0db547c10463ba09d1dfa6f5e156a0", APACHE,
        {"install/cluster-operator/040-Crd-kafka.yaml": ["Kafka"],
         "install/cluster-operator/045-Crd-kafkanodepool.yaml": ["KafkaNodePool"],
         "install/cluster-operator/043-Crd-kafkatopic.yaml": ["KafkaTopic"]}),
    "eck": (
        "elastic/cloud-on-k8s", "v3.5.0", "386c7b14f2d1bbb7f2af1e7da997e64875f16e47",
        "Elastic License 2.0 (https://www.elastic.co/licensing/elastic-license): used to check our own files, not to offer a service",
        {"config/crds/v1/all-crds.yaml": ["Elasticsearch", "Kibana"]}),
    "cloudnative-pg": (
        "cloudnative-pg/cloudnative-pg", "v1.30.0", "4b5e244a7d031f67e025c83c1555e7726ecbbfa1", APACHE,
        {f"config/crd/bases/postgresql.cnpg.io_{kind.lower()}s.yaml": [kind]
         for kind in ["Cluster", "ScheduledBackup"]}),
    "external-secrets": (
        "external-secrets/external-secrets", "v2.9.0", "378bdb622ed9712ef4a58370f6a17af033b7d343", APACHE,
        {f"config/crds/bases/external-secrets.io_{kind.lower()}s.yaml": [kind]
         for kind in ["ExternalSecret", "SecretStore"]}),
    "external-secrets-generators": (
        "external-secrets/external-secrets", "main", "0425a0f209eaea75a428277877b4f5929f1627ee", APACHE,
        {"config/crds/bases/generators.external-secrets.io_passwords.yaml": ["Password"]}),
    "schemastore": (
        "SchemaStore/schemastore", "master", "3b6446ad8a077bac56f4a4796c0b7fd88927fc8e", APACHE,
        {f"src/schemas/json/{name}.json": None for name in ["github-workflow", "dependabot-2.0", "chart"]}),
    "compose": (
        "compose-spec/compose-spec", "main", "170098ba07d9f53c383a41bfd4c5166b0a4529a6", APACHE,
        {"schema/compose-spec.json": None}),
    "asyncapi": (
        "asyncapi/spec-json-schemas", "master", "7dd3990d9fff9df76e81c8d2ab544e0000f29aff", APACHE,
        {"schemas/3.0.0-without-$id.json": None}),
}
FOR_PEOPLE = ("description", "example", "examples", "externalDocs", "x-kubernetes-validations")
BY_NAME = ("properties", "patternProperties", "definitions")
LOCAL_NAMES = {"swagger.json.unprocessed": "swagger.json"}
TARGET = pathlib.Path(__file__).resolve().parents[1] / "test" / "resources" / "schemas"


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """YAML in which a bare = is a string."""


Loader.add_constructor("tag:yaml.org,2002:value", lambda loader, node: node.value)


def text(name, path, repository, commit):
    if len(sys.argv) > 1:
        file = path.rsplit("/", 1)[-1]
        folder = pathlib.Path(sys.argv[1])
        return next(folder.glob(f"{name}*/{LOCAL_NAMES.get(file, file)}")).read_text()
    with urllib.request.urlopen(f"https://raw.githubusercontent.com/{repository}/{commit}/{path}") as answer:
        return answer.read().decode()


def bare(schema):
    """The schema without what only people read."""
    if isinstance(schema, list):
        return [bare(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {key: by_name(content) if key in BY_NAME else bare(content)
            for key, content in schema.items() if key not in FOR_PEOPLE}


def by_name(content):
    """Of what is called description here, it is only the name."""
    return {name: bare(schema) for name, schema in content.items()}


def references(schema):
    if isinstance(schema, dict):
        for key, content in schema.items():
            if key == "$ref":
                yield content.rsplit("/", 1)[-1]
            else:
                yield from references(content)
    elif isinstance(schema, list):
        for item in schema:
            yield from references(item)


def kubernetes(definitions, kinds):
    """The definitions of the kinds, in their stable versions, and all that they refer to."""
    def is_wanted(definition):
        names = definition.get("x-kubernetes-group-version-kind", [])
        return len(names) == 1 and names[0]["kind"] in kinds and names[0]["version"] in ("v1", "v2")

    wanted = [name for name, definition in definitions.items() if is_wanted(definition)]
    found = {}
    while wanted:
        name = wanted.pop()
        if name not in found:
            found[name] = bare(definitions[name])
            wanted.extend(references(found[name]))
    yield "definitions", {"definitions": found}


def custom(documents, kinds):
    """Of each kind the version that is stored."""
    for document in documents:
        if document and document["spec"]["names"]["kind"] in kinds:
            spec = document["spec"]
            # Emissary stores what it does not serve any more
            emissary = spec["group"] == "getambassador.io"
            version = next(one for one in spec["versions"] if (one["name"] == "v3alpha1" if emissary else one["storage"]))
            kind = spec["names"]["kind"]
            name = {"group": spec["group"], "version": version["name"], "kind": kind}
            schema = bare(version["schema"]["openAPIV3Schema"])
            yield kind.lower(), {"x-kubernetes-group-version-kind": [name], **schema}


def schemas(content, kinds, file):
    if kinds is None:
        yield file.removesuffix(".json"), bare(json.loads(content))
    elif "swagger" in file:
        yield from kubernetes(json.loads(content)["definitions"], kinds)
    else:
        yield from custom(yaml.load_all(content, Loader), kinds)


for name, (repository, tag, commit, licence, files) in SOURCES.items():
    folder = TARGET / name
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.json"):
        old.unlink()
    for path, kinds in files.items():
        for file, schema in schemas(text(name, path, repository, commit), kinds, path.rsplit("/", 1)[-1]):
            (folder / f"{file}.json").write_text(json.dumps(schema, separators=(",", ":"), sort_keys=True) + "\n")
    (folder / "SOURCE.txt").write_text(
        f"repository: https://github.com/{repository}\nref: {tag}\ncommit: {commit}\nlicence: {licence}\n"
        f"changed: collect.py has kept what is used and left out descriptions and CEL rules\nfrom:\n"
        + "".join(f"  {path}\n" for path in files))
