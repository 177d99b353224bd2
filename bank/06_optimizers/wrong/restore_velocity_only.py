# exercise: restore-state
# belief: the state of an optimizer is its velocity
# symptom: each to its own parameter
# fails: test-restore-state
#| export
def restore_state(optimizer: Optimizer, saved: dict[str, Any]) -> None:
    for name in optimizer.settings:
        setattr(optimizer, name, saved[name])
    for place, state in enumerate(optimizer.state):
        state["steps"] = saved["steps"][place]
        for name in set(optimizer.arrays) & {"velocity"}:
            state[name][...] = saved[name][place]
