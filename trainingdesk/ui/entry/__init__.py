"""What stands before a screen: first run, sign in, lock."""
