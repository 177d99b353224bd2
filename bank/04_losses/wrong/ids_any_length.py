# exercise: class-ids
# belief: NumPy notices a wrong number of ids
# symptom: another shape than (rows,) is refused
# fails: test-class-ids-refused
#| export
def class_ids(targets: Tensor, rows: int, classes: int) -> np.ndarray:
    ids = targets.data
    if ids.ndim != 1:
        raise ValueError(f"{rows} class ids have one axis, got shape {targets.shape}")
    bad = ~((ids >= 0) & (ids < classes) & (ids == np.floor(ids)))
    if bad.any():
        raise ValueError(f"no id of {classes} classes: {ids[bad][0]}")
    return ids.astype(np.int64)
