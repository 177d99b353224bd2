"""Mutants: solutions with one small fault, made by a library's operators and by those of our field."""
