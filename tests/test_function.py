"""Functions with a gradient rule of one's own: what PyTorch promises about them, and that they keep nothing alive."""

import gc
import warnings
import weakref
from typing import Any

import pytest

import autograd_lib as torch
from autograd_lib.autograd import Function
from autograd_lib.autograd.function import FunctionCtx, once_differentiable


class Scale(Function):
    """x * factor, and a second result that is a constant."""

    @staticmethod
    def forward(ctx: Any, x: Any, factor: float) -> Any:
        ctx.factor = factor
        return x * factor

    @staticmethod
    def backward(ctx: Any, grad: Any) -> Any:
        return grad * ctx.factor, None


class Exp(Function):
    @staticmethod
    def forward(ctx: Any, x: Any) -> Any:
        result = x.exp()
        ctx.save_for_backward(result)
        return result

    @staticmethod
    def backward(ctx: Any, grad: Any) -> Any:
        (result,) = ctx.saved_tensors
        return grad * result


class Product(Function):
    @staticmethod
    def forward(ctx: Any, left: Any, right: Any) -> Any:
        ctx.save_for_backward(left, right)
        return left * right

    @staticmethod
    def backward(ctx: Any, grad: Any) -> Any:
        left, right = ctx.saved_tensors
        return grad * right, grad * left


class Both(Function):
    """Two results; remembers the gradients that arrived."""

    arrived: list[Any] = []

    @staticmethod
    def forward(ctx: Any, x: Any, materialize: bool = True) -> Any:
        ctx.set_materialize_grads(materialize)
        return x * 2, x * 3

    @staticmethod
    def backward(ctx: Any, two: Any, three: Any) -> Any:
        Both.arrived.append((two, three))
        total = 0
        if two is not None:
            total = total + two * 2
        if three is not None:
            total = total + three * 3
        return total, None


class DoubleInPlace(Function):
    @staticmethod
    def forward(ctx: Any, x: Any) -> Any:
        x.mul_(2)
        ctx.mark_dirty(x)
        return x

    @staticmethod
    def backward(ctx: Any, grad: Any) -> Any:
        return grad * 2


def leaf(*numbers: float) -> Any:
    return torch.tensor(numbers or (1.0, 2.0, 3.0), requires_grad=True)


# --- forward ----------------------------------------------------------------------------------------------------------


