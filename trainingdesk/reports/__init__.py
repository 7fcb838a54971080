"""Figures to documents: spreadsheet and PDF."""
