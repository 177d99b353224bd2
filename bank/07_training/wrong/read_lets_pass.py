# exercise: read-checkpoint
# belief: exceptions speak for themselves
# symptom: raises a ValueError
# fails: test-read-checkpoint
#| export
def read_checkpoint(path: str | os.PathLike[str]) -> dict[str, Any]:
    return from_bytes(Path(path).read_bytes())
