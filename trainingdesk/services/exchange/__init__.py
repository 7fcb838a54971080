"""Files in and out: rosters, spreadsheets, rejects."""
