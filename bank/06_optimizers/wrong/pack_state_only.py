# exercise: pack-state
# belief: settings are written in the program anyway
# symptom: every setting
# fails: test-pack-state
#| export
def pack_state(optimizer: Optimizer) -> dict[str, Any]:
    saved = {"kind": type(optimizer).__name__}
    saved["steps"] = [state["steps"] for state in optimizer.state]
    for name in optimizer.arrays:
        saved[name] = [state[name].copy() for state in optimizer.state]
    return saved
