# exercise: class-ids
# belief: the kind of the error says enough
# symptom: names both
# fails: test-class-ids-refused
#| export
def class_ids(targets: Tensor, rows: int, classes: int) -> np.ndarray:
    ids = targets.data
    if ids.shape != (rows,) or not ((ids >= 0) & (ids < classes) & (ids == np.floor(ids))).all():
        raise ValueError("bad targets")
    return ids.astype(np.int64)
