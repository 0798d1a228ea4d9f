"""L-BFGS: from the last gradients it guesses how the slope bends, and steps to where it would be flat."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

from .._tensor import Tensor, wrap
from ..autograd.grad_mode import enable_grad
from .optimizer import Optimizer, check_lr, count_change


class LBFGS(Optimizer):
    """L-BFGS (Nocedal 1980; Nocedal & Wright, Numerical Optimization, chapters 3 and 7): for small problems, all the
    data at once.

        s = the last step,  y = the change of the gradient along it: together they tell of the curvature
        d ← −H · g                               H: the inverse curvature, from the last `history_size` pairs (s, y)
        θ ← θ + t · d                            t = lr, or found by a search along d

    One `step(closure)` is up to `max_iter` of these, and needs the closure to compute loss and gradients again:

        def closure():
            optimizer.zero_grad()
            loss = criterion(net(x), y)
            loss.backward()
            return loss

    Args:
        params: tensors or (name, tensor) pairs, all in one group.
        lr: the length t of a step, or the first one tried (a tensor of one element will do).
        max_iter: steps along a direction in one `step`.
        max_eval: calls of the closure in one `step`; max_iter · 5/4 if not given.
        tolerance_grad: stop where no number of the gradient is larger.
        tolerance_change: stop where the loss or all numbers change by less.
        history_size: how many pairs (s, y) to keep.
        line_search_fn: "strong_wolfe" to search for t, None for t = lr.

    Raises:
        ValueError: lr out of its range, more than one group.
        RuntimeError: another line_search_fn.
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float | Tensor = 1,
        max_iter: int = 20,
        max_eval: int | None = None,
        tolerance_grad: float = 1e-7,
        tolerance_change: float = 1e-9,
        history_size: int = 100,
        line_search_fn: str | None = None,
    ) -> None:
        check_lr(lr)
        defaults = {
            "lr": lr,
            "max_iter": max_iter,
            "max_eval": max_iter * 5 // 4 if max_eval is None else max_eval,
            "tolerance_grad": tolerance_grad,
            "tolerance_change": tolerance_change,
            "history_size": history_size,
            "line_search_fn": line_search_fn,
        }
        super().__init__(params, defaults)
        if len(self.param_groups) != 1:
            raise ValueError(
                "LBFGS doesn't support per-parameter options (parameter groups)\nGive all parameters in one list."
            )

    def step(self, closure: Callable[[], Any]) -> Any:
        """Go downhill until it is flat, or for `max_iter` steps.

        Args:
            closure: clears the gradients, computes the loss, calls backward, and returns the loss.

        Returns:
            What the closure returned at the first call.
        """
        (group,) = self.param_groups
        lr, flat_enough, still = float(group["lr"]), group["tolerance_grad"], group["tolerance_change"]
        if group["line_search_fn"] not in (None, "strong_wolfe"):
            raise RuntimeError(f"only 'strong_wolfe' is supported\nGot line_search_fn={group['line_search_fn']!r}.")
        state = self.state[group["params"][0]]
        state.setdefault("func_evals", 0)
        state.setdefault("n_iter", 0)

        def evaluate() -> tuple[Any, np.ndarray]:
            state["func_evals"] += 1
            with enable_grad():
                return closure(), self._flat_gradient(group["params"])

        evaluations = state["func_evals"]
        first_loss, g = evaluate()
        loss = float(first_loss)
        if np.abs(g).max() <= flat_enough:
            return first_loss
        d, t, last_g = (_array(state.get(name)) for name in ("d", "t", "prev_flat_grad"))
        pairs = [[_array(one) for one in state.get(name, ())] for name in ("old_dirs", "old_stps", "ro")]
        scale = _array(state.get("H_diag", 1))

        with np.errstate(all="ignore"):
            for iteration in range(1, group["max_iter"] + 1):
                state["n_iter"] += 1
                if state["n_iter"] == 1:
                    d, scale = -g, 1
                    t = min(1.0, 1.0 / np.abs(g).sum()) * lr
                else:
                    scale = _remember(pairs, g - last_g, d * t, group["history_size"], scale)
                    d, weights = _direction(g, pairs, scale)
                    state["al"] = [*map(_kept, weights), *[None] * (group["history_size"] - len(weights))]
                    t = lr
                last_g, last_loss = g, loss
                slope = g.dot(d)
                if slope > -still:
                    break
                if group["line_search_fn"] is not None:
                    start = [p._data.copy() for p in group["params"]]

                    def at(t: Any, start: list[np.ndarray] = start, d: np.ndarray = d) -> Point:
                        self._move(group["params"], t, d)
                        value, g = evaluate()
                        for p, old in zip(group["params"], start):
                            np.copyto(p._data, old)
                        return Point(t, float(value), g, g.dot(d))

                    t, loss, g, _ = strong_wolfe(at, Point(0, loss, g, slope), t, np.abs(d).max())
                    self._move(group["params"], t, d)
                else:
                    self._move(group["params"], t, d)
                    if iteration != group["max_iter"]:
                        value, g = evaluate()
                        loss = float(value)
                if (
                    state["func_evals"] - evaluations >= group["max_eval"]
                    or np.abs(g).max() <= flat_enough
                    or np.abs(d * t).max() <= still
                    or abs(loss - last_loss) < still
                ):
                    break
        state["d"], state["t"] = wrap(d), group["lr"] if t is lr else _kept(t)
        state["old_dirs"], state["old_stps"], state["ro"] = ([_kept(one) for one in each] for each in pairs)
        state["H_diag"], state["prev_flat_grad"], state["prev_loss"] = _kept(scale), wrap(last_g), last_loss
        return first_loss

    def _flat_gradient(self, params: list[Tensor]) -> np.ndarray:
        """All gradients in one row."""
        return np.concatenate([np.zeros(p._data.size, p._data.dtype) if p.grad is None else p.grad._data.reshape(-1)
                               for p in params])  # fmt: skip

    def _move(self, params: list[Tensor], t: Any, d: np.ndarray) -> None:
        """θ ← θ + t · d."""
        begin = 0
        for p in params:
            p._data += (t * d[begin : begin + p._data.size]).reshape(p._data.shape)
            begin += p._data.size
            count_change(p)


