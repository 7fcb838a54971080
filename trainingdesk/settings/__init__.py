"""Declared settings, folders and the files shipped with the program."""
