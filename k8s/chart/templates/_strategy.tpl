{{- define "strategy" -}}
{{- if not (include "isProgressive" .) -}}
type: RollingUpdate
rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
{{- else -}}
canary:
  maxSurge: 1
  maxUnavailable: 0
  {{- if eq .Values.global.delivery.by "emissary" }}
  stableService: {{ .Values.name }}
  canaryService: {{ .Values.name }}-canary
  trafficRouting: {ambassador: {mappings: {{ .Values.mappings | default (list .Values.name) | toJson }}}}
  {{- else }}
  trafficRouting:
    istio:
      virtualService: {name: {{ .Values.name }}, routes: [primary]}
      destinationRule: {name: {{ .Values.name }}, stableSubsetName: stable, canarySubsetName: canary}
  {{- end }}
  analysis:
    startingStep: 1
    templates: [{templateName: {{ .Values.name }}}]
    args:
      - name: version
        valueFrom: {podTemplateHashValue: Latest}
  steps:
    {{- range .Values.global.delivery.weights }}
    - setWeight: {{ . }}
    - pause: {duration: {{ $.Values.global.delivery.pause }}}
    {{- end }}
{{- end }}
{{- end -}}
