{{- /* Applied by the server, because some CRDs are too large for the annotation that the client would keep. */ -}}
{{- define "syncPolicy" -}}
syncPolicy:
  automated:
    prune: true
    selfHeal: true
  syncOptions:
    - CreateNamespace=true
    - ServerSideApply=true
    - RespectIgnoreDifferences=true
    - PruneLast=true
  retry:
    limit: -1
    # with the newest commit, or the one that mends a failed sync would never be tried
    refresh: true
    backoff:
      duration: 15s
      factor: 2
      maxDuration: 5m
{{- end -}}
