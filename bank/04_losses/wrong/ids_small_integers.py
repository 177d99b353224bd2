# exercise: class-ids
# belief: a byte is enough for a class
# symptom: of 1,000 and of 50,000 classes
# fails: test-class-ids-read
#| export
def class_ids(targets: Tensor, rows: int, classes: int) -> np.ndarray:
    if targets.shape != (rows,):
        raise ValueError(f"{rows} class ids are needed, got shape {targets.shape}")
    ids = targets.data
    bad = ~((ids >= 0) & (ids < classes) & (ids == np.floor(ids)))
    if bad.any():
        raise ValueError(f"no id of {classes} classes: {ids[bad][0]}")
    return ids.astype(np.int64).astype(np.uint8)
