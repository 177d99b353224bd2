"""Synthetic cohorts: twelve people whose submissions, and whose marks, are known before grading begins."""
