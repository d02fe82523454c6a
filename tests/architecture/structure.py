"""The package as a graph: which room imports which. Run it for the numbers: python -m tests.architecture.structure

A room is a module or a package at one depth below `cardscan` (depth 1: `cardscan.app`). An arrow is a pair of rooms of
which the one imports the other, a floor a step of the longest way down the arrows. Imports inside functions and for
type checkers alone count too: whoever reads the code follows them all the same.
"""

from __future__ import annotations

import ast
import functools
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
Graph = Mapping[str, frozenset[str]]


def modules(root: Path = ROOT) -> dict[str, Path]:
    """Dotted name -> file, for every module of the package."""
    found = {}
    for path in sorted((root / "cardscan").rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@functools.cache
def imports(root: Path = ROOT) -> dict[str, frozenset[str]]:
    """Module -> the modules of the package that it imports."""
    known = modules(root)
    return {name: frozenset(_imported(path, known)) - {name} for name, path in known.items()}


def rooms(graph: Graph, depth: int) -> dict[str, frozenset[str]]:
    """The same for rooms at this depth: 1 is the top."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name, others in graph.items():
        if (room := _room(name, depth)) is not None:
            found[room] |= {other for each in others if (other := _room(each, depth)) not in (None, room)}
    return {room: frozenset(others) for room, others in found.items()}


def circles(graph: Graph) -> list[frozenset[str]]:
    """Sets of rooms that import each other, directly or by way of others."""
    below = {name: _reached(graph, name) for name in graph}
    found = {frozenset(other for other in below[name] if name in below.get(other, ())) for name in graph}
    return sorted((circle for circle in found if circle), key=sorted)


def floors(graph: Graph) -> int:
    """How many rooms lie on the longest way down; of a graph without circles."""
    heights: dict[str, int] = {}

    def height(name: str) -> int:
        if name not in heights:
            heights[name] = 1 + max((height(other) for other in graph.get(name, ())), default=0)
        return heights[name]

    return max(height(name) for name in graph)


def arrows(graph: Graph) -> int:
    """How many pairs of rooms of which the one imports the other."""
    return sum(len(others) for others in graph.values())


def _room(name: str, depth: int) -> str | None:
    """The room that a module lies in; None for packages above that depth, which only gather names."""
    parts = name.split(".")
    return ".".join(parts[: depth + 1]) if len(parts) > 1 else None


def _imported(path: Path, known: Mapping[str, Path]) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            while name and name not in known:
                name = name.rpartition(".")[0]
            if name:
                yield name


def _reached(graph: Graph, start: str) -> set[str]:
    seen: set[str] = set()
    waiting = list(graph[start])
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += graph.get(name, ())
    return seen


def main(root: Path) -> None:
    """Print the numbers of a checkout."""
    graph = imports(root)
    top = rooms(graph, 1)
    packages = [room for room in top if (root / Path(*room.split("."))).is_dir()]
    print(f"at the top: {len(top) - len(packages)} modules, {len(packages)} packages")
    print(
        f"there: {floors(top) if not circles(top) else '-'} floors, {arrows(top)} arrows, {len(circles(top))} circles"
    )
    print(f"modules: {len(graph)}, in circles: {sum(len(circle) for circle in circles(graph))}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT)
