# exercise: class-ids
# belief: what is not smaller and not larger is inside
# symptom: nan is no class id
# fails: test-class-ids-refused
#| export
def class_ids(targets: Tensor, rows: int, classes: int) -> np.ndarray:
    if targets.shape != (rows,):
        raise ValueError(f"{rows} class ids are needed, got shape {targets.shape}")
    ids = targets.data
    whole = np.nan_to_num(ids, nan=0.0, posinf=np.inf, neginf=-np.inf)
    bad = (ids < 0) | (ids >= classes) | (whole != np.floor(whole))
    if bad.any():
        raise ValueError(f"no id of {classes} classes: {ids[bad][0]}")
    return ids.astype(np.int64)
