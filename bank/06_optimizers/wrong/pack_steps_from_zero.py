# exercise: pack-state
# belief: steps count from the last start
# symptom: steps are saved for each parameter
# fails: test-pack-state
#| export
def pack_state(optimizer: Optimizer) -> dict[str, Any]:
    saved = {"kind": type(optimizer).__name__}
    for name in optimizer.settings:
        saved[name] = getattr(optimizer, name)
    saved["steps"] = [0 for _ in optimizer.state]
    for name in optimizer.arrays:
        saved[name] = [state[name].copy() for state in optimizer.state]
    return saved
