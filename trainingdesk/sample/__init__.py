"""A deterministic county of any size, for demonstration, tests and measurements."""
