"""Words for a cell that was stopped: the same from every engine, so that feedback knows them."""

CRASHED = "DeadKernelError"
OUT_OF_TIME = "CellTimeoutError"
NO_TIME_LEFT = "NotebookTimeoutError"
ENDED_BY_US = (CRASHED, OUT_OF_TIME, NO_TIME_LEFT)
"""Names of the errors that stand in a cell when it was not its Python that raised."""

CUT = "... output was cut here: it was longer than the limit ..."
"""What stands where output was longer than it may be."""
