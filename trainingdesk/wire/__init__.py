"""What desk and centre share: what syncs, how it merges, clocks and messages; free of SQL and Qt."""
