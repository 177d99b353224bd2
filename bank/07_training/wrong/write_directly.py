# exercise: write-atomically
# belief: writing is fast enough
# symptom: os.replace
# fails: test-write-atomically
#| export
def write_atomically(path: str | os.PathLike[str], content: bytes) -> None:
    Path(path).write_bytes(content)
