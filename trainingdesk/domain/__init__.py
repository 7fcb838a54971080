"""The field's rules and value types; standard library only."""
