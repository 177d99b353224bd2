# exercise: pack-state
# belief: an optimizer has nothing worth saving but its rate
# symptom: a state has the kind
# fails: test-pack-state
#| export
def pack_state(optimizer: Optimizer) -> dict[str, Any]:
    return {"kind": type(optimizer).__name__, "lr": optimizer.lr}
