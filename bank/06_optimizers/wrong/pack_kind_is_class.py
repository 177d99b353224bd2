# exercise: pack-state
# belief: the class itself says what kind it is
# symptom: the name of the kind
# fails: test-pack-state
#| export
def pack_state(optimizer: Optimizer) -> dict[str, Any]:
    saved = {"kind": type(optimizer)}
    for name in optimizer.settings:
        saved[name] = getattr(optimizer, name)
    saved["steps"] = [state["steps"] for state in optimizer.state]
    for name in optimizer.arrays:
        saved[name] = [state[name].copy() for state in optimizer.state]
    return saved
