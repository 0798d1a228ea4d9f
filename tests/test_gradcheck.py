"""Every gradient rule agrees with difference quotients, with PyTorch, and with itself; and gradcheck finds wrong ones."""

import importlib
import pkgutil
import re
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from gradcheck_cases import EXEMPT, RULES, function, nodes_behind
from hypothesis import given
from hypothesis import strategies as st

import autograd_lib as lib
from autograd_lib.autograd import gradcheck, gradgradcheck
from autograd_lib.autograd.arrivals import is_own
from autograd_lib.autograd.gradcheck import GradcheckError
from autograd_lib.autograd.graph import AccumulateGrad, Node

try:
    import torch
except ImportError:
    torch = None

CASES = [pytest.param(rule, source, id=f"{rule}-{source}") for rule, sources in RULES.items() for source in sources]


def every_rule() -> dict[str, set[str]]:
    """The name of every subclass of Node in the library, with the modules that define one of that name."""
    for module in pkgutil.walk_packages(lib.__path__, "autograd_lib."):
        importlib.import_module(module.name)

    def below(cls: type) -> Iterator[type]:
        for each in cls.__subclasses__():
            yield each
            yield from below(each)

    found: dict[str, set[str]] = {}
    for rule in below(Node):
        if rule.__module__.split(".")[0] == "autograd_lib":
            found.setdefault(rule.__name__, set()).add(rule.__module__)
    return found


# --- the registry -----------------------------------------------------------------------------------------------------


def test_no_rule_is_without_a_case() -> None:
    rules = every_rule()
    assert len(rules) > 150
    assert not set(rules) - set(RULES) - set(EXEMPT), "add a case to tests/gradcheck_cases.py"
    assert not (set(RULES) | set(EXEMPT)) - set(rules), "a case for a rule that is no more"
    assert all(RULES.values())


def test_each_rule_has_its_own_name() -> None:
    assert not {name: where for name, where in every_rule().items() if len(where) > 1}


@pytest.mark.parametrize(("rule", "source"), CASES)
def test_a_rule_agrees_with_difference_quotients(rule: str, source: str) -> None:
    func, inputs = function(lib, source)
    output = func(*inputs)
    assert rule in {type(node).__name__ for node in nodes_behind(output)}, "the case does not record its rule"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert gradcheck(func, inputs)


@pytest.mark.parametrize(("rule", "source"), CASES)
def test_second_derivatives_agree_with_difference_quotients(rule: str, source: str) -> None:
    func, inputs = function(lib, source)
    once = {type(n).__name__ for n in nodes_behind(func(*inputs)) if n.once_differentiable}
    if once:
        with pytest.raises(RuntimeError, match="is not implemented"):
            gradgradcheck(func, inputs)
    else:
        assert gradgradcheck(func, inputs)


def weighted(module: Any, outputs: Any) -> Any:
    """One number from the outputs of a case, each element weighted differently."""
    several = outputs if isinstance(outputs, tuple) else (outputs,)
    return sum(
        (each * module.tensor(np.linspace(0.5, 1.7, each.numel()).reshape(tuple(each.shape)))).sum()
        for each in several
        if each.requires_grad
    )


@pytest.mark.skipif(torch is None, reason="PyTorch is not installed")
@pytest.mark.parametrize(("rule", "source"), CASES)
def test_a_rule_agrees_with_pytorch(rule: str, source: str) -> None:
    answers = []
    for module in (lib, torch):
        module.manual_seed(0)
        func, inputs = function(module, source)
        loss = weighted(module, func(*inputs))
        first = module.autograd.grad(loss, inputs, create_graph=True, allow_unused=True)
        second: Any = [None] * len(inputs)
        if any(each is not None and each.requires_grad for each in first):
            total = sum((each**2).sum() for each in first if each is not None)
            try:
                second = module.autograd.grad(total, inputs, allow_unused=True)
            except RuntimeError as error:  # ours has a second derivative where PyTorch has none
                assert module is torch and "is not implemented" in str(error)
        answers.append([None if each is None else each.numpy(force=True) for each in (*first, *second)])
    for ours, theirs in zip(*answers, strict=True):
        if theirs is not None:
            np.testing.assert_allclose(0.0 if ours is None else ours, theirs, rtol=1e-7, atol=1e-12)


