/** What people and pipelines read: documents, workflows, scripts, and what a new service needs. */
package dev.emporium.cluster.docs;
