# exercise: check-state
# belief: what was saved will fit
# symptom: names both kinds
# fails: test-check-state
#| export
def check_state(optimizer: Optimizer, saved: dict[str, Any]) -> None:
    return None
