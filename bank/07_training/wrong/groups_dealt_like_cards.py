# exercise: accumulation-groups
# belief: deal the batches to the groups in turn
# symptom: hold `steps` batches each
# fails: test-accumulation-groups
#| export
def accumulation_groups(dataloader: Iterable[Batch], steps: int) -> Iterator[list[Batch]]:
    if steps < 1:
        raise ValueError(f"accumulation_steps must be at least 1, got {steps}")
    batches = list(itertools.islice(dataloader, 1000))
    count = -(-len(batches) // steps)
    for number in range(count):
        yield batches[number::count]
