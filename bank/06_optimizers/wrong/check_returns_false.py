# exercise: check-state
# belief: a check answers True or False
# symptom: ValueError
# fails: test-check-state
#| export
def check_state(optimizer: Optimizer, saved: dict[str, Any]) -> None:
    kind = type(optimizer).__name__
    shapes = [parameter.shape for parameter in optimizer.params]
    if saved.get("kind") != kind or len(saved["steps"]) != len(shapes):
        return False
    return all([array.shape for array in saved[name]] == shapes for name in optimizer.arrays)