# --- what every rule promises the engine ------------------------------------------------------------------------------


def arrays_in(value: Any) -> Iterator[np.ndarray]:
    """The arrays in a saved value."""
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, (tuple, list)):
        for each in value:
            yield from arrays_in(each)
    elif isinstance(value, Node):
        yield from arrays_in(value.saved)


def incoming(node: Any, rng: Any) -> Any:
    """A gradient such as the engine would give to a node."""
    if node.arity > 1:
        return [rng.normal(size=shape).astype(dtype) for shape, dtype in zip(node.shape, node.dtype, strict=True)]
    return np.asarray(rng.normal(size=node.shape)).astype(node.dtype)


def outgoing(node: Any, gradient: Any) -> list[np.ndarray]:
    results = node.backward(node, gradient, *node.saved)
    several = results if isinstance(results, tuple) else (results,)
    return [np.asarray(each) for each in several if each is not None]


@pytest.mark.parametrize(("rule", "source"), CASES)
def test_what_a_rule_gives_is_new_or_its_gradient(rule: str, source: str) -> None:
    """What does not share the memory of the incoming gradient, the engine hands over as `x.grad`, without a copy."""
    func, inputs = function(lib, source)
    output = func(*inputs)
    for node in nodes_behind(output):
        if isinstance(node, AccumulateGrad) or node.shares:
            continue
        gradient = incoming(node, np.random.default_rng(0))
        results = outgoing(node, gradient) + outgoing(node, gradient)
        new = [each for each in results if is_own(each, gradient, node, set())]
        if node.passes:
            assert not new and is_own(results[0], gradient, node, {node}), f"{node.name()} does not just pass it on"
        others = [*arrays_in(gradient), *arrays_in(node.saved), *(each._data for each in inputs)]
        for place, each in enumerate(new):
            assert each.flags.writeable, f"{node.name()}: the engine adds to it in place"
            for other in others + new[:place]:
                assert not np.shares_memory(each, other), f"{node.name()} gives what somebody else holds"


@pytest.mark.parametrize(("rule", "source"), CASES)
def test_a_rule_leaves_its_arguments_as_they_are(rule: str, source: str) -> None:
    func, inputs = function(lib, source)
    output = func(*inputs)
    for node in nodes_behind(output):
        if isinstance(node, AccumulateGrad):
            continue
        gradient = incoming(node, np.random.default_rng(0))
        kept = [*arrays_in(gradient), *arrays_in(node.saved)]
        before = [each.copy() for each in kept]
        outgoing(node, gradient)
        for each, old in zip(kept, before, strict=True):
            np.testing.assert_array_equal(each, old, f"{node.name()} has changed what it was given")


@pytest.mark.parametrize(("rule", "source"), [case for case in CASES if "double" not in case.values[1]])
def test_a_rule_keeps_float32(rule: str, source: str) -> None:
    """The engine would convert the gradient, but twice the memory and time would be gone."""
    func, inputs = function(lib, source)
    given = [each.detach().float().requires_grad_() for each in inputs]
    try:
        output = func(*given)
    except RuntimeError:  # the constants of the case are float64
        return
    for node in nodes_behind(output):
        if isinstance(node, AccumulateGrad) or node.arity > 1 or node.dtype != np.float32:
            continue
        for each in outgoing(node, incoming(node, np.random.default_rng(0))):
            assert each.dtype == np.float32, f"{node.name()} gives {each.dtype}"


@pytest.mark.parametrize(("rule", "source"), CASES)
def test_a_rule_gives_the_same_on_arrays_and_on_tensors(rule: str, source: str) -> None:
    func, inputs = function(lib, source)
    lib.manual_seed(0)
    loss = weighted(lib, func(*inputs))
    plain = lib.autograd.grad(loss, inputs, retain_graph=True, allow_unused=True)
    recorded = lib.autograd.grad(loss, inputs, create_graph=True, allow_unused=True)
    for one, two in zip(plain, recorded, strict=True):
        assert (one is None) == (two is None)
        if one is not None:
            np.testing.assert_allclose(one.numpy(), two.detach().numpy(), rtol=1e-12, atol=1e-12)


# --- gradcheck itself -------------------------------------------------------------------------------------------------


