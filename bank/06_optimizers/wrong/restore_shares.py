# exercise: restore-state
# belief: the saved arrays are mine now
# symptom: copies
# fails: test-restore-state
#| export
def restore_state(optimizer: Optimizer, saved: dict[str, Any]) -> None:
    for name in optimizer.settings:
        setattr(optimizer, name, saved[name])
    for place, state in enumerate(optimizer.state):
        state["steps"] = saved["steps"][place]
        for name in optimizer.arrays:
            state[name] = saved[name][place]
