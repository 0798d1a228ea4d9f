"""What readers of the introductions type about losses, models and learning.

Under each name a listing, then what it prints.
"""

STORIES = """
## a_line_in_a_hundred_epochs
X = torch.tensor([[1.0], [2.0], [3.0]])
y = torch.tensor([[2.0], [4.0], [6.0]])
w = torch.tensor([[0.0]], requires_grad=True)
b = torch.tensor([[0.0]], requires_grad=True)
def linear_model(X, w, b):
    return X @ w + b
def mean_squared_error(y_pred, y_true):
    return ((y_pred - y_true) ** 2).mean()
for epoch in range(100):
    y_pred = linear_model(X, w, b)
    loss = mean_squared_error(y_pred, y)
    if epoch in (0, 99):
        print(f"{loss.item():.4f}")
    loss.backward()
    with torch.no_grad():
        w -= 0.01 * w.grad
        b -= 0.01 * b.grad
    w.grad.zero_(); b.grad.zero_()
print(w)
print(b)
#out:
18.6667
0.0484
tensor([[1.7451]], requires_grad=True)
tensor([[0.5795]], requires_grad=True)
## a_line_in_a_thousand_epochs
X = torch.tensor([[1.0], [2.0], [3.0]])
y = torch.tensor([[2.0], [4.0], [6.0]])
w = torch.tensor([[0.0]], requires_grad=True)
b = torch.tensor([[0.0]], requires_grad=True)
def linear_model(X, w, b):
    return X @ w + b
def mean_squared_error(y_pred, y_true):
    return ((y_pred - y_true) ** 2).mean()
for epoch in range(1000):
    y_pred = linear_model(X, w, b)
    loss = mean_squared_error(y_pred, y)
    if epoch in (0, 999):
        print(f"{loss.item():.4f}")
    loss.backward()
    with torch.no_grad():
        w -= 0.01 * w.grad
        b -= 0.01 * b.grad
    w.grad.zero_(); b.grad.zero_()
print(w)
print(b)
#out:
18.6667
0.0006
tensor([[1.9708]], requires_grad=True)
tensor([[0.0664]], requires_grad=True)
## a_line_in_five_thousand_epochs
X = torch.tensor([[1.0], [2.0], [3.0]])
y = torch.tensor([[2.0], [4.0], [6.0]])
w = torch.tensor([[0.0]], requires_grad=True)
b = torch.tensor([[0.0]], requires_grad=True)
def linear_model(X, w, b):
    return X @ w + b
def mean_squared_error(y_pred, y_true):
    return ((y_pred - y_true) ** 2).mean()
for epoch in range(5000):
    y_pred = linear_model(X, w, b)
    loss = mean_squared_error(y_pred, y)
    if epoch in (0, 4999):
        print(f"{loss.item():.4f}")
    loss.backward()
    with torch.no_grad():
        w -= 0.01 * w.grad
        b -= 0.01 * b.grad
    w.grad.zero_(); b.grad.zero_()
print(f"{w.item():.3f} {b.item():.3f}")
#out:
18.6667
0.0000
2.000 0.000
## a_line_with_the_zeroing_forgotten
X = torch.tensor([[1.0], [2.0], [3.0]])
y = torch.tensor([[2.0], [4.0], [6.0]])
w = torch.tensor([[0.0]], requires_grad=True)
b = torch.tensor([[0.0]], requires_grad=True)
def linear_model(X, w, b):
    return X @ w + b
def mean_squared_error(y_pred, y_true):
    return ((y_pred - y_true) ** 2).mean()
for epoch in range(100):
    y_pred = linear_model(X, w, b)
    loss = mean_squared_error(y_pred, y)
    if epoch in (0, 99):
        print(f"{loss.item():.4f}")
    loss.backward()
    with torch.no_grad():
        w -= 0.01 * w.grad
        b -= 0.01 * b.grad
print(w)
print(b)
#out:
18.6667
1.7584
tensor([[2.9490]], requires_grad=True)
tensor([[0.6057]], requires_grad=True)
## the_same_line_with_a_module_and_an_optimizer
from torch import nn, optim
inputs = torch.tensor([[1.0], [2.0], [3.0]])
labels1 = torch.tensor([[2.0], [4.0], [6.0]])
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.l1 = nn.Linear(1, 1)
        nn.init.constant_(self.l1.weight, 0.0)
        nn.init.constant_(self.l1.bias, 0.0)
    def forward(self, x):
        return self.l1(x)
net = Net()
print(net)
criterion = nn.MSELoss()
optimizer = optim.SGD(net.parameters(), lr=0.01)
for epoch in range(100):
    optimizer.zero_grad()
    outputs = net(inputs)
    loss = criterion(outputs, labels1)
    loss.backward()
    if epoch == 0:
        print(loss, net.l1.weight.grad, net.l1.bias.grad)
    optimizer.step()
print(loss)
print(net.l1.weight, net.l1.bias)
print(dict(net.state_dict()))
#out:
Net(
  (l1): Linear(in_features=1, out_features=1, bias=True)
)
tensor(18.6667, grad_fn=<MseLossBackward0>) tensor([[-18.6667]]) tensor([-8.])
tensor(0.0484, grad_fn=<MseLossBackward0>)
Parameter containing:
tensor([[1.7451]], requires_grad=True) Parameter containing:
tensor([0.5795], requires_grad=True)
{'l1.weight': tensor([[1.7451]]), 'l1.bias': tensor([0.5795])}
## one_neuron
import torch.nn as nn
INPUT_FEATURES = 2
OUTPUT_NEURONS = 1
activation = torch.nn.Tanh()
class NeuralNetwork(nn.Module):
    def __init__(self):
        super(NeuralNetwork, self).__init__()
        self.layer1 = nn.Linear(INPUT_FEATURES, OUTPUT_NEURONS)
    def forward(self, input):
        output = activation(self.layer1(input))
        return output
model = NeuralNetwork()
print(model)
model.layer1.weight = nn.Parameter(torch.tensor([[0.6, -0.2]]))
model.layer1.bias = nn.Parameter(torch.tensor([0.8]))
print(dict(model.state_dict()))
print(list(model.parameters()))
X_data = torch.tensor([[1.0, 2.0]])
print(X_data)
y_pred = model(X_data)
print(y_pred)
model.layer1.weight.grad = None
model.layer1.bias.grad = None
y_true = torch.tensor([[1.0]])
criterion = nn.MSELoss()
loss = criterion(y_pred, y_true)
print(loss)
loss.backward()
print(model.layer1.weight.grad)
print(model.layer1.bias.grad)
model.zero_grad()
print(model.layer1.weight.grad)
#out:
NeuralNetwork(
  (layer1): Linear(in_features=2, out_features=1, bias=True)
)
{'layer1.weight': tensor([[ 0.6000, -0.2000]]), 'layer1.bias': tensor([0.8000])}
[Parameter containing:
tensor([[ 0.6000, -0.2000]], requires_grad=True), Parameter containing:
tensor([0.8000], requires_grad=True)]
tensor([[1., 2.]])
tensor([[0.7616]], grad_fn=<TanhBackward0>)
tensor(0.0568, grad_fn=<MseLossBackward0>)
tensor([[-0.2002, -0.4005]])
tensor([-0.2002])
None
## the_neurons_graph
import torch.nn as nn
layer = nn.Linear(2, 1)
y_pred = torch.tanh(layer(torch.tensor([[1.0, 2.0]])))
def show(node, indent=0):
    shape = f" of {tuple(node.variable.shape)}" if hasattr(node, "variable") else ""
    print(" " * indent + node.name().removeprefix("torch::autograd::") + shape)
    for child, _ in node.next_functions:
        if child is not None:
            show(child, indent + 2)
show(y_pred.grad_fn)
show(nn.MSELoss()(y_pred, torch.tensor([[1.0]])).grad_fn)
#out:
TanhBackward0
  AddmmBackward0
    AccumulateGrad of (1,)
    TBackward0
      AccumulateGrad of (1, 2)
MseLossBackward0
  TanhBackward0
    AddmmBackward0
      AccumulateGrad of (1,)
      TBackward0
        AccumulateGrad of (1, 2)
## tanh_beside_sigmoid
x = torch.linspace(-2, 2, 5)
print(torch.tanh(x))
print(torch.sigmoid(x))
#out:
tensor([-0.9640, -0.7616,  0.0000,  0.7616,  0.9640])
tensor([0.1192, 0.2689, 0.5000, 0.7311, 0.8808])
## centred_heights_learn_faster
x = torch.tensor([1.0, 2.0, 3.0])
y = torch.tensor([2.0, 4.0, 6.0])
x, y = x - x.mean(), y - y.mean()
w = torch.tensor(0.0, requires_grad=True)
b = torch.tensor(0.0, requires_grad=True)
for epoch in range(100):
    loss = ((w * x + b - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.01 * w.grad
        b -= 0.01 * b.grad
        w.grad.zero_()
        b.grad.zero_()
print(w, b, loss)
#out:
tensor(1.4775, requires_grad=True) tensor(0., requires_grad=True) tensor(0.1869, grad_fn=<MeanBackward0>)
## cross_entropy_of_two_classes_by_hand
yt = torch.tensor([1.0, 0.0, 1.0])
u = torch.tensor([2.0, -1.0, 0.5], requires_grad=True)
yp = torch.sigmoid(u)
loss = -(yt * torch.log(yp) + (1 - yt) * torch.log(1 - yp)).mean()
print(loss, torch.nn.functional.binary_cross_entropy(yp, yt))
loss.backward()
print(u.grad)
#out:
tensor(0.3048, grad_fn=<NegBackward0>) tensor(0.3048, grad_fn=<BinaryCrossEntropyBackward0>)
tensor([-0.0397,  0.0896, -0.1258])
## layers_with_their_own_learning_rates
from torch import nn, optim
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))
optimizer = optim.Adam([{"params": net[0].parameters(), "lr": 1e-3}, {"params": net[2].parameters()}], lr=1e-2)
for _ in range(3):
    loss = net(torch.ones(4, 2)).pow(2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss)
print([group["lr"] for group in optimizer.param_groups])
#out:
tensor(0.2466, grad_fn=<MeanBackward0>)
tensor(0.2328, grad_fn=<MeanBackward0>)
tensor(0.2193, grad_fn=<MeanBackward0>)
[0.001, 0.01]
## a_scattering_of_activations
import torch.nn as nn
x = torch.tensor([-2.0, -0.5, 0.0, 1.5])
for layer in (nn.ELU(), nn.LeakyReLU(), nn.ReLU(), nn.GELU(), nn.Sigmoid(), nn.Softplus(), nn.Tanh()):
    print(layer, layer(x))
print(nn.Softmax(dim=0)(x), nn.LogSoftmax(dim=0)(x))
#out:
ELU(alpha=1.0) tensor([-0.8647, -0.3935,  0.0000,  1.5000])
LeakyReLU(negative_slope=0.01) tensor([-0.0200, -0.0050,  0.0000,  1.5000])
ReLU() tensor([0.0000, 0.0000, 0.0000, 1.5000])
GELU(approximate='none') tensor([-0.0455, -0.1543,  0.0000,  1.3998])
Sigmoid() tensor([0.1192, 0.3775, 0.5000, 0.8176])
Softplus(beta=1.0, threshold=20.0) tensor([0.1269, 0.4741, 0.6931, 1.7014])
Tanh() tensor([-0.9640, -0.4621,  0.0000,  0.9051])
tensor([0.0217, 0.0975, 0.1607, 0.7201]) tensor([-3.8283, -2.3283, -1.8283, -0.3283])
"""