class Tripled(lib.autograd.Function):
    """Doubles, and claims that the gradient is 3."""

    @staticmethod
    def forward(ctx: Any, x: Any) -> Any:
        return x * 2

    @staticmethod
    def backward(ctx: Any, grad: Any) -> Any:
        return grad * 3


def ones(*shape: int) -> Any:
    return lib.ones(*shape, dtype=lib.float64, requires_grad=True)


def test_a_wrong_rule_is_found_and_shown() -> None:
    with pytest.raises(GradcheckError) as caught:
        gradcheck(Tripled.apply, (ones(2),))
    assert str(caught.value) == (
        "Jacobian mismatch for output 0 with respect to input 0,\n"
        "numerical:tensor([[2.0000, 0.0000],\n        [0.0000, 2.0000]], dtype=torch.float64)\n"
        "analytical:tensor([[3., 0.],\n        [0., 3.]], dtype=torch.float64)\n"
    )


def test_a_wrong_rule_can_be_reported_without_an_exception() -> None:
    assert gradcheck(Tripled.apply, (ones(2),), raise_exception=False) is False
    assert gradcheck(lambda x: x * 2, (ones(2),), raise_exception=False) is True


def test_the_message_names_the_output_and_the_input() -> None:
    with pytest.raises(GradcheckError, match="^Jacobian mismatch for output 1 with respect to input 1,"):
        gradcheck(lambda x, y: (x * y, Tripled.apply(y)), (ones(2), ones(2)))


def test_a_wrong_second_derivative_is_found() -> None:
    with pytest.raises(GradcheckError, match="^Jacobian mismatch"):
        gradgradcheck(lambda x: Tripled.apply(x) ** 2, (ones(2),))


def test_a_detached_result_is_found() -> None:
    with pytest.raises(GradcheckError, match="^Numerical gradient for function expected to be zero"):
        gradcheck(lambda x: x.detach() * 2, (ones(2),))


