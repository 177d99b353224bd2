# exercise: restore-state
# belief: counting begins again after a restart
# symptom: count of steps
# fails: test-restore-state
#| export
def restore_state(optimizer: Optimizer, saved: dict[str, Any]) -> None:
    for name in optimizer.settings:
        setattr(optimizer, name, saved[name])
    for place, state in enumerate(optimizer.state):
        for name in optimizer.arrays:
            state[name][...] = saved[name][place]
