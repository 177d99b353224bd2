# exercise: class-ids
# belief: a column of ids is as good as a row
# symptom: (2, 1) are refused
# fails: test-class-ids-refused
#| export
def class_ids(targets: Tensor, rows: int, classes: int) -> np.ndarray:
    ids = targets.data.reshape(-1)
    if len(ids) != rows:
        raise ValueError(f"{rows} class ids are needed, got shape {targets.shape}")
    bad = ~((ids >= 0) & (ids < classes) & (ids == np.floor(ids)))
    if bad.any():
        raise ValueError(f"no id of {classes} classes: {ids[bad][0]}")
    return ids.astype(np.int64)
