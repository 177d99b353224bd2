# exercise: write-atomically
# belief: a failed checkpoint must not stop training
# symptom: goes on to the caller
# fails: test-write-atomically
#| export
def write_atomically(path: str | os.PathLike[str], content: bytes) -> None:
    path = Path(path)
    part = path.with_name(path.name + ".part")
    try:
        with open(part, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except Exception:
        part.unlink(missing_ok=True)
