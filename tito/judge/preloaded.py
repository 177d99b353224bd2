"""What a worker needs, loaded once in the process from which workers are forked."""

import gc

from tito.judge import engine, scoring, unit

scoring.rules()
gc.collect()
gc.freeze()  # of what is there now, no collection in a worker finds anything

__all__ = ["engine", "unit"]
