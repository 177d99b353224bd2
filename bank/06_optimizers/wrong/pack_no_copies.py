# exercise: pack-state
# belief: what is in a dictionary is saved
# symptom: holds copies
# fails: test-pack-state
#| export
def pack_state(optimizer: Optimizer) -> dict[str, Any]:
    saved = {"kind": type(optimizer).__name__}
    for name in optimizer.settings:
        saved[name] = getattr(optimizer, name)
    saved["steps"] = [state["steps"] for state in optimizer.state]
    for name in optimizer.arrays:
        saved[name] = [state[name] for state in optimizer.state]
    return saved
