"""Figures of the budget table, each beside its floor in the same run: ``python -m tests.benchmarks --size M``."""
