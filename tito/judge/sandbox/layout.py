"""Names of places and users inside."""

ROOM = "/submission"  # a submission's own folder; beneath it lie home, work and what else the keeper lays out
TMP = "/tmp"
SHM = "/dev/shm"
HOSTNAME = "localhost"
NOBODY = 65534

SHM_MIB = 64
"""Shared memory of a submission, which no limit on address space counts."""
