"""What a user can do: one use case per function."""
