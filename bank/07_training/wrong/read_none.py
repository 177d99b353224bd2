# exercise: read-checkpoint
# belief: None says that it did not work
# symptom: raises a ValueError
# fails: test-read-checkpoint
#| export
def read_checkpoint(path: str | os.PathLike[str]) -> dict[str, Any]:
    content = Path(path).read_bytes()
    try:
        return from_bytes(content)
    except Exception:
        return None
