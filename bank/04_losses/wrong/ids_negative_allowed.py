# exercise: class-ids
# belief: negative indices count from the end
# symptom: a negative id is refused
# fails: test-class-ids-refused
#| export
def class_ids(targets: Tensor, rows: int, classes: int) -> np.ndarray:
    if targets.shape != (rows,):
        raise ValueError(f"{rows} class ids are needed, got shape {targets.shape}")
    ids = targets.data
    bad = ~((ids >= -classes) & (ids < classes) & (ids == np.floor(ids)))
    if bad.any():
        raise ValueError(f"no id of {classes} classes: {ids[bad][0]}")
    return ids.astype(np.int64)
