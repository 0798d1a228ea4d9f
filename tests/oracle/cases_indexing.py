"""Indexing, reading and writing, in every kind and mixture; also which results share memory with what they were taken from."""

from .record import Case, blocks, lines

READ = """
int: grid[2]
negative: grid[-1]
two_ints: grid[2, 3]
two_ints_chained: grid[2][3]
zero_dim_result: grid[2, 3].shape, grid[2, 3].dim()
slice: grid[1:3]
slice_open: grid[3:]
slice_to: grid[:2]
slice_all: grid[:]
slice_negative: grid[-2:]
slice_past_the_end: grid[3:100]
slice_empty: grid[4:2]
slice_empty_shape: grid[5:].shape
slice_step: grid[::2]
slice_step_offset: grid[1::3, ::2]
column: grid[:, 1]
column_kept: grid[:, 1:2]
last_column: grid[:, -1]
block: grid[1:4, 2:]
none_first: grid[None].shape
none_last: grid[..., None].shape
none_between: grid[:, None].shape
several_nones: grid[None, :, None, 2].shape
ellipsis_alone: grid[...].shape
ellipsis_and_int: grid[..., 0]
ellipsis_first_axis: grid[0, ...]
ellipsis_between: torch.arange(24).reshape(2, 3, 4)[1, ..., 2]
empty_tuple: grid[()].shape
mask_full: grid[grid > 12]
mask_rows: grid[torch.tensor([True, False, True, False, False])]
mask_list_of_bools: grid[[True, False, True, False, False]]
mask_columns: grid[:, torch.tensor([True, False, False, True])]
mask_none_true: grid[grid > 100]
mask_and_int: grid[torch.tensor([True, False, True, False, False]), 1]
mask_and_slice: grid[torch.tensor([True, False, True, False, False]), 1:3]
mask_numpy: grid[np.array([True, False, True, False, False])]
mask_3d_leading: torch.arange(24).reshape(2, 3, 4)[torch.tensor([[True, False, True], [False, True, False]])]
mask_3d_trailing: torch.arange(24).reshape(2, 3, 4)[:, torch.ones(3, 4) > 0].shape
bool_true: grid[True].shape
bool_false: grid[False].shape
zero_dim_mask: grid[torch.tensor(True)].shape
uint8_mask: torch.arange(3)[torch.tensor([1, 0, 1], dtype=torch.uint8)]
list: grid[[0, 2]]
list_negative: grid[[-1, 0]]
list_one: grid[[1]]
list_empty: grid[[]].shape
nested_list: grid[[[0, 1], [2, 3]]].shape
tuple_of_lists: grid[([0, 1], [2, 3])]
array: grid[torch.tensor([3, 0, 0])]
array_int32: grid[torch.tensor([3, 0], dtype=torch.int32)]
array_2d: grid[torch.tensor([[0, 1], [2, 3]])].shape
array_numpy: grid[np.array([1, 4])]
array_empty: grid[torch.tensor([], dtype=torch.int64)].shape
array_zero_dim: grid[torch.tensor(2)]
array_columns: grid[:, torch.tensor([3, 0])]
arrays_pairwise: grid[torch.tensor([0, 1, 4]), torch.tensor([3, 2, 0])]
arrays_broadcast: grid[torch.tensor([[0], [4]]), torch.tensor([0, 3])]
array_and_int: grid[torch.tensor([0, 2]), 1]
int_and_array: grid[2, torch.tensor([0, 3])]
array_and_slice: grid[torch.tensor([0, 2]), 1:]
slice_and_array: grid[1:3, torch.tensor([0, 0, 3])]
array_and_none: grid[torch.tensor([0, 2]), None].shape
ellipsis_and_array: grid[..., torch.tensor([1, 1])].shape
array_slice_array: torch.arange(24).reshape(2, 3, 4)[torch.tensor([0, 1]), :, torch.tensor([1, 2])]
array_array_slice: torch.arange(24).reshape(2, 3, 4)[torch.tensor([0, 1]), torch.tensor([1, 2])]
slice_array_array: torch.arange(24).reshape(2, 3, 4)[:, torch.tensor([0, 1]), torch.tensor([1, 2])]
int_slice_array: torch.arange(24).reshape(2, 3, 4)[1, :, torch.tensor([1, 2])]
array_int_between: torch.arange(24).reshape(2, 3, 4)[:, 1, torch.tensor([1, 2])]
array_none_array: torch.arange(24).reshape(2, 3, 4)[torch.tensor([0, 1]), None, torch.tensor([1, 2])].shape
array_ellipsis_array: torch.arange(24).reshape(2, 3, 4)[torch.tensor([0, 1]), ..., torch.tensor([1, 2])].shape
mask_and_array: grid[torch.tensor([True, False, True, False, False]), torch.tensor([1, 3])]
arange_and_labels: grid[torch.arange(4), labels % 4]
index_select: torch.index_select(grid, 1, torch.tensor([3, 3, 0]))
gather_rows: grid.gather(1, torch.tensor([[0, 1], [3, 3], [2, 0]]))
numpy_int: grid[np.int64(3)]
iteration: [int(row.sum()) for row in grid]
in_operator: 7 in grid, 99 in grid
len: len(grid), len(grid[0])
unpack: (lambda first, *rest: (first, len(rest)))(*grid)
nonzero: torch.nonzero(torch.tensor([[0, 1], [2, 0]]))
nonzero_tuple: torch.nonzero(torch.tensor([0, 1, 2]), as_tuple=True)
where_one_argument: torch.where(torch.tensor([[0, 1], [2, 0]]) > 0)
take: torch.take(grid, torch.tensor([0, 7, 19]))
item_of_index: grid[1, 2].item()
flat_index: grid.flatten()[7]
stride_and_offset: grid[1:, 2].stride(), grid[1:, 2].storage_offset(), grid.T.stride()
contiguity: grid[:, 1].is_contiguous(), grid[1].is_contiguous(), grid.T.is_contiguous()
index_out_of_range: grid[5]
index_out_of_range_negative: grid[-6]
index_out_of_range_second: grid[0, 4]
too_many_indices: grid[0, 0, 0]
index_scalar: torch.tensor(3)[0]
step_zero: grid[::0]
step_negative: grid[::-1]
float_index: grid[1.0]
float_tensor_index: grid[torch.tensor([1.0])]
string_index: grid["a"]
array_out_of_range: grid[torch.tensor([0, 9])]
array_out_of_range_second: grid[:, torch.tensor([4])]
arrays_do_not_broadcast: grid[torch.tensor([0, 1]), torch.tensor([0, 1, 2])]
mask_of_wrong_length: grid[torch.tensor([True, False])]
mask_of_wrong_shape: grid[torch.ones(4, 5) > 0]
two_ellipses: grid[..., ...].shape
slice_with_float: grid[1.0:2]
index_select_out_of_range: torch.index_select(grid, 0, torch.tensor([7]))
"""

