# exercise: pack-state
# belief: all parameters have made the same number of steps
# symptom: steps are saved for each parameter
# fails: test-pack-state
#| export
def pack_state(optimizer: Optimizer) -> dict[str, Any]:
    saved = {"kind": type(optimizer).__name__}
    for name in optimizer.settings:
        saved[name] = getattr(optimizer, name)
    saved["steps"] = [optimizer.state[0]["steps"]] * len(optimizer.state)
    for name in optimizer.arrays:
        saved[name] = [state[name].copy() for state in optimizer.state]
    return saved
