# exercise: tape-bytes
# belief: what a node keeps is the tape's
# symptom: leaf lives anyway
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
                owner = item if item.base is None else item.base
                blocks[id(owner)] = owner.nbytes
        leaves.update(id(link.data) for link in node.next_functions if isinstance(link, Tensor))
    return sum(size for place, size in blocks.items())
