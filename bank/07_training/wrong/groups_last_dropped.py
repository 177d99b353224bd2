# exercise: accumulation-groups
# belief: an incomplete group is no group
# symptom: not dropped
# fails: test-accumulation-groups
#| export
def accumulation_groups(dataloader: Iterable[Batch], steps: int) -> Iterator[list[Batch]]:
    if steps < 1:
        raise ValueError(f"accumulation_steps must be at least 1, got {steps}")
    group = []
    for batch in dataloader:
        group.append(batch)
        if len(group) == steps:
            yield group
            group = []
