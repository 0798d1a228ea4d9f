"""Type promotion: every pair of dtypes, every operator, one-dimensional and zero-dimensional tensors and Python numbers."""

from .record import Case, blocks, lines

DTYPES = ("bool", "uint8", "int8", "int16", "int32", "int64", "float16", "float32", "float64")
OPERATORS = {
    "add": "+",
    "sub": "-",
    "mul": "*",
    "truediv": "/",
    "floordiv": "//",
    "remainder": "%",
    "pow": "**",
    "less": "<",
    "equal": "==",
}

ATTEMPT = """
def attempt(work):
    try:
        value = work()
    except NotImplementedError:
        return "NotImplementedError"
    except Exception as error:
        return first_line(error)
    return [str(value.dtype), value.tolist()]
"""

TABLE = (
    ATTEMPT
    + """
answers = {{}}
for kind in [torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64, torch.float16, torch.float32, torch.float64]:
    row, other = torch.tensor([1, 3, 2]).to(torch.{dtype}), torch.tensor([2, 1, 1]).to(kind)
    pairs = [(row, other), (row, other[0]), (row[1], other), (row[1], other[0])]
    answers[str(kind)] = [attempt(lambda: {one}) for left, right in pairs]
answers
"""
)

CAT = (
    ATTEMPT
    + """
kinds = [torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64, torch.float16, torch.float32, torch.float64]
left = torch.tensor([1, 3, 2]).to(torch.{dtype})
[attempt(lambda: torch.{function}([left, torch.tensor([2, 1, 1]).to(kind)])) for kind in kinds]
"""
)

RESULT_TYPE = """
answers = {{}}
for kind in [torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64, torch.float16, torch.float32, torch.float64]:
    row, other = torch.tensor([1, 3, 2]).to(torch.{dtype}), torch.tensor([2, 1, 1]).to(kind)
    pairs = [(row, other), (row, other[0]), (row[1], other), (row[1], other[0])]
    answers[str(kind)] = [str(torch.result_type(left, right)) for left, right in pairs]
answers
"""

NUMBERS = (
    ATTEMPT
    + """
left = torch.tensor([1, 3, 2]).to(torch.{dtype})
answers = {{}}
for number in (2, 1.5, True):
    for value in (left, left[1]):
        answers[f"{{value.dim()}}-d, {{number}}"] = attempt(lambda: value {sign} number)
        answers[f"{{number}}, {{value.dim()}}-d"] = attempt(lambda: number {sign} value)
answers
"""
)

JOIN = {
    "where": "torch.where(torch.tensor([True, False, True]), left, right)",
    "maximum": "torch.maximum(left, right)",
}

REDUCED = (
    ATTEMPT
    + """
value = torch.tensor([[1, 0, 3], [2, 5, 1]]).to(torch.{dtype})
names = ["sum", "mean", "prod", "max", "min", "amax", "argmax", "var", "std", "abs", "exp", "sqrt", "sigmoid", "relu", "floor", "sign", "neg",
         "all", "any", "norm", "logsumexp", "softmax"]
needs_dim = ("logsumexp", "softmax")
{{name: attempt(lambda: getattr(value, name)(*[1] * (name in needs_dim))) for name in names}}
"""
)

IN_PLACE = (
    ATTEMPT
    + """
kinds = [torch.bool, torch.uint8, torch.int32, torch.int64, torch.float16, torch.float32, torch.float64]
answers = {{}}
for kind in kinds:
    right = torch.tensor([2, 1, 1]).to(kind)
    answers[f"add_ {{kind}}"] = attempt(lambda: torch.tensor([1, 3, 2]).to(torch.{dtype}).add_(right))
    answers[f"div_ {{kind}}"] = attempt(lambda: torch.tensor([1, 3, 2]).to(torch.{dtype}).div_(right))
    answers[f"copy_ {{kind}}"] = attempt(lambda: torch.tensor([1, 3, 2]).to(torch.{dtype}).copy_(right))
answers["add_ 1"] = attempt(lambda: torch.tensor([1, 3, 2]).to(torch.{dtype}).add_(1))
answers["add_ 1.5"] = attempt(lambda: torch.tensor([1, 3, 2]).to(torch.{dtype}).add_(1.5))
answers
"""
)

