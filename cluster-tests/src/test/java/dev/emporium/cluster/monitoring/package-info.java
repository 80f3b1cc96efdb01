/** What is watched and who is woken: rules, alerts, dashboards, and that the cluster is given the same. */
package dev.emporium.cluster.monitoring;
