"""The desk's side of sync with the centre."""
