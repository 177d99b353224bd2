# exercise: restore-state
# belief: only the learning rate ever changes
# symptom: every setting
# fails: test-restore-state
#| export
def restore_state(optimizer: Optimizer, saved: dict[str, Any]) -> None:
    optimizer.lr = saved["lr"]
    for place, state in enumerate(optimizer.state):
        state["steps"] = saved["steps"][place]
        for name in optimizer.arrays:
            state[name][...] = saved[name][place]
