# exercise: class-ids
# belief: astype makes integers of them
# symptom: an id equal to the number of classes
# fails: test-class-ids-refused
#| export
def class_ids(targets: Tensor, rows: int, classes: int) -> np.ndarray:
    if targets.shape != (rows,):
        raise ValueError(f"{rows} class ids are needed, got shape {targets.shape}")
    ids = targets.data
    return ids.astype(np.int64)
