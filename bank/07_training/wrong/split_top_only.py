# exercise: split-join-state
# belief: arrays are values of the dictionary
# symptom: ndarray is not JSON serializable
# fails: test-split-join
#| export
ARRAY = "__array__"  # the key of the note that stands in the place of an array


def split_state(state: Any) -> tuple[Any, list[np.ndarray]]:
    tree, arrays = {}, []
    for key, value in state.items():
        if isinstance(value, np.ndarray):
            tree[key] = {ARRAY: len(arrays)}
            arrays.append(value)
        else:
            tree[key] = value
    return tree, arrays


def join_state(tree: Any, arrays: list[np.ndarray]) -> Any:
    if isinstance(tree, dict):
        if ARRAY in tree:
            return arrays[tree[ARRAY]]
        return {key: join_state(value, arrays) for key, value in tree.items()}
    if isinstance(tree, list):
        return [join_state(value, arrays) for value in tree]
    return tree
