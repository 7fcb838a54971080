"""Sentences in the user's language, free of Qt."""
