# exercise: write-atomically
# belief: closing a file writes it to the disk
# symptom: os.fsync
# fails: test-write-atomically
#| export
def write_atomically(path: str | os.PathLike[str], content: bytes) -> None:
    path = Path(path)
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(content)
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