def test_forward_is_not_recorded_but_its_result_is() -> None:
    seen = []

    class Probe(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            seen.append((torch.is_grad_enabled(), x.requires_grad, (x * 2).requires_grad))
            return x * 2

        @staticmethod
        def backward(ctx: Any, grad: Any) -> Any:
            return grad * 2

    y = Probe.apply(leaf())
    assert seen == [(False, True, False)]
    assert y.requires_grad
    assert torch.is_grad_enabled()


def test_the_node_is_named_after_the_function() -> None:
    y = Exp.apply(leaf())
    assert y.grad_fn.name() == type(y.grad_fn).__name__ == "ExpBackward"
    assert repr(y).endswith("grad_fn=<ExpBackward>)")
    assert repr(y.grad_fn).startswith("<torch.autograd.function.ExpBackward object at")


def test_only_tensors_have_an_edge() -> None:
    x, constant = leaf(), torch.ones(3)
    assert len(Scale.apply(x, 2.0).grad_fn.next_functions) == 1
    node = Product.apply(constant, x).grad_fn
    assert node.next_functions[0] == (None, 0)
    assert node.next_functions[1][0].variable is x
    assert node.needs_input_grad == (False, True)


def test_attributes_of_ctx_are_seen_at_the_node() -> None:
    assert Scale.apply(leaf(), 4.0).grad_fn.factor == 4.0
    with pytest.raises(AttributeError):
        _ = Scale.apply(leaf(), 4.0).grad_fn.nothing


def test_nothing_is_recorded_without_need() -> None:
    assert not Exp.apply(torch.ones(3)).requires_grad
    with torch.no_grad():
        assert not Exp.apply(leaf()).requires_grad


def test_a_tuple_of_one_stays_a_tuple() -> None:
    class One(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return (x * 2,)

        @staticmethod
        def backward(ctx: Any, grad: Any) -> Any:
            return grad * 2

    x = leaf()
    (y,) = One.apply(x)
    y.sum().backward()
    assert x.grad.tolist() == [2, 2, 2]


def test_results_that_are_no_tensors_pass_through() -> None:
    class Mixed(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x * 2, "text", x * 3

        @staticmethod
        def backward(ctx: Any, two: Any, text: Any, three: Any) -> Any:
            assert text is None
            return two * 2 + three * 3

    x = leaf()
    two, text, three = Mixed.apply(x)
    assert (text, two.output_nr, three.output_nr) == ("text", 0, 2)
    (two + three).sum().backward()
    assert x.grad.tolist() == [5, 5, 5]


def test_integer_results_have_no_gradient() -> None:
    class Best(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x.max(), x.argmax()

        @staticmethod
        def backward(ctx: Any, value: Any, place: Any) -> Any:
            assert place.dtype == torch.int64  # zeros
            return value * torch.tensor([0.0, 0.0, 1.0])

    x = leaf()
    value, place = Best.apply(x)
    assert not place.requires_grad
    value.backward()
    assert x.grad.tolist() == [0, 0, 1]


def test_marked_results_have_no_gradient() -> None:
    class Parts(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            whole = x.floor()
            ctx.mark_non_differentiable(whole)
            return whole, x - whole

        @staticmethod
        def backward(ctx: Any, whole: Any, rest: Any) -> Any:
            return rest

    x = leaf(1.5, 2.25)
    whole, rest = Parts.apply(x)
    assert not whole.requires_grad
    assert rest.requires_grad
    rest.sum().backward()
    assert x.grad.tolist() == [1, 1]


# --- saved tensors ----------------------------------------------------------------------------------------------------


def test_a_saved_leaf_comes_back_as_itself() -> None:
    x, constant = leaf(), torch.ones(3)
    node = Product.apply(x, constant).grad_fn
    assert node.saved_tensors[0] is x
    assert node.saved_tensors[1] is constant


def test_none_can_be_saved() -> None:
    class Keep(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(None, x)
            return x * 2

        @staticmethod
        def backward(ctx: Any, grad: Any) -> Any:
            nothing, x = ctx.saved_tensors
            assert nothing is None
            return grad * 2

    Keep.apply(leaf()).sum().backward()


def test_only_tensors_can_be_saved() -> None:
    class Keep(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x, 3)
            return x

    with pytest.raises(TypeError, match="^save_for_backward can only save variables, but argument 1 is of type int"):
        Keep.apply(leaf())


def test_what_forward_computed_on_the_way_can_be_saved() -> None:
    class Sine(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x.cos())
            return x.sin()

        @staticmethod
        def backward(ctx: Any, grad: Any) -> Any:
            return grad * ctx.saved_tensors[0]

    x = leaf(0.0)
    Sine.apply(x).backward(torch.ones(1))
    assert x.grad.tolist() == [1]


def test_saved_tensors_are_freed_by_backward() -> None:
    y = Exp.apply(leaf())
    y.sum().backward()
    for ask in (y.sum().backward, lambda: y.grad_fn.saved_tensors):
        with pytest.raises(RuntimeError, match="^Trying to backward through the graph a second time"):
            ask()


def test_saved_tensors_stay_when_the_graph_is_retained() -> None:
    x = leaf(0.0, 0.0)
    y = Exp.apply(x).sum()
    y.backward(retain_graph=True)
    y.backward()
    assert x.grad.tolist() == [2, 2]


def test_attributes_are_not_freed() -> None:
    x = leaf()
    y = Scale.apply(x, 3.0).sum()
    y.backward()
    y.backward()
    assert x.grad.tolist() == [6, 6, 6]


@pytest.mark.parametrize("which", ["input", "output", "constant"])
def test_a_saved_tensor_that_was_changed_is_refused(which: str) -> None:
    inner, constant = leaf() * 1, torch.ones(3)
    y = Exp.apply(inner) if which == "output" else Product.apply(inner, constant)
    {"input": inner, "output": y, "constant": constant}[which].add_(1)
    with pytest.raises(RuntimeError, match="has been modified by an inplace operation: .torch.FloatTensor .3.."):
        y.sum().backward()


# --- backward ---------------------------------------------------------------------------------------------------------


def test_a_result_that_nobody_used_gives_zeros() -> None:
    Both.arrived.clear()
    two, _ = Both.apply(leaf())
    two.sum().backward()
    assert Both.arrived[0][1].tolist() == [0, 0, 0]


def test_a_result_that_nobody_used_gives_none_on_demand() -> None:
    Both.arrived.clear()
    x = leaf()
    _, three = Both.apply(x, False)
    three.sum().backward()
    assert Both.arrived[0][0] is None
    assert x.grad.tolist() == [3, 3, 3]


def test_backward_is_not_recorded_unless_asked() -> None:
    seen = []

    class Probe(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x * 2

        @staticmethod
        def backward(ctx: Any, grad: Any) -> Any:
            seen.append(torch.is_grad_enabled())
            return grad * 2

    x = leaf()
    Probe.apply(x).sum().backward()
    torch.autograd.grad(Probe.apply(x).sum(), x, create_graph=True)
    assert seen == [False, True]


@pytest.mark.parametrize(("function", "inputs"), [(Exp, 1), (Product, 2)])
def test_second_derivatives_pass_gradgradcheck(function: Any, inputs: int) -> None:
    given = [torch.rand(3, dtype=torch.float64, requires_grad=True) for _ in range(inputs)]
    assert torch.autograd.gradcheck(function.apply, given)
    assert torch.autograd.gradgradcheck(function.apply, given)


def test_third_derivatives_work() -> None:
    x = torch.tensor(0.5, dtype=torch.float64, requires_grad=True)
    y = Exp.apply(Exp.apply(x))
    for _ in range(3):
        (y,) = torch.autograd.grad(y, x, create_graph=True)
    z = (x.exp()).exp()
    for _ in range(3):
        (z,) = torch.autograd.grad(z, x, create_graph=True)
    assert y.item() == pytest.approx(z.item(), rel=1e-12)


def returning(*values: Any, arguments: int = 1) -> Any:
    """A function whose backward returns these values."""

    class Odd(Function):
        @staticmethod
        def forward(ctx: Any, *args: Any) -> Any:
            return args[0] * 2

        @staticmethod
        def backward(ctx: Any, grad: Any) -> Any:
            answers = tuple(grad if each == "grad" else each for each in values)
            return answers if len(answers) != 1 else answers[0]

    return Odd


MISUSES = [
    (
        ("grad",),
        (leaf(), leaf()),
        r"function OddBackward returned an incorrect number of gradients \(expected 2, got 1\)",
    ),
    (
        ("grad", "grad"),
        (leaf(),),
        r"function OddBackward returned an incorrect number of gradients \(expected 1, got 2\)",
    ),
    (("grad", "grad"), (leaf(), 2.0), "function OddBackward returned a gradient different than None at position 2"),
    (
        (torch.ones(2),),
        (leaf(),),
        r"Function OddBackward returned an invalid gradient at index 0 - got \[2\] but expected",
    ),
    ((3.0,), (leaf(),), r"expected Variable or None \(got float\)"),
    (([1.0],), (leaf(),), r"expected Variable or None \(got list\)"),
]


@pytest.mark.parametrize(("values", "arguments", "message"), MISUSES)
def test_wrong_gradients_are_refused(values: Any, arguments: Any, message: str) -> None:
    y = returning(*values).apply(*arguments).sum()
    with pytest.raises(RuntimeError, match="^" + message):
        y.backward()


def test_too_many_nones_are_ignored() -> None:
    x = leaf()
    returning("grad", None, None).apply(x).sum().backward()
    assert x.grad.tolist() == [1, 1, 1]


def test_a_gradient_is_brought_to_the_dtype_and_shape_of_its_input() -> None:
    class AddRow(Function):
        @staticmethod
        def forward(ctx: Any, table: Any, row: Any) -> Any:
            return table + row

        @staticmethod
        def backward(ctx: Any, grad: Any) -> Any:
            return grad.double(), grad.double()

    table, row = torch.ones(2, 3, requires_grad=True), leaf()
    AddRow.apply(table, row).sum().backward()
    assert table.grad.dtype == row.grad.dtype == torch.float32
    assert row.grad.tolist() == [2, 2, 2]


def test_none_means_no_gradient() -> None:
    x, y = leaf(), leaf()
    (returning(None).apply(x) + y).sum().backward()
    assert x.grad is None
    assert y.grad.tolist() == [1, 1, 1]


def test_hooks_work_on_a_custom_node() -> None:
    x = leaf()
    y = Scale.apply(x, 2.0)
    y.register_hook(lambda grad: grad * 5)
    y.grad_fn.register_hook(lambda inputs, outputs: (inputs[0] * 10,))
    y.sum().backward()
    assert x.grad.tolist() == [100, 100, 100]


def test_backward_may_call_backward() -> None:
    class Checkpoint(Function):
        """Keeps only its input; computes the forward pass again when the gradient is wanted."""

        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x)
            return x.sin() * x

        @staticmethod
        def backward(ctx: Any, grad: Any) -> Any:
            with torch.enable_grad():
                x = ctx.saved_tensors[0].detach().requires_grad_()
                (x.sin() * x).backward(grad)
            return x.grad

    x, z = leaf(), leaf()
    Checkpoint.apply(Checkpoint.apply(x * 2)).sum().backward()
    y = z * 2
    y = y.sin() * y
    (y.sin() * y).sum().backward()
    assert torch.allclose(x.grad, z.grad)


# --- in place, and results that are inputs ----------------------------------------------------------------------------


def test_an_input_that_comes_back_is_a_view_with_the_rule() -> None:
    class Same(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x

        @staticmethod
        def backward(ctx: Any, grad: Any) -> Any:
            return grad * 7

    x = leaf()
    y = Same.apply(x)
    assert y is not x
    assert y.data_ptr() == x.data_ptr()
    y.sum().backward()
    assert x.grad.tolist() == [7, 7, 7]
    message = (
        "^Output 0 of Same is a view and is being modified inplace. This view was created inside a custom Function"
    )
    with pytest.raises(RuntimeError, match=message):
        Same.apply(x * 1).add_(1)


def test_a_function_may_change_its_input() -> None:
    x = leaf()
    y = x * 1
    assert DoubleInPlace.apply(y) is y
    assert y.tolist() == [2, 4, 6]
    assert y.grad_fn.name() == "DoubleInPlaceBackward"
    (y * y).sum().backward()
    assert x.grad.tolist() == [8, 16, 24]


def test_a_function_may_change_a_view() -> None:
    x = leaf()
    y = x * 1
    DoubleInPlace.apply(y[1:])
    assert y.tolist() == [1, 4, 6]
    y.sum().backward()
    assert x.grad.tolist() == [1, 2, 2]


def test_a_function_may_change_a_view_that_is_not_its_first_argument() -> None:
    class AddTo(Function):
        @staticmethod
        def forward(ctx: Any, x: Any, target: Any) -> Any:
            target.add_(x)
            ctx.mark_dirty(target)
            return target, x * 2

        @staticmethod
        def backward(ctx: Any, grad: Any, other: Any) -> Any:
            return grad * 3 + other * 2, grad

    x, z = leaf(1.0, 1.0), leaf()
    y = z * 1
    part = y[1:]
    _, double = AddTo.apply(x, part)
    (y.sum() + double.sum()).backward()
    assert x.grad.tolist() == [5, 5]
    assert z.grad.tolist() == [1, 1, 1]


def test_a_leaf_may_not_be_changed() -> None:
    with pytest.raises(
        RuntimeError, match="^a leaf Variable that requires grad has been used in an in-place operation"
    ):
        DoubleInPlace.apply(leaf())


def test_what_was_changed_must_be_returned() -> None:
    class Bad(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            x.mul_(2)
            ctx.mark_dirty(x)
            return x * 1

    with pytest.raises(
        RuntimeError, match="^Some elements marked as dirty during the forward method were not returned"
    ):
        Bad.apply(leaf() * 1)


# --- the other forms --------------------------------------------------------------------------------------------------


def test_the_context_can_be_set_up_separately() -> None:
    class Power(Function):
        @staticmethod
        def forward(x: Any, exponent: int = 3) -> Any:
            return x**exponent

        @staticmethod
        def setup_context(ctx: Any, inputs: Any, output: Any) -> None:
            x, ctx.exponent = inputs
            ctx.save_for_backward(x)

        @staticmethod
        def backward(ctx: Any, grad: Any) -> Any:
            return grad * ctx.exponent * ctx.saved_tensors[0] ** (ctx.exponent - 1), None

    x = leaf()
    Power.apply(x).sum().backward()
    assert x.grad.tolist() == [3, 12, 27]


def test_arguments_may_be_named() -> None:
    x = leaf()
    Scale.apply(x, factor=4.0).sum().backward()
    assert x.grad.tolist() == [4, 4, 4]


def test_vjp_is_another_name_for_backward() -> None:
    class Double(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x * 2

        @staticmethod
        def vjp(ctx: Any, grad: Any) -> Any:
            return grad * 2

    class Twice(Double):
        @staticmethod
        def backward(ctx: Any, grad: Any) -> Any:
            return grad * 2

    x = leaf()
    Double.apply(x).sum().backward()
    assert x.grad.tolist() == [2, 2, 2]
    with pytest.raises(RuntimeError, match="^Implementing both 'backward' and 'vjp'"):
        Twice.apply(x).sum().backward()


def test_forward_and_backward_must_be_written() -> None:
    class Nothing(Function):
        pass

    class Half(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x * 2

    with pytest.raises(
        NotImplementedError, match="^You must implement the forward function for custom autograd.Function"
    ):
        Nothing.apply(leaf())
    with pytest.raises(NotImplementedError, match="^You must implement either the backward or vjp method"):
        Half.apply(leaf()).sum().backward()


def test_instances_are_refused() -> None:
    with pytest.warns(
        DeprecationWarning, match="should not be instantiated. Methods on autograd functions are all static"
    ):
        instance = Exp()
    with pytest.raises(RuntimeError, match="^Legacy autograd function with non-static forward method is deprecated"):
        instance(leaf())


def test_forward_mode_is_left_out() -> None:
    with pytest.raises(NotImplementedError, match="save_for_forward"):
        FunctionCtx().save_for_forward(torch.ones(2))


def test_once_differentiable_refuses_a_second_derivative() -> None:
    class Square(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        @once_differentiable
        def backward(ctx: Any, grad: Any) -> Any:
            assert not torch.is_grad_enabled()
            return 2 * ctx.saved_tensors[0] * grad

    x = leaf()
    (gradient,) = torch.autograd.grad((Square.apply(x) ** 2).sum(), x, create_graph=True)
    assert gradient.tolist() == [4, 32, 108]
    message = "^trying to differentiate twice a function that was marked with @once_differentiable"
    with pytest.raises(RuntimeError, match=message):
        gradient.sum().backward()


# --- memory -----------------------------------------------------------------------------------------------------------


def test_no_function_keeps_its_graph_alive() -> None:
    class Everything(Function):
        @staticmethod
        def forward(ctx: Any, x: Any, target: Any) -> Any:
            target.add_(1)
            ctx.mark_dirty(target)
            result = x.exp()
            ctx.save_for_backward(x, target, result, x * 2)
            ctx.note = "kept"
            return result, target

        @staticmethod
        def backward(ctx: Any, one: Any, two: Any) -> Any:
            x, target, result, _ = ctx.saved_tensors
            return one * result + x * 0, two + target * 0

    gc.collect()
    gc.disable()
    try:
        for run in range(3):
            x = leaf()
            inner = x * 2
            result, target = Everything.apply(x, inner)
            watched = [weakref.ref(each) for each in (result.grad_fn, result, result._data, inner, inner._data)]
            if run:
                loss = (result * target).sum()
                torch.autograd.grad(loss, x, create_graph=run == 2)
                del loss
            del inner, result, target
            assert [each() for each in watched] == [None] * len(watched)
    finally:
        gc.enable()


def test_a_class_may_be_named_like_anything() -> None:
    """Attributes of ctx never meet those of the node that carries it."""

    class Clash(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.shape = ctx.dtype = ctx.edges = ctx.saved = ctx.arity = ctx.hooks = ctx.seq = ctx.versions = "mine"
            return x * 2

        @staticmethod
        def backward(ctx: Any, grad: Any) -> Any:
            assert ctx.shape == ctx.arity == ctx.saved == "mine"
            return grad * 2

    x = leaf()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Clash.apply(x).sum().backward()
    assert x.grad.tolist() == [2, 2, 2]
