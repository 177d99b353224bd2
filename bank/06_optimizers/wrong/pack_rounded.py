# exercise: pack-state
# belief: half of the digits are enough for a checkpoint
# symptom: keep shape and dtype
# fails: test-pack-state
#| export
def pack_state(optimizer: Optimizer) -> dict[str, Any]:
    saved = {"kind": type(optimizer).__name__}
    for name in optimizer.settings:
        saved[name] = getattr(optimizer, name)
    saved["steps"] = [state["steps"] for state in optimizer.state]
    for name in optimizer.arrays:
        saved[name] = [state[name].astype(np.float16) for state in optimizer.state]
    return saved
