/** What runs in the namespace: pods, what finds them, who may call whom, and whether it fits the code. */
package dev.emporium.cluster.workload;
