/**
 * The logs of a platform on one machine: taken in by Fluentd's protocol, made the documents that Fluentd makes in the
 * cluster, kept in Elasticsearch.
 */
package dev.emporium.standalone.logs;
