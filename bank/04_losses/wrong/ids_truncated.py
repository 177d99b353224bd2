# exercise: class-ids
# belief: 1.5 is class 1
# symptom: not rounded or cut off
# fails: test-class-ids-refused
#| export
def class_ids(targets: Tensor, rows: int, classes: int) -> np.ndarray:
    if targets.shape != (rows,):
        raise ValueError(f"{rows} class ids are needed, got shape {targets.shape}")
    ids = targets.data
    bad = ~((ids > -1) & (ids < classes))
    if bad.any():
        raise ValueError(f"no id of {classes} classes: {ids[bad][0]}")
    return ids.astype(np.int64)
