"""Marks and verdicts in nbgrader's database, and what is read out of them."""
