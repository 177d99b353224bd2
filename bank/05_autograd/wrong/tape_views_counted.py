# exercise: tape-bytes
# belief: a view is an array
# symptom: however many arrays and views
# fails: test-tape-bytes
#| export
def tape_bytes(tensor: Tensor) -> int:
    """Bytes that the graph of a tensor keeps in memory for its backward pass."""
    if tensor.node is None:
        return 0
    blocks: dict[int, int] = {}  # id of the owner of a block -> its bytes
    leaves = set()
    for node in topological_order(tensor.node):
        for item in (*node.saved_tensors, *node.saved.values()):
            if isinstance(item, np.ndarray):
                blocks[id(item)] = item.nbytes
        leaves.update(id(link.data) for link in node.next_functions if isinstance(link, Tensor))
    return sum(size for place, size in blocks.items() if place not in leaves)
