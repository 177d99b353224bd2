# exercise: split-join-state
# belief: lists are lists
# symptom: arrays are found in tuples
# fails: test-split-join
#| export
ARRAY = "__array__"  # the key of the note that stands in the place of an array


def split_state(state: Any) -> tuple[Any, list[np.ndarray]]:
    arrays: list[np.ndarray] = []

    def stripped(item: Any) -> Any:
        if isinstance(item, np.ndarray):
            arrays.append(item)
            return {ARRAY: len(arrays) - 1}
        if isinstance(item, dict):
            return {key: stripped(value) for key, value in item.items()}
        if isinstance(item, list):
            return [stripped(value) for value in item]
        return item

    return stripped(state), arrays


def join_state(tree: Any, arrays: list[np.ndarray]) -> Any:
    if isinstance(tree, dict):
        if ARRAY in tree:
            return arrays[tree[ARRAY]]
        return {key: join_state(value, arrays) for key, value in tree.items()}
    if isinstance(tree, list):
        return [join_state(value, arrays) for value in tree]
    return tree
