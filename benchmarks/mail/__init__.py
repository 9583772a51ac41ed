"""The mail engine side by side with others, in one run (docs/benchmarks.md)."""
