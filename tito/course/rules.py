"""What takes two rows of course.toml to see.

Each rule raises `Fault` with the path of the key that breaks it. `resolved` applies them all, and replaces
each row's prerequisites, as written, by the ids of every module below it.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from tito.course.rows import Assignment, Module, Outline


class Fault(Exception):
    """One thing wrong with the file's meaning: the key's path, and what is wrong there."""

    def __init__(self, where: str, problem: str, row: str | None = None) -> None:
        super().__init__(f"{where}{f' ({row})' if row else ''}: {problem}")


Placed = tuple[str, Assignment]  # a row and its key path, such as modules[4]


def placed(outline: Outline) -> Iterator[Placed]:
    """Every module and milestone with its key path."""
    for index, module in enumerate(outline.modules):
        yield f"modules[{index}]", module
    for index, milestone in enumerate(outline.milestones):
        yield f"milestones[{index}]", milestone


def resolved(outline: Outline) -> Outline:
    """Check the outline against every rule, and return it with prerequisites as full ids."""
    for rule in (_numbers, _spellings, _points, _tiers, _paths, _import_paths, _exports):
        rule(outline)
    modules: dict[str, Module] = {}
    for index, module in enumerate(outline.modules):
        below = _below(f"modules[{index}]", module, modules, outline)
        modules[module.id] = module.model_copy(update={"prerequisites": below})
    milestones = tuple(
        row.model_copy(update={"prerequisites": _below(f"milestones[{index}]", row, modules, outline)})
        for index, row in enumerate(outline.milestones)
    )
    return outline.model_copy(update={"modules": tuple(modules.values()), "milestones": milestones})


def _numbers(outline: Outline) -> None:
    """Ids count from 01 in the order of the rows, so that a number is a place in the course."""
    for rows, kind in ((outline.modules, "modules"), (outline.milestones, "milestones")):
        for index, row in enumerate(rows):
            if row.number != index + 1:
                expected = f"{row.prefix}{index + 1:02d}"
                raise Fault(f"{kind}[{index}].id", f"row {index + 1} must have the number {expected}", row.id)


def _spellings(outline: Outline) -> None:
    """No two rows answer to the same text."""
    owners: dict[str, str] = {}
    for where, row in placed(outline):
        for text in dict.fromkeys(row.spellings):
            if text in owners:
                raise Fault(f"{where}.id", f"'{text}' already means {owners[text]}", row.id)
            owners[text] = row.id


def _points(outline: Outline) -> None:
    total = outline.points.total
    for where, row in placed(outline):
        if row.points.total != total:
            split = f"{row.points.tests} by tests and {row.points.written} written"
            raise Fault(f"{where}.points", f"{split} make {row.points.total}, not {total}", row.id)


def _tiers(outline: Outline) -> None:
    """Tiers are known, none is empty, and each one's modules stand together in the order of the tiers."""
    order = [tier.id for tier in outline.tiers]
    _distinct("tiers", order)
    for index, module in enumerate(outline.modules):
        if module.tier not in order:
            problem = f"no tier '{module.tier}': tiers are {listed(order)}"
            raise Fault(f"modules[{index}].tier", problem, module.id)
    for index, (before, module) in enumerate(pairwise(outline.modules), start=1):
        if order.index(module.tier) < order.index(before.tier):
            problem = f"'{module.tier}' must not come after '{before.tier}': a tier's modules stand together"
            raise Fault(f"modules[{index}].tier", problem, module.id)
    used = {module.tier for module in outline.modules}
    for index, tier in enumerate(order):
        if tier not in used:
            raise Fault(f"tiers[{index}].id", f"no module is in the tier '{tier}'")


def _paths(outline: Outline) -> None:
    tiers = [tier.id for tier in outline.tiers]
    _distinct("paths", [path.id for path in outline.paths])
    for index, path in enumerate(outline.paths):
        for place, tier in enumerate(path.tiers):
            if tier not in tiers:
                where = f"paths[{index}].tiers[{place}]"
                raise Fault(where, f"no tier '{tier}': tiers are {listed(tiers)}", path.id)


def _distinct(kind: str, ids: list[str]) -> None:
    for index, text in enumerate(ids):
        if text in ids[:index]:
            raise Fault(f"{kind}[{index}].id", f"'{text}' is already the id of {kind}[{ids.index(text)}]")


def _import_paths(outline: Outline) -> None:
    """Each module's file, and each old path to one, lies in the package and is no other module's."""
    owners: dict[str, str] = {}
    for index, module in enumerate(outline.modules):
        for where, path in _all_paths(f"modules[{index}]", module):
            if not path.startswith(f"{outline.package}."):
                raise Fault(where, f"'{path}' is not inside the package {outline.package}", module.id)
            if path in owners:
                raise Fault(where, f"'{path}' is already the path of {owners[path]}", module.id)
            owners[path] = module.id


def _all_paths(where: str, module: Module) -> Iterator[tuple[str, str]]:
    yield f"{where}.import_path", module.import_path
    for place, alias in enumerate(module.aliases):
        yield f"{where}.aliases[{place}]", alias


def _exports(outline: Outline) -> None:
    """A name at the package's top level comes from one module and hides none of its files."""
    files = {path.split(".")[1] for module in outline.modules for _, path in _all_paths("", module)}
    owners = dict.fromkeys(files, f"a part of the package {outline.package}")
    for index, module in enumerate(outline.modules):
        for place, name in enumerate(module.exports):
            if name in owners:
                problem = f"'{name}' is already {owners[name]}"
                raise Fault(f"modules[{index}].exports[{place}]", problem, module.id)
            owners[name] = f"exported by {module.id}"


def _below(where: str, row: Assignment, known: dict[str, Module], outline: Outline) -> tuple[str, ...]:
    """Ids of every module below a row, in order: those it names, and those that they need in turn.

    `known` holds the modules before this row, with their own prerequisites resolved. A cycle would need a
    module that stands on a later one, and is found as such.
    """
    below: set[str] = set()
    for place, text in enumerate(row.prerequisites):
        for needed in _named(f"{where}.prerequisites[{place}]", text, row, outline):
            if needed not in known:
                problem = f"needs {needed}, which does not come before it"
                raise Fault(f"{where}.prerequisites[{place}]", problem, row.id)
            below |= {needed, *known[needed].prerequisites}
    return tuple(sorted(below))


def _named(where: str, text: str, row: Assignment, outline: Outline) -> list[str]:
    """The module ids that '03', '03_layers' or '01-03' stands for."""
    ids = {f"{module.number:02d}": module.id for module in outline.modules}
    first, dash, last = text.partition("-")
    ends = [first, last] if dash else [first[:2]]
    for end in ends:
        if end not in ids:
            raise Fault(where, f"no module '{text}': modules are {span(outline.modules)}", row.id)
    if dash and first > last:
        raise Fault(where, f"'{text}' runs backwards", row.id)
    if not dash and text not in (first[:2], ids[first[:2]]):
        raise Fault(where, f"no module '{text}': did you mean '{ids[first[:2]]}'?", row.id)
    return [module for number, module in ids.items() if ends[0] <= number <= ends[-1]]


def span(rows: Iterable[Assignment]) -> str:
    """First to last number of some rows: 01 to 20."""
    numbers = [row.id.partition("_")[0] for row in rows]
    return f"{numbers[0]} to {numbers[-1]}" if len(numbers) > 1 else numbers[0]


def listed(words: Iterable[str]) -> str:
    """Words as a sentence has them: a, b and c."""
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last
