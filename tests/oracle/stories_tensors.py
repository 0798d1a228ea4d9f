"""What readers of the introductions type about functions, tensors and gradients.

Under each name a listing, then what it prints.
"""

STORIES = """
## a_function_and_its_gradient_on_a_grid
import numpy as np
x = torch.tensor(np.arange(-2, 2.1, 0.25), requires_grad=True, dtype=torch.float32)
y = 2 * x ** 2 + 2
z = y.sum()
print(y)
print(z)
z.backward()
print(x.grad)
print(y.grad)
#out:
tensor([10.0000,  8.1250,  6.5000,  5.1250,  4.0000,  3.1250,  2.5000,  2.1250,
         2.0000,  2.1250,  2.5000,  3.1250,  4.0000,  5.1250,  6.5000,  8.1250,
        10.0000], grad_fn=<AddBackward0>)
tensor(85., grad_fn=<SumBackward0>)
tensor([-8., -7., -6., -5., -4., -3., -2., -1.,  0.,  1.,  2.,  3.,  4.,  5.,
         6.,  7.,  8.])
None
## three_functions_in_a_chain
f1 = lambda x: x ** 2
f2 = lambda x: x * 2
f3 = lambda x: x + 2
x = torch.tensor([-1.0, 0.0, 3.0])
x1 = f1(x)
x2 = f2(x1)
y = f3(x2)
print(y)
#out:
tensor([ 4.,  2., 20.])
## walking_downhill_in_two_variables
w = torch.tensor([4.0, 4.0], requires_grad=True)
for step in range(5):
    loss = w[0] ** 2 + 3 * w[1] ** 2
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
    w.grad.zero_()
    print(step, round(loss.item(), 4), w)
#out:
0 64.0 tensor([3.2000, 1.6000], requires_grad=True)
1 17.92 tensor([2.5600, 0.6400], requires_grad=True)
2 7.7824 tensor([2.0480, 0.2560], requires_grad=True)
3 4.3909 tensor([1.6384, 0.1024], requires_grad=True)
4 2.7158 tensor([1.3107, 0.0410], requires_grad=True)
## ten_and_twenty_centimetres
import math
up = torch.tensor([0.20, 0.10])
step = 100 * up
print(step, step.norm(), torch.atan(step[0] / step[1]) * 180 / math.pi)
#out:
tensor([20., 10.]) tensor(22.3607) tensor(63.4349)
## ranks_nought_to_four
scalar, vector, matrix = torch.tensor(1.0), torch.tensor([1.0, 2.0, 3.0]), torch.tensor([[1.0, 2.0], [3.0, 4.0]])
for t in (scalar, vector, matrix, torch.ones(2, 1, 2), torch.zeros(1, 2, 1, 2)):
    print(t.ndim, t.shape)
    print(t)
#out:
0 torch.Size([])
tensor(1.)
1 torch.Size([3])
tensor([1., 2., 3.])
2 torch.Size([2, 2])
tensor([[1., 2.],
        [3., 4.]])
3 torch.Size([2, 1, 2])
tensor([[[1., 1.]],

        [[1., 1.]]])
4 torch.Size([1, 2, 1, 2])
tensor([[[[0., 0.]],

         [[0., 0.]]]])
## maximum_of_each_row
outputs = torch.tensor([[0.1, 2.0, -1.0], [3.0, 0.5, 0.2]])
print(torch.max(outputs, 1))
print(torch.max(outputs, 1)[1])
values, labels = torch.max(outputs, 1)
print(values, labels)
#out:
torch.return_types.max(
values=tensor([2., 3.]),
indices=tensor([1, 0]))
tensor([1, 0])
tensor([2., 3.]) tensor([1, 0])
## making_tensors
print(torch.empty(5, 3).shape)
torch.manual_seed(0)
x = torch.rand(5, 3)
print(x)
x = torch.zeros(5, 3, dtype=torch.long)
print(x)
print(x.dtype)
x = torch.tensor([5.5, 3])
print(x)
x = x.new_ones(5, 3, dtype=torch.double)
print(x)
x = torch.randn_like(x, dtype=torch.float)
print(x)
print(x.size())
#out:
torch.Size([5, 3])
tensor([[0.4963, 0.7682, 0.0885],
        [0.1320, 0.3074, 0.6341],
        [0.4901, 0.8964, 0.4556],
        [0.6323, 0.3489, 0.4017],
        [0.0223, 0.1689, 0.2939]])
tensor([[0, 0, 0],
        [0, 0, 0],
        [0, 0, 0],
        [0, 0, 0],
        [0, 0, 0]])
torch.int64
tensor([5.5000, 3.0000])
tensor([[1., 1., 1.],
        [1., 1., 1.],
        [1., 1., 1.],
        [1., 1., 1.],
        [1., 1., 1.]], dtype=torch.float64)
tensor([[ 0.6035,  0.8110, -0.0451],
        [ 0.8797,  1.0482, -0.0445],
        [-0.7229,  2.8663, -0.5655],
        [ 0.1604, -0.0254,  1.0739],
        [ 2.2628, -0.9175, -0.2251]])
torch.Size([5, 3])
## four_ways_to_add
torch.manual_seed(0)
x = torch.rand(5, 3)
y = torch.rand(5, 3)
print(x + y)
print(torch.add(x, y))
result = torch.empty(5, 3)
torch.add(x, y, out=result)
print(result)
y.add_(x)
print(y)
y.copy_(x)
print(y.t_().shape, torch.equal(y, x.t()))
#out:
tensor([[1.0148, 1.4659, 0.8885],
        [0.2931, 0.5897, 1.3157],
        [1.4053, 1.2935, 1.3298],
        [1.0517, 0.9018, 1.3545],
        [0.0585, 0.3541, 0.6673]])
tensor([[1.0148, 1.4659, 0.8885],
        [0.2931, 0.5897, 1.3157],
        [1.4053, 1.2935, 1.3298],
        [1.0517, 0.9018, 1.3545],
        [0.0585, 0.3541, 0.6673]])
tensor([[1.0148, 1.4659, 0.8885],
        [0.2931, 0.5897, 1.3157],
        [1.4053, 1.2935, 1.3298],
        [1.0517, 0.9018, 1.3545],
        [0.0585, 0.3541, 0.6673]])
tensor([[1.0148, 1.4659, 0.8885],
        [0.2931, 0.5897, 1.3157],
        [1.4053, 1.2935, 1.3298],
        [1.0517, 0.9018, 1.3545],
        [0.0585, 0.3541, 0.6673]])
torch.Size([3, 5]) True
## columns_and_shapes
torch.manual_seed(1)
x = torch.randn(5, 3)
print(x)
print(x[:, 1])
x = torch.randn(4, 4)
y = x.view(16)
z = x.view(-1, 8)
print(x.size(), y.size(), z.size())
print(y)
print(z)
#out:
tensor([[ 0.6614,  0.2669,  0.0617],
        [ 0.6213, -0.4519, -0.1661],
        [-1.5228,  0.3817, -1.0276],
        [-0.5631, -0.8923, -0.0583],
        [-0.1955, -0.9656,  0.4224]])
tensor([ 0.2669, -0.4519,  0.3817, -0.8923, -0.9656])
torch.Size([4, 4]) torch.Size([16]) torch.Size([2, 8])
tensor([ 1.8793, -0.0721,  0.1578, -0.7735,  0.1991,  0.0457,  0.1530, -0.4757,
        -0.1110,  0.2927, -0.1578, -0.0288,  2.3571, -1.0373,  1.5748, -0.6298])
tensor([[ 1.8793, -0.0721,  0.1578, -0.7735,  0.1991,  0.0457,  0.1530, -0.4757],
        [-0.1110,  0.2927, -0.1578, -0.0288,  2.3571, -1.0373,  1.5748, -0.6298]])
## one_number
torch.manual_seed(2)
x = torch.randn(1)
print(x)
print(x.item())
#out:
tensor([0.3923])
0.39229682087898254
## numpy_both_ways
import numpy as np
a = torch.ones(5)
print(a)
b = a.numpy()
print(b)
a.add_(1)
print(a)
print(b)
a = np.ones(5)
b = torch.from_numpy(a)
np.add(a, 1, out=a)
print(a)
print(b)
#out:
tensor([1., 1., 1., 1., 1.])
[1. 1. 1. 1. 1.]
tensor([2., 2., 2., 2., 2.])
[2. 2. 2. 2. 2.]
[2. 2. 2. 2. 2.]
tensor([2., 2., 2., 2., 2.], dtype=torch.float64)
## devices
x = torch.tensor([1.3518])
device = torch.device("cpu")
y = torch.ones_like(x, device=device)
x = x.to(device)
z = x + y
print(z)
print(z.to("cpu", torch.double))
print(z.device, device)
#out:
tensor([2.3518])
tensor([2.3518], dtype=torch.float64)
cpu cpu
## square_then_line
x = torch.tensor([2.0], requires_grad=True)
y = x ** 2
z = 2 * y + 3
print(x)
print(y)
print(z)
z.backward()
print(x.grad)
#out:
tensor([2.], requires_grad=True)
tensor([4.], grad_fn=<PowBackward0>)
tensor([11.], grad_fn=<AddBackward0>)
tensor([8.])
## no_grad_and_zero
x = torch.tensor([2.0], requires_grad=True)
(x ** 2).backward()
print(x.grad)
(x ** 2).backward()
print(x.grad)
x.grad.zero_()
print(x.grad)
with torch.no_grad():
    w = x + 1
print(w, w.requires_grad)
#out:
tensor([4.])
tensor([8.])
tensor([0.])
tensor([3.]) False
## sum_of_squares
x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
y = x ** 2
z = y.sum()
y.retain_grad()
z.backward()
print(y.grad)
print(x.grad)
#out:
tensor([[1., 1.],
        [1., 1.]])
tensor([[2., 4.],
        [6., 8.]])
## the_square_at_three_places
for start in (1.0, 0.0, 10.0):
    x = torch.tensor(start, requires_grad=True)
    y = x ** 2
    print(y)
    y.backward()
    g = x.grad
    print(g)
#out:
tensor(1., grad_fn=<PowBackward0>)
tensor(2.)
tensor(0., grad_fn=<PowBackward0>)
tensor(0.)
tensor(100., grad_fn=<PowBackward0>)
tensor(20.)
## four_and_a_half
x = torch.ones(2, 2, requires_grad=True)
print(x)
y = x + 2
print(y)
print(y.grad_fn.name())
z = y * y * 3
out = z.mean()
print(z, out)
out.backward()
print(x.grad)
#out:
tensor([[1., 1.],
        [1., 1.]], requires_grad=True)
tensor([[3., 3.],
        [3., 3.]], grad_fn=<AddBackward0>)
AddBackward0
tensor([[27., 27.],
        [27., 27.]], grad_fn=<MulBackward0>) tensor(27., grad_fn=<MeanBackward0>)
tensor([[4.5000, 4.5000],
        [4.5000, 4.5000]])
## requires_grad_afterwards
torch.manual_seed(0)
a = torch.randn(2, 2)
a = ((a * 3) / (a - 1))
print(a.requires_grad)
a.requires_grad_(True)
print(a.requires_grad)
b = (a * a).sum()
print(b.grad_fn.name())
#out:
False
True
SumBackward0
## doubling_until_the_norm_is_large
torch.manual_seed(0)
x = torch.randn(3, requires_grad=True)
y = x * 2
while y.data.norm() < 1000:
    y = y * 2
print(y)
v = torch.tensor([0.1, 1.0, 0.0001], dtype=torch.float)
y.backward(v)
print(x.grad)
#out:
tensor([  788.9900,  -150.2356, -1115.5402], grad_fn=<MulBackward0>)
tensor([5.1200e+01, 5.1200e+02, 5.1200e-02])
## v_times_two_to_the_ten
x = torch.tensor([1.0, 0.0, 0.0], requires_grad=True)
y = x
while y.norm() < 1000:
    y = y * 2
v = torch.tensor([0.1, 1.0, 0.0001])
y.backward(v)
print(y)
print(x.grad)
#out:
tensor([1024.,    0.,    0.], grad_fn=<MulBackward0>)
tensor([1.0240e+02, 1.0240e+03, 1.0240e-01])
## stop_tracking
torch.manual_seed(0)
x = torch.randn(3, requires_grad=True)
print(x.requires_grad)
print((x ** 2).requires_grad)
with torch.no_grad():
    print((x ** 2).requires_grad)
print(x.requires_grad)
y = x.detach()
print(y.requires_grad)
print(x.eq(y).all())
#out:
True
True
False
True
False
tensor(True)
## if_and_for_in_a_forward_pass
def forward(x, times):
    for _ in range(times):
        if x.sum() > 0:
            x = x * 2
        else:
            x = x - 1
    return x.sum()
for times in (1, 3):
    x = torch.tensor([0.5, -0.25], requires_grad=True)
    out = forward(x, times)
    out.backward()
    print(out, x.grad)
#out:
tensor(0.5000, grad_fn=<SumBackward0>) tensor([2., 2.])
tensor(2., grad_fn=<SumBackward0>) tensor([8., 8.])
"""
