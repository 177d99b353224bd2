# Generated from course.toml: edit it, then run "tito export".
# sha256: 3b19ca470b43a2eb
"""Part of tinytorch."""