def _array(value: Any) -> Any:
    """The array (of a single number: the number, in its dtype) in a tensor of the state; all else as it is."""
    return value._data[()] if isinstance(value, Tensor) else value


def _kept(value: Any) -> Any:
    """What the state holds: arrays and NumPy's numbers as tensors."""
    return wrap(np.asarray(value)) if isinstance(value, (np.ndarray, np.generic)) else value


def _remember(pairs: list[list[Any]], y: np.ndarray, s: np.ndarray, size: int, scale: Any) -> Any:
    """Add the pair (y, s) and 1 / (y · s) where the slope bends upwards; the scale of H that follows."""
    curvature = y.dot(s)
    if not curvature > 1e-10:
        return scale
    if len(pairs[0]) == size:
        for each in pairs:
            each.pop(0)
    for each, new in zip(pairs, (y, s, 1.0 / curvature)):
        each.append(new)
    return curvature / y.dot(y)


def _direction(g: np.ndarray, pairs: list[list[Any]], scale: Any) -> tuple[np.ndarray, list[Any]]:
    """−H · g without ever making the matrix H: once backwards through the pairs, once forwards (two-loop recursion).

    Also gives how much of each y the way back took out of the gradient."""
    d = -g
    weights: list[Any] = []
    for y, s, rho in reversed(list(zip(*pairs))):
        weights.insert(0, s.dot(d) * rho)
        d -= weights[0] * y
    d *= scale
    for (y, s, rho), weight in zip(zip(*pairs), weights):
        d += (weight - y.dot(d) * rho) * s
    return d, weights


class Point(NamedTuple):
    """What is known at the length `t` along the direction: loss, gradient, and the slope along the direction."""

    t: Any
    f: float
    g: np.ndarray
    slope: Any


def strong_wolfe(at: Callable[[Any], Point], start: Point, t: Any, size: Any) -> Point:
    """A point along the direction that is low enough and flat enough (Nocedal & Wright, algorithms 3.5 and 3.6).

        f(t) ≤ f(0) + 0.0001 · t · f'(0),    |f'(t)| ≤ 0.9 · |f'(0)|

    Args:
        at: the point at a length t.
        start: the point at 0.
        t: the first length to try.
        size: the largest number of the direction.
    """

    def too_high(point: Point) -> Any:
        return point.f > start.f + 1e-4 * point.t * start.slope

    def flat(point: Point) -> Any:
        return abs(point.slope) <= -0.9 * start.slope

    last, new, tries = start, at(t), 0
    while tries < 25:  # outwards, until such a point must lie between two
        if too_high(new) or (tries > 1 and new.f >= last.f) or (not flat(new) and new.slope >= 0):
            ends = [last, new]
            break
        if flat(new):
            return new
        nearest, furthest = new.t + 0.01 * (new.t - last.t), new.t * 10
        last, new = new, at(_lowest(last, new, nearest, furthest))
        tries += 1
    else:
        ends = [start, new]

    stuck = False
    low, high = _lower_first(ends)
    while tries < 25:  # inwards
        left, right = min(ends[0].t, ends[1].t), max(ends[0].t, ends[1].t)
        if abs(ends[1].t - ends[0].t) * size < 1e-9:
            break
        t = _lowest(ends[0], ends[1], left, right)
        margin = 0.1 * (right - left)
        close = min(right - t, t - left) < margin
        if close and (stuck or t >= right or t <= left):
            t = right - margin if abs(t - right) < abs(t - left) else left + margin
            close = False
        stuck = close
        new = at(t)
        tries += 1
        if too_high(new) or new.f >= ends[low].f:
            ends[high] = new
            low, high = _lower_first(ends)
            continue
        done = flat(new)
        if not done and new.slope * (ends[high].t - ends[low].t) >= 0:
            ends[high] = ends[low]
        ends[low] = new
        if done:
            break
    return ends[low]


def _lower_first(ends: list[Point]) -> tuple[int, int]:
    return (0, 1) if ends[0].f <= ends[1].f else (1, 0)


def _lowest(a: Point, b: Point, left: Any, right: Any) -> Any:
    """Where the cubic through two points, with their slopes, is lowest, kept between left and right (N & W 3.59)."""
    d1 = a.slope + b.slope - 3 * (a.f - b.f) / (a.t - b.t)
    square = d1**2 - a.slope * b.slope
    if square < 0:
        return (left + right) / 2.0
    if a.t > b.t:
        a, b = b, a
    d2 = np.sqrt(square)
    t = b.t - (b.t - a.t) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2))
    return min(max(t, left), right)
