# exercise: check-state
# belief: an array fits if it has as many numbers
# symptom: array that differs
# fails: test-check-state
#| export
def check_state(optimizer: Optimizer, saved: dict[str, Any]) -> None:
    kind = type(optimizer).__name__
    if saved.get("kind") != kind:
        raise ValueError(f"the state is one of {saved.get('kind')}, this optimizer is {kind}")
    differing = set(saved) ^ {"kind", "steps", *optimizer.settings, *optimizer.arrays}
    if differing:
        raise ValueError(f"entries that differ: {sorted(differing)}")
    shapes = [parameter.shape for parameter in optimizer.params]
    for name in ("steps", *optimizer.arrays):
        if len(saved[name]) != len(shapes):
            raise ValueError(f"{name}: saved for {len(saved[name])} parameters, there are {len(shapes)}")
    for name in optimizer.arrays:
        for array, shape in zip(saved[name], shapes):
            if array.size != np.prod(shape):
                raise ValueError(f"{name}: saved with shape {array.shape}, expected {shape}")
