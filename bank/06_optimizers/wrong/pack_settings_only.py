# exercise: pack-state
# belief: the rule is all that must be known
# symptom: every array of the rule
# fails: test-pack-state
#| export
def pack_state(optimizer: Optimizer) -> dict[str, Any]:
    saved = {"kind": type(optimizer).__name__}
    for name in optimizer.settings:
        saved[name] = getattr(optimizer, name)
    saved["steps"] = [state["steps"] for state in optimizer.state]
    return saved