WRITE = """
## int_write
grid[2] = 0
grid
## two_ints_write
grid[2, 3] = -1
grid
## slice_of_rows
grid[1:3] = 0
grid
## column_write
grid[:, 1] = torch.arange(5) * 100
grid
## block_write
grid[1:3, 2:] = torch.tensor([[-1, -2], [-3, -4]])
grid
## block_broadcast
grid[1:3, :] = torch.tensor([9, 8, 7, 6])
grid
## block_broadcast_column
grid[1:3, :2] = torch.tensor([[50], [60]])
grid
## step
grid[::2, ::3] = 0
grid
## ellipsis
grid[..., 0] = 0
grid
## all
grid[:] = 3
grid
## all_from_list
grid[0] = torch.tensor([1, 2, 3, 4])
grid
## none
grid[None, 0] = 5
grid
## empty_slice_changes_nothing
grid[4:2] = 7
grid
## mask
grid[grid % 2 == 0] = 0
grid
## mask_with_values
grid[grid > 16] = torch.tensor([-1, -2, -3])
grid
## mask_rows_write
grid[torch.tensor([True, False, True, False, False])] = torch.tensor([1, 1, 2, 2])
grid
## mask_and_int_write
grid[torch.tensor([True, False, True, False, False]), 0] = 77
grid
## list_write
grid[[0, 4]] = 0
grid
## array_write_values
grid[torch.tensor([0, 2])] = torch.tensor([[1, 1, 1, 1], [2, 2, 2, 2]])
grid
## pairs
grid[torch.tensor([0, 1]), torch.tensor([3, 2])] = torch.tensor([-5, -6])
grid
## pairs_repeated_last_one_wins
grid[[0, 0], [1, 1]] = torch.tensor([-5, -5])
grid
## arrays_broadcast_write
grid[torch.tensor([[0], [4]]), torch.tensor([0, 3])] = 0
grid
## array_and_slice_write
grid[torch.tensor([0, 2]), 1:3] = -1
grid
## slice_and_array_write
grid[:, torch.tensor([0, 2])] = torch.tensor([100, 200])
grid
## augmented
grid[1] += 100
grid
## augmented_mask
grid[grid > 10] -= 10
grid
## augmented_array_counts_repeats_once
grid[torch.tensor([0, 0, 1])] += 1
grid
## augmented_multiplication
grid[:, 1] *= -1
grid
## cast_on_write
grid[0] = torch.tensor([1.9, -1.9, 2.5, 0.1])
grid
## float_number_into_ints
grid[0, 0] = 2.9
grid
## bool_into_ints
grid[0] = True
grid
## float64_into_float32
x[0] = torch.tensor([1.5, 2.5, 3.5], dtype=torch.float64)
x
## numpy_scalar_written
x[0, 0] = np.float64(9.25)
x
## tensor_scalar_written
x[1, 1] = torch.tensor(4.5)
x
## one_element_tensor_written
x[1, 1] = torch.tensor([4.5])
x
## view_write_reaches_the_base
row = grid[1]
row[0] = -9
grid[1, 0], row[0]
## slice_of_slice_write_reaches_the_base
part = grid[1:4][:, 1:]
part[1] = 0
grid
## array_index_is_a_copy
rows = grid[[0, 1]]
rows[0] = 0
grid[0]
## mask_index_is_a_copy
kept = grid[grid > 3]
kept.zero_()
grid[1]
## transpose_write
grid.T[0] = 0
grid
## overlapping_copy
v = torch.arange(6)
v[1:] = v[:-1].clone()
v
## write_wrong_shape
grid[0] = torch.tensor([1, 2, 3])
## write_wrong_shape_block
grid[:2] = torch.zeros(3, 4)
## write_mask_wrong_count
grid[grid > 16] = torch.tensor([1, 2])
## write_out_of_range
grid[5] = 0
## write_list_of_numbers
grid[0] = [1, 2, 3, 4]
## write_string
grid[0] = "a"
## delete
del grid[0]
## failed_write_changes_nothing
before = grid.clone()
try:
    grid[:2] = torch.zeros(3, 4)
except RuntimeError:
    pass
torch.equal(before, grid), grid._version
## index_put
grid.index_put_((torch.tensor([0, 1]), torch.tensor([0, 1])), torch.tensor([7, 8]))
## index_put_accumulate
v = torch.zeros(3)
v.index_put_((torch.tensor([0, 0, 2]),), torch.tensor([1.0, 2.0, 3.0]), accumulate=True)
v
## versions
x[0] = 1
x[:, 1] += 2
x[x > 0] = 0
x._version
"""

CASES: list[Case] = [*lines(READ), *blocks(WRITE)]
