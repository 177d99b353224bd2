"""All that a course and its hub keep, in one archive, and back."""
