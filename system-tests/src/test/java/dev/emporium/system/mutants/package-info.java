/**
 * Switches off, one at a time, what correctness rests on, and sees whether the test that stands for it fails. The list
 * is {@code docs/testing.md}; {@code ./run_tests.sh --mutants} runs it.
 */
package dev.emporium.system.mutants;
