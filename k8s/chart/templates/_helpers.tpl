{{- define "labels" -}}
app.kubernetes.io/name: {{ .Values.name }}
app.kubernetes.io/part-of: emporium
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- /* Which pods serve requests: those of the migration have the name too. */ -}}
{{- define "selector" -}}
app.kubernetes.io/name: {{ .Values.name }}
app.kubernetes.io/component: server
{{- end -}}

{{- define "adminPort" -}}
{{ add .Values.port 1000 }}
{{- end -}}

{{- define "revision" -}}
{{ (get .Values.global.images .Values.name | default .Values.global.image).tag }}
{{- end -}}

{{- define "image" -}}
{{- $image := get .Values.global.images .Values.name | default .Values.global.image -}}
{{- $repository := printf "%s/%s" .Values.global.image.registry .Values.name -}}
{{- if $image.digest -}}
{{ $repository }}:{{ $image.tag }}@{{ $image.digest }}
{{- else if $image.tag -}}
{{ $repository }}:{{ $image.tag }}
{{- else -}}
{{ fail (printf "%s has no image here yet: the pipeline writes its digest to k8s/%s/<environment>.yaml" .Values.name .Values.name) }}
{{- end -}}
{{- end -}}

{{- define "isProgressive" -}}
{{ if ne .Values.global.delivery.by "rolling" }}true{{ end }}
{{- end -}}

{{- define "workloadType" -}}
{{- if include "isProgressive" . -}}
apiVersion: argoproj.io/v1alpha1
kind: Rollout
{{- else -}}
apiVersion: apps/v1
kind: Deployment
{{- end }}
{{- end -}}

{{- /* What the autoscalers scale. */ -}}
{{- define "workload" -}}
{{ include "workloadType" . }}
name: {{ .Values.name }}
{{- end -}}

{{- define "databaseUrl" -}}
jdbc:postgresql://{{ .Values.name }}-database-rw:5432/app?sslmode=verify-full&sslrootcert=/etc/database/ca.crt
{{- end -}}

{{- define "databaseCredentials" -}}
- name: DATABASE_USER
  valueFrom: {secretKeyRef: {name: {{ .Values.name }}-database-app, key: username}}
- name: DATABASE_PASSWORD
  valueFrom: {secretKeyRef: {name: {{ .Values.name }}-database-app, key: password}}
{{- end -}}

{{- /* Variables that values give, those of the environment last. */ -}}
{{- define "variables" -}}
{{- $differing := get .Values.global.serviceEnv .Values.name | default dict }}
{{- $env := mergeOverwrite (deepCopy .Values.global.env) (.Values.env | default dict) $differing }}
{{- range .Values.global.simulators }}
{{- if eq .service $.Values.name }}
{{- $env = mergeOverwrite $env .serviceEnv }}
{{- end }}
{{- end }}
{{- toYaml $env }}
{{- end -}}

{{- define "podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{- define "containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end -}}

{{- define "volumeMounts" -}}
- {name: tmp, mountPath: /tmp}
- {name: database, mountPath: /etc/database, readOnly: true}
{{- range $variable, $_ := .Values.authorities }}
- {name: {{ include "authority" $variable }}, mountPath: /etc/authorities/{{ include "authority" $variable }}, readOnly: true}
{{- end }}
{{- end -}}

{{- define "volumes" -}}
- name: tmp
  emptyDir: {sizeLimit: 256Mi}
- name: database
  secret:
    secretName: {{ .Values.name }}-database-ca
    items: [{key: ca.crt, path: ca.crt}]
{{- range $variable, $secret := .Values.authorities }}
- name: {{ include "authority" $variable }}
  secret:
    secretName: {{ $secret }}
    items: [{key: ca.crt, path: ca.crt}]
{{- end }}
{{- end -}}

{{- /* What is mounted for a variable that names the file of an authority. */ -}}
{{- define "authority" -}}
{{ . | lower | replace "_" "-" }}
{{- end -}}

{{- /* Names, and the own database. */ -}}
{{- define "egress" -}}
- to:
    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}
      podSelector: {matchLabels: {k8s-app: kube-dns}}
  ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]
- to: [{podSelector: {matchLabels: {cnpg.io/cluster: {{ .Values.name }}-database}}}]
  ports: [{port: 5432}]
{{- end -}}
