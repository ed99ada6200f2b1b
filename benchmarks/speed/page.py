"""Write docs/performance.md from the measurements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from benchmarks.speed.exports import SHAPES
from benchmarks.speed.growth import TESTS, ends, exponent, is_python, is_sql, layer
from benchmarks.speed.measurements import Build, Measurement, Node
from karat.terminal.plan import in_order

LONGEST = 15
"""SQL models that are shown one by one."""

STEEPEST = 1.05
"""What grows with a higher power of the rows is named."""

TELLING = 0.005
"""Share of a build's CPU, at the largest size, from which on a node's growth is told."""

SQL_AIM, PYTHON_AIM, SCRIPT_AIM = 1.3, 1.2, 10.0


def page(measurements: Sequence[Measurement]) -> str:
    """Return the page in Markdown.

    Parameters
    ----------
    measurements
        One or more; those of one shape stand together, in the order of their rows.
    """
    parts = [_introduction(measurements)]
    for shape in SHAPES.values():
        own = sorted(
            (found for found in measurements if found.shape == shape.name),
            key=lambda found: found.rows,
        )
        if own:
            parts += [
                f"## {shape.title[0].upper()}{shape.title[1:]}",
                _whole(own),
                _aims(own),
                *("### By layer", _layers(own)),
                *("### Python models", _python(own)),
                *("### SQL models", _sql(own)),
                *("### What grows faster than the sales", _steep(own)),
            ]
    return "\n\n".join(parts) + "\n"


def _introduction(measurements: Sequence[Measurement]) -> str:
    machines = " and ".join(dict.fromkeys(found.machine for found in measurements))
    loads = sorted(found.load for found in measurements)
    load = f"{loads[0]:.1f} to {loads[-1]:.1f}" if len(loads) > 1 else f"{loads[0]:.1f}"
    commits = " and ".join(dict.fromkeys(_commit(found) for found in measurements))
    return f"""# How long a build takes, and how it grows

Written by `make benchmark-speed`: synthetic exports of several sizes
(`benchmarks/speed/exports.py`), each built as `make build` does it, data tests included, but with
the nodes one after another, so that CPU and memory are each node's own. `make build` runs two side
by side, and takes less by the clock.

Run on {machines}.
Built was {commits}. The load average was {load} as the builds began: beside other work,
times by the clock are too long, and **CPU seconds are what to compare**.

- **Growth**: the power of the rows that something grows with, between the two sizes named; 1 is in
  step with the sales, 2 is their square.
- **Bare SQL**: the compiled SQL of the same models, run in order in DuckDB alone, in the same run.
- **Library**: CPU inside the calls of implicit, lifelines and LightGBM that a model makes, on the
  matrices that it hands over.
