# exercise: restore-state
# belief: settings come from the program
# symptom: every setting is restored
# fails: test-restore-state
#| export
def restore_state(optimizer: Optimizer, saved: dict[str, Any]) -> None:
    for place, state in enumerate(optimizer.state):
        state["steps"] = saved["steps"][place]
        for name in optimizer.arrays:
            state[name][...] = saved[name][place]
