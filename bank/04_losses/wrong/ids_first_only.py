# exercise: class-ids
# belief: look at the first id
# symptom: an id equal to the number of classes
# fails: test-class-ids-refused
#| export
def class_ids(targets: Tensor, rows: int, classes: int) -> np.ndarray:
    if targets.shape != (rows,):
        raise ValueError(f"{rows} class ids are needed, got shape {targets.shape}")
    ids = targets.data
    first = ids[0]
    if not (0 <= first < classes and first == int(first)):
        raise ValueError(f"no id of {classes} classes: {first}")
    return ids.astype(np.int64)