def test_a_rule_that_forgets_the_gradient_that_arrives_is_found() -> None:
    class Forgetful(lib.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x.sum()

        @staticmethod
        def backward(ctx: Any, grad: Any) -> Any:
            return lib.ones(2, dtype=lib.float64)

    with pytest.raises(GradcheckError, match="^backward not multiplied by grad_output"):
        gradcheck(Forgetful.apply, (ones(2),))


def test_a_backward_that_answers_differently_each_time_is_found() -> None:
    class Moody(lib.autograd.Function):
        calls = 0

        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x * 2

        @staticmethod
        def backward(ctx: Any, grad: Any) -> Any:
            Moody.calls += 1
            return grad * (2 + 1e-7 * Moody.calls)

    with pytest.raises(GradcheckError, match="^Backward is not reentrant"):
        gradcheck(Moody.apply, (ones(2),))
    assert gradcheck(Moody.apply, (ones(2),), nondet_tol=1e-5)


def test_float32_inputs_are_warned_about() -> None:
    message = "Input #1 requires gradient and is not a double precision floating point or complex"
    with pytest.warns(UserWarning, match=message):
        gradcheck(lambda x, y: x + y, (ones(2), lib.zeros(2, requires_grad=True)), eps=1e-2, atol=1e-2)


def test_something_must_require_a_gradient() -> None:
    message = (
        "gradcheck expects at least one input tensor to require gradient, but none of them have requires_grad=True."
    )
    with pytest.raises(ValueError, match=message):
        gradcheck(lambda x: x * 2, (lib.ones(2),))


def test_an_expanded_input_is_refused() -> None:
    with pytest.raises(RuntimeError, match="^The 0th input has a dimension with stride 0"):
        gradcheck(lambda x: x * 2, (lib.ones(1).double().expand(3).requires_grad_(),))


def test_inputs_may_be_one_tensor_a_list_or_hold_other_things() -> None:
    assert gradcheck(lambda x: x * 2, ones(2))
    assert gradcheck(lambda x: x * 2, [ones(2)])
    assert gradcheck(lambda x, n, y: x * n + y, (ones(2), 3, lib.ones(2).double()))
    assert gradcheck(lambda x: (x * 2, x.argmax(), x.exp()), ones(3))
    assert gradcheck(lambda x: x * 2, ones(0))


def test_the_inputs_are_left_as_they_were() -> None:
    x = lib.tensor([0.1, 0.7, -1.3], dtype=lib.float64, requires_grad=True)
    before = x.tolist()
    gradcheck(lambda t: t.sin(), x)
    gradgradcheck(lambda t: t.sin(), x)
    assert x.tolist() == before
    assert x.grad is None
    assert x._version == 0


def test_gradgradcheck_leaves_the_random_numbers_alone() -> None:
    lib.manual_seed(3)
    expected = lib.rand(4).tolist()
    lib.manual_seed(3)
    gradgradcheck(lambda t: t**3, ones(2))
    assert lib.rand(4).tolist() == expected


@pytest.mark.parametrize(
    ("check", "option", "value"),
    [
        (gradcheck, "fast_mode", True),
        (gradcheck, "check_forward_ad", True),
        (gradcheck, "check_batched_grad", True),
        (gradcheck, "check_backward_ad", False),
        (gradcheck, "masked", True),
        (gradgradcheck, "check_fwd_over_rev", True),
        (gradgradcheck, "check_rev_over_rev", False),
        (gradgradcheck, "gen_non_contig_grad_outputs", True),
        (gradgradcheck, "fast_mode", True),
    ],
)
def test_options_that_are_left_out_say_so(check: Any, option: str, value: bool) -> None:
    with pytest.raises(NotImplementedError, match=f"{option}={value}"):
        check(lambda x: x * 2, ones(2), **{option: value})


# --- rules without a derivative ---------------------------------------------------------------------------------------


def test_whole_quotients_have_no_derivative() -> None:
    x = lib.tensor([7.0, 8.0], requires_grad=True)
    message = "derivative for aten::floor_divide is not implemented"
    with pytest.raises(RuntimeError, match=f"^{re.escape(message)}"):
        (x // 2).sum().backward()


def test_a_rule_for_arrays_only_refuses_a_second_derivative() -> None:
    class CubedBackward(Node):
        saves = ("self",)
        once_differentiable = True

        @staticmethod
        def backward(ctx: Any, grad: Any, input: Any) -> Any:
            return grad * np.power(input, 2) * 3

    from autograd_lib.autograd.record import record1

    x = lib.tensor([1.0, 2.0], requires_grad=True)
    y = record1(CubedBackward, x._data**3, x, (x._data,))
    (gradient,) = lib.autograd.grad(y.sum(), x, create_graph=True)
    assert gradient.tolist() == [3.0, 12.0]
    with pytest.raises(RuntimeError, match="^derivative for CubedBackward is not implemented"):
        gradient.sum().backward()


@given(
    st.sampled_from([np.float16, np.float32, np.float64]), st.floats(-1e6, 1e6) | st.floats(), st.integers(1, 1200)
)
def test_the_gradient_of_a_mean_is_rounded_once(dtype: Any, gradient: float, count: int) -> None:
    """Each element gets what NumPy's own division in that dtype gives."""
    x = lib.zeros(count, dtype=getattr(lib, np.dtype(dtype).name), requires_grad=True)
    with np.errstate(all="ignore"):
        given_one = np.float64(gradient).astype(dtype)
        wanted = given_one / dtype(count)
    x.mean().backward(lib.from_numpy(np.array(given_one)))
    np.testing.assert_array_equal(x.grad.numpy(), np.full(count, wanted))


@given(
    st.sampled_from([np.float16, np.float32, np.float64]),
    st.integers(1, 300),
    st.integers(0, 40),
    st.sampled_from(["C", "F", "gaps"]),
    st.integers(0, 2**32 - 1),
)
def test_the_gradient_of_a_bias_is_the_sum_of_the_rows(dtype: Any, rows: int, columns: int, layout: str, seed: int) -> None:
    bias = lib.zeros(columns, dtype=getattr(lib, np.dtype(dtype).name), requires_grad=True)
    values = np.random.default_rng(seed).normal(size=(rows, columns)).astype(dtype)
    given_one = np.repeat(values, 2, axis=1)[:, ::2] if layout == "gaps" else np.array(values, order=layout)
    (bias + lib.zeros(rows, columns, dtype=bias.dtype)).backward(lib.from_numpy(given_one))
    wanted = values.astype(np.float64).sum(axis=0)
    np.testing.assert_allclose(bias.grad.numpy(), wanted, rtol=0, atol=rows * 8 * np.finfo(dtype).eps)
