# exercise: accumulation-groups
# belief: nobody would ask for 0 steps
# symptom: accumulation_steps
# fails: test-accumulation-groups
#| export
def accumulation_groups(dataloader: Iterable[Batch], steps: int) -> Iterator[list[Batch]]:
    group = []
    for batch in dataloader:
        group.append(batch)
        if len(group) == steps:
            yield group
            group = []
    if group:
        yield group
