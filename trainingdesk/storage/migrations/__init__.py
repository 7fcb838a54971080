"""Migrations of a desk's database; shipped as files so that a frozen build finds them."""
