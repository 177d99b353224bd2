# exercise: write-atomically
# belief: the other file does no harm
# symptom: the other file is removed
# fails: test-write-atomically
#| export
def write_atomically(path: str | os.PathLike[str], content: bytes) -> None:
    path = Path(path)
    part = path.with_name(path.name + ".part")
    with open(part, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)
