"""Benchmarks: `./dev bench NAME`. Each writes rows of one form; see harness.py."""
