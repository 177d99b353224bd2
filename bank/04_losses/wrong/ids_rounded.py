# exercise: class-ids
# belief: round to the next class
# symptom: a fraction is not rounded
# fails: test-class-ids-refused
#| export
def class_ids(targets: Tensor, rows: int, classes: int) -> np.ndarray:
    if targets.shape != (rows,):
        raise ValueError(f"{rows} class ids are needed, got shape {targets.shape}")
    ids = targets.data
    with np.errstate(invalid="ignore"):
        ids = np.round(ids)
    bad = ~((ids >= 0) & (ids < classes))
    if bad.any():
        raise ValueError(f"no id of {classes} classes: {ids[bad][0]}")
    return ids.astype(np.int64)
