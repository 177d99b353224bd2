# exercise: restore-state
# belief: every parameter has the same state
# symptom: each to its own parameter
# fails: test-restore-state
#| export
def restore_state(optimizer: Optimizer, saved: dict[str, Any]) -> None:
    for name in optimizer.settings:
        setattr(optimizer, name, saved[name])
    for place, state in enumerate(optimizer.state):
        state["steps"] = saved["steps"][place]
        for name in optimizer.arrays:
            state[name][...] = saved[name][0].ravel()[0]