- **Script**: `benchmarks/speed/by_hand.py`, what one would write in pandas: features, Cox, ALS for
  validation, test and today, without cleaning, other families, calibration, metrics, reasons or
  tests; stopped after an hour."""


def _commit(found: Measurement) -> str:
    changed = " with changes" if found.commit.endswith("-dirty") else ""
    return f"commit {found.commit[:7]}{changed}"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def _count(value: float) -> str:
    return f"{value:,.0f}"


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _gigabytes(value: float) -> str:
    return f"{value / 1e9:.2f}"


def _growth(own: Sequence[Measurement], take: Callable[[Measurement], float]) -> str:
    first, last = ends(own)
    power = exponent((first.rows, take(first)), (last.rows, take(last)))
    return "" if power is None else f"{power:.2f}"


def _sizes(own: Sequence[Measurement]) -> list[str]:
    return [f"{found.rows:,} rows" for found in own]


def _whole(own: Sequence[Measurement]) -> str:
    rows: list[tuple[str, Callable[[Measurement], float], Callable[[float], str]]] = [
        ("customers", lambda found: found.customers, _count),
        ("items", lambda found: found.items, _count),
        ("CPU, s", lambda found: found.build.cost.cpu_seconds, _number),
        ("by the clock, s", lambda found: found.build.cost.seconds, _number),
        ("peak memory, GB", lambda found: found.build.cost.peak_bytes, _gigabytes),
        ("export, GB", lambda found: found.export_bytes, lambda size: f"{size / 1e9:.3f}"),
        ("warehouse, GB", lambda found: found.build.warehouse_bytes, _gigabytes),
        ("published file, GB", lambda found: found.build.published_bytes, _gigabytes),
    ]
    first, last = ends(own)
    between = f"growth, {first.rows:,} to {last.rows:,}" if first is not last else "growth"
    return _table(
        ["", *_sizes(own), between],
        [
            [title, *(show(take(found)) for found in own), _growth(own, take)]
            for title, take, show in rows
        ],
    )


def _aims(own: Sequence[Measurement]) -> str:
    """Set each aim beside what was reached at each size."""
    rows = [
        [f"SQL models over bare SQL, CPU: at most {SQL_AIM}", *_ratios(own, _over_bare)],
        [
            f"Python models over their libraries, CPU: at most {PYTHON_AIM}",
            *_ratios(own, _over_libraries),
        ],
    ]
    if any(found.script for found in own):
        rows.append(
            [
                f"the script's CPU over the build's: at least {SCRIPT_AIM:.0f}",
                *_ratios(own, _script),
            ]
        )
    if any(found.beside for found in own):
        commit = next(found.beside_commit for found in own if found.beside)
        rows.append(
            [f"the build's CPU over that of commit {commit[:7]}", *_ratios(own, _over_other)]
        )
        rows.append(["the same by the clock", *_ratios(own, _over_other_wall)])
    stopped = [f"{found.rows:,}" for found in own if found.script and not found.script.is_whole]
    said = (
        f"\n\nThe script was stopped after an hour at {', '.join(stopped)} rows." if stopped else ""
    )
    bare = [f"{found.rows:,}" for found in own if _over_bare(found) is None]
    if bare:
        sizes = ", ".join(bare)
        said += f"\n\nBare SQL and the script were left out at {sizes} rows (`--without-floors`)."
    return _table(["aim", *_sizes(own)], rows) + said


def _ratios(own: Sequence[Measurement], ratio: Callable[[Measurement], float | None]) -> list[str]:
    return [_number(ratio(found)) for found in own]


def _over_bare(found: Measurement) -> float | None:
    with_floor = [node for node in found.build.nodes if node.bare_seconds is not None]
    floor = sum(node.bare_seconds or 0.0 for node in with_floor)
    return sum(node.cpu_seconds for node in with_floor) / floor if floor else None


def _over_libraries(found: Measurement) -> float | None:
    with_floor = [node for node in found.build.nodes if node.library_seconds]
    floor = sum(_library(node) for node in with_floor)
    return sum(node.cpu_seconds for node in with_floor) / floor if floor else None


def _library(node: Node) -> float:
    return sum(node.library_seconds.values())


def _script(found: Measurement) -> float | None:
    return found.script.cpu_seconds / found.build.cost.cpu_seconds if found.script else None


def _over_other(found: Measurement) -> float | None:
    if found.beside is None:
        return None
    return found.build.cost.cpu_seconds / found.beside.cost.cpu_seconds


def _over_other_wall(found: Measurement) -> float | None:
    return found.build.cost.seconds / found.beside.cost.seconds if found.beside else None


def _cpu_of(build: Build, belongs: Callable[[Node], bool]) -> float:
    return sum(node.cpu_seconds for node in build.nodes if belongs(node))


def _layers(own: Sequence[Measurement]) -> str:
    names = {layer(node) for found in own for node in found.build.nodes}
    order = [*in_order(names - {TESTS}), *([TESTS] if TESTS in names else [])]
    rows = []
    for name in order:

        def take(found: Measurement, name: str = name) -> float:
            return _cpu_of(found.build, lambda node: layer(node) == name)

        share = take(own[-1]) / own[-1].build.cost.cpu_seconds
        rows.append(
            [name, *(_number(take(found)) for found in own), f"{share:.0%}", _growth(own, take)]
        )

    def around(found: Measurement) -> float:
        return found.build.cost.cpu_seconds - _cpu_of(found.build, lambda node: True)

    share = around(own[-1]) / own[-1].build.cost.cpu_seconds
    rows.append(
        [
            *("dbt, hooks, publication", *(_number(around(found)) for found in own)),
            *(f"{share:.0%}", _growth(own, around)),
        ]
    )
    return _table(["CPU, s", *_sizes(own), f"of it at {own[-1].rows:,}", "growth"], rows)


def _python(own: Sequence[Measurement]) -> str:
    nodes = [node for node in own[-1].build.nodes if is_python(node)]
    return _nodes_table(own, nodes, "over its library", _library)


def _sql(own: Sequence[Measurement]) -> str:
    nodes = [node for node in own[-1].build.nodes if is_sql(node)]
    nodes.sort(key=lambda node: -node.cpu_seconds)
    rest = sum(node.cpu_seconds for node in nodes[LONGEST:])
    said = f"\n\nThe other {len(nodes) - LONGEST} take {_number(rest)} s." if rest > 0 else ""
    shown = nodes[:LONGEST]
    return _nodes_table(own, shown, "over bare SQL", lambda node: node.bare_seconds or 0.0) + said


def _nodes_table(
    own: Sequence[Measurement],
    nodes: Sequence[Node],
    over: str,
    floor: Callable[[Node], float],
) -> str:
    """One row per node: CPU at each size, over its floor at the largest, growth."""
    rows = []
    with_floor = [found for found in own if any(floor(node) for node in found.build.nodes)]
    judged = with_floor[-1] if with_floor else own[-1]
    floors = {node.name: floor(node) for node in judged.build.nodes}
    for node in sorted(nodes, key=lambda node: -node.cpu_seconds):
        take = _cpu_by_name(node.name)
        least = floors.get(node.name, 0.0)
        ratio = _number(take(judged) / least) if least else ""
        rows.append(
            [f"`{node.name}`", *(_number(take(found)) for found in own), ratio, _growth(own, take)]
        )
    return _table(["CPU, s", *_sizes(own), f"{over} at {judged.rows:,}", "growth"], rows)


def _cpu_by_name(name: str) -> Callable[[Measurement], float]:
    def take(found: Measurement) -> float:
        return _cpu_of(found.build, lambda node: node.name == name)

    return take


def _steep(own: Sequence[Measurement]) -> str:
    """Name what exceeds the steepest growth that is aimed at, of what is felt in the whole."""
    first, last = ends(own)
    if first is last:
        return "One size alone: nothing to compare."
    felt = TELLING * last.build.cost.cpu_seconds
    rows = []
    for node in sorted(last.build.nodes, key=lambda node: -node.cpu_seconds):
        take = _cpu_by_name(node.name)
        power = exponent((first.rows, take(first)), (last.rows, take(last)))
        if node.cpu_seconds >= felt and power is not None and power > STEEPEST:
            kind = "data test" if node.kind == "test" else node.kind
            cells = (kind, _number(take(first)), _number(take(last)), f"{power:.2f}")
            rows.append([f"`{node.name}`", *cells])
    if not rows:
        return (
            f"Of all nodes with {TELLING:.1%} of the CPU or more, none grows faster than the rows "
            f"to the power of {STEEPEST}."
        )
    header = ["", "kind", *(f"CPU at {found.rows:,}, s" for found in (first, last)), "growth"]
    return (
        f"Nodes with {TELLING:.1%} of the CPU or more that grow faster than the rows to the power "
        f"of {STEEPEST}:\n\n" + _table(header, rows)
    )
