"""Grading: what a submission runs in, how a cohort is run, and what each submission's verdict is."""
