"""Synthetic cohorts of any size: people whose submissions, and whose marks, are known before grading begins."""