ONE_LINE = """
int_division_is_true: torch.tensor([7, -7]) / torch.tensor([2, 2])
int_floor_division: torch.tensor([7, -7, 7, -7]) // torch.tensor([2, 2, -2, -2])
int_remainder: torch.tensor([7, -7, 7, -7]) % torch.tensor([2, 2, -2, -2])
int_remainder_scalar: torch.tensor([7, -7]) % 3, torch.tensor([7, -7]) % -3
float_floor_division: torch.tensor([7.0, -7.0, 7.5]) // 2
float_remainder: torch.tensor([7.0, -7.0, 7.5]) % 2.5
float_division_by_zero: torch.tensor([1.0, -1.0, 0.0]) / 0
float_floor_division_by_zero: torch.tensor([1.0, -1.0, 0.0]) // 0
int_true_division_by_zero: torch.tensor([1, -1, 0]) / 0
int_floor_division_by_zero: torch.tensor([1, -1]) // 0
int_remainder_by_zero: torch.tensor([1, -1]) % 0
div_floor: torch.div(torch.tensor([7, -7]), 2, rounding_mode="floor")
div_trunc: torch.div(torch.tensor([7, -7]), 2, rounding_mode="trunc")
div_bad_mode: torch.div(torch.tensor([7, -7]), 2, rounding_mode="round")
int_power: torch.tensor([2, -3]) ** 3
int_power_zero: torch.tensor([0, 5]) ** 0
int_negative_power: torch.tensor([2, 3]) ** -1
int_negative_power_tensor: torch.tensor([2, 3]) ** torch.tensor([-1, 2])
int_float_power: torch.tensor([4, 9]) ** 0.5
negative_base_fraction: torch.tensor([-8.0]) ** (1 / 3)
scalar_int_power_of_ints: 2 ** torch.tensor([0, 3, -1])
scalar_float_power_of_ints: 2.0 ** torch.tensor([0, 3, -1])
bool_minus_bool: torch.tensor([True]) - torch.tensor([False])
one_minus_bool: 1 - torch.tensor([True, False])
bool_minus_one: torch.tensor([True, False]) - 1
negative_bool: -torch.tensor([True])
bool_plus_bool: torch.tensor([True, False]) + torch.tensor([True, True])
bool_times_float: torch.tensor([True, False]) * 2.5
bool_sum: torch.tensor([True, True, False]).sum()
uint8_wraps: torch.tensor([250, 5], dtype=torch.uint8) + 10
uint8_minus: torch.tensor([1], dtype=torch.uint8) - torch.tensor([2], dtype=torch.uint8)
uint8_big_scalar: torch.tensor([1], dtype=torch.uint8) + 300
int8_wraps: torch.tensor([127], dtype=torch.int8) + torch.tensor([1], dtype=torch.int8)
int64_wraps: torch.tensor([2**63 - 1]) + 1
not_on_ints: ~torch.tensor([0, 5, -1]), ~torch.tensor([True, False])
not_on_floats: ~torch.tensor([1.0])
shifts: torch.tensor([1, 2]) << 3, torch.tensor([16, -16]) >> 2
float64_scalar_keeps_float32: (torch.tensor([1.0]) * np.float64(2.5)).dtype
numpy_scalar_int: (torch.tensor([1.0]) + np.int64(2)).dtype
zero_dim_float64_keeps_float32: torch.tensor([1.0]) * torch.tensor(2.5, dtype=torch.float64)
zero_dim_float_lifts_ints: torch.tensor([1, 2]) * torch.tensor(2.5, dtype=torch.float64)
zero_dim_int_with_int8: torch.tensor([1], dtype=torch.int8) + torch.tensor(1000)
default_dtype_of_lists: torch.tensor([1, 2]).dtype, torch.tensor([1.0, 2]).dtype, torch.tensor([True]).dtype, torch.tensor([]).dtype
bools_and_ints_in_a_list: torch.tensor([True, 2]), torch.tensor([True, 2.5])
tensor_of_numpy: torch.tensor(np.arange(3.0)).dtype, torch.tensor(np.arange(3)).dtype, torch.tensor(np.float32(1)).dtype
float_to_int_truncates: torch.tensor([1.9, -1.9]).int(), torch.tensor([1.9, -1.9]).long()
to_bool: torch.tensor([0.0, -0.5, 2.0]).bool(), torch.tensor([0, 3]).bool()
bool_to_float: torch.tensor([True, False]).float()
float_to_uint8: torch.tensor([3.7, 200.2]).to(torch.uint8)
int_to_half: torch.tensor([1, 2049]).half()
type_by_name: torch.tensor([1]).type(torch.float64), torch.tensor([1]).type()
type_as: torch.tensor([1]).type_as(torch.tensor([1.0]))
promote_types: torch.promote_types(torch.int8, torch.uint8), torch.promote_types(torch.int64, torch.float16)
can_cast: torch.can_cast(torch.float64, torch.int32), torch.can_cast(torch.int64, torch.float16), torch.can_cast(torch.int64, torch.bool)
result_type: torch.result_type(torch.tensor([1]), 1.0), torch.result_type(torch.tensor(1), torch.tensor([2], dtype=torch.int8))
arange_kinds: torch.arange(3).dtype, torch.arange(0, 1, 0.25), torch.arange(3.0).dtype, torch.arange(1, 7, 2)
arange_backwards: torch.arange(5, 0, -2)
linspace: torch.linspace(0, 1, 5), torch.linspace(-2, 2, 17).dtype
full_kinds: torch.full((2,), 3).dtype, torch.full((2,), 3.0).dtype, torch.full((2,), True).dtype
zeros_ones: torch.zeros(2, 3), torch.ones(2, dtype=torch.int64), torch.zeros((0, 2)), torch.ones(())
likes: torch.zeros_like(torch.tensor([1, 2])), torch.ones_like(torch.tensor([1.5]), dtype=torch.int64), torch.full_like(torch.tensor([1]), 7)
eye: torch.eye(3), torch.eye(2, 3, dtype=torch.int64)
new_tensors: torch.tensor([1, 2]).new_ones(2, 3, dtype=torch.double), torch.tensor([1.0]).new_zeros(2), torch.tensor([1]).new_full((2,), 5)
new_tensor: torch.tensor([1.0], dtype=torch.float64).new_tensor([1, 2])
mean_of_ints_dtype: torch.tensor([1, 2]).mean(dtype=torch.float32)
sum_int32_is_int64: torch.tensor([1, 2], dtype=torch.int32).sum().dtype
sum_uint8_does_not_wrap: torch.tensor([200, 100], dtype=torch.uint8).sum()
matmul_of_two_dtypes: torch.ones(2, 2) @ torch.ones(2, 2, dtype=torch.float64)
matmul_int_float: torch.ones(2, 2) @ torch.ones(2, 2, dtype=torch.int64)
dot_of_two_dtypes: torch.dot(torch.ones(2), torch.ones(2, dtype=torch.float64))
comparison_with_float: torch.tensor([1, 2, 3]) > 1.5
comparison_of_two_dtypes: torch.tensor([1, 2]) == torch.tensor([1.0, 2.5])
compare_with_none: torch.tensor([1, 2]) == None
where_with_numbers: torch.where(torch.tensor([True, False]), 1.0, 0), torch.where(torch.tensor([True, False]), 1, 0)
where_number_and_ints: torch.where(torch.tensor([True, False]), torch.tensor([1, 2]), 0.5)
clamp_ints_by_floats: torch.tensor([1, 5, 9]).clamp(1.5, 6.5)
masked_fill_ints_by_float: torch.tensor([1, 5]).masked_fill(torch.tensor([True, False]), 2.5)
item_kinds: torch.tensor(2).item(), torch.tensor([2.5]).item(), torch.tensor(True).item()
python_numbers: float(torch.tensor(2)), int(torch.tensor(2.7)), bool(torch.tensor([0.0])), complex(torch.tensor(1.0)) == 1
index_use: [10, 20, 30][torch.tensor(1)], list(range(torch.tensor(2)))
tolist: torch.tensor([[1, 2], [3, 4]]).tolist(), torch.tensor(1.5).tolist(), torch.tensor([True]).tolist()
float32_repr_of_item: torch.tensor(0.1).item()
is_floating_point: torch.tensor(1).is_floating_point(), torch.is_floating_point(torch.tensor(1.0)), torch.is_tensor(1)
finfo: torch.finfo(torch.float32).eps, torch.finfo(torch.float64).max, torch.finfo(torch.float16).tiny, torch.finfo().bits
iinfo: torch.iinfo(torch.int8).min, torch.iinfo(torch.int64).max, torch.iinfo(torch.uint8).bits
round_of_float16: (torch.tensor([0.1], dtype=torch.float16) + torch.tensor([0.2], dtype=torch.float16))
"""

