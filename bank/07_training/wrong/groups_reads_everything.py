# exercise: accumulation-groups
# belief: make a list first
# symptom: fetched when they are needed
# fails: test-accumulation-groups
#| export
def accumulation_groups(dataloader: Iterable[Batch], steps: int) -> Iterator[list[Batch]]:
    if steps < 1:
        raise ValueError(f"accumulation_steps must be at least 1, got {steps}")
    batches = list(dataloader)
    for start in range(0, len(batches), steps):
        yield batches[start : start + steps]