SEVERAL_LINES = """
## default_dtype
torch.set_default_dtype(torch.float64)
kinds = torch.tensor([1.0]).dtype, torch.zeros(1).dtype, (torch.tensor([1]) / 2).dtype, torch.get_default_dtype()
torch.set_default_dtype(torch.float32)
kinds
## gradient_has_the_leaf_dtype
half = torch.tensor([1.0, 2.0], requires_grad=True)
full = torch.tensor([3.0, 4.0], dtype=torch.float64, requires_grad=True)
(half * full).sum().backward()
half.grad, full.grad
## gradient_through_an_int
w = torch.tensor([1.0, 2.0], requires_grad=True)
(w * torch.tensor([3, 4])).sum().backward()
w.grad
"""


CASES: list[Case] = [
    *(
        Case(f"{op}-{d}", TABLE.format(dtype=d, one=f"left {sign} right").strip())
        for op, sign in OPERATORS.items()
        for d in DTYPES
    ),
    *(Case(f"{op}-{d}", TABLE.format(dtype=d, one=source).strip()) for op, source in JOIN.items() for d in DTYPES),
    *(Case(f"{op}-{d}", CAT.format(dtype=d, function=op).strip()) for op in ("cat", "stack") for d in DTYPES),
    *(Case(f"result_type-{d}", RESULT_TYPE.format(dtype=d).strip()) for d in DTYPES),
    *(
        Case(f"{op}-{d}-numbers", NUMBERS.format(dtype=d, sign=sign).strip())
        for op, sign in OPERATORS.items()
        for d in DTYPES
    ),
    *(Case(f"reductions-{d}", REDUCED.format(dtype=d).strip()) for d in DTYPES),
    *(Case(f"in_place-{d}", IN_PLACE.format(dtype=d).strip()) for d in DTYPES),
    *lines(ONE_LINE),
    *blocks(SEVERAL_LINES),
]
