"""Random numbers, optimizers, data loading and training runs: the same for the same seed."""

from .record import Case, blocks, lines, prefixed

RANDOM = """
rand: torch.manual_seed(0); torch.rand(5), torch.rand(2, 3), torch.rand(())
rand_float64: torch.manual_seed(0); torch.rand(4, dtype=torch.float64)
rand_many: torch.manual_seed(123); torch.rand(700)[-5:]
randn_small: torch.manual_seed(0); torch.randn(5), torch.randn(3)
randn_sixteen: torch.manual_seed(0); torch.randn(16)
randn_nineteen: torch.manual_seed(0); torch.randn(19)
randn_forty: torch.manual_seed(0); torch.randn(5, 8)
randn_float64: torch.manual_seed(0); torch.randn(5, dtype=torch.float64), torch.randn(18, dtype=torch.float64)
randn_mixed: torch.manual_seed(0); torch.randn(3), torch.rand(2), torch.randn(20), torch.randn(2)
randint: torch.manual_seed(0); torch.randint(0, 10, (8,)), torch.randint(5, (2, 2)), torch.randint(-3, 3, (4,), dtype=torch.int32)
randint_large: torch.manual_seed(0); torch.randint(0, 2**40, (4,)), torch.randint(0, 10, (3,))
randperm: torch.manual_seed(0); torch.randperm(10), torch.randperm(1), torch.randperm(0), torch.randperm(5)
normal: torch.manual_seed(0); torch.normal(0.0, 1.0, (4,)), torch.normal(2.0, 0.5, (4, 5))
normal_of_tensors: torch.manual_seed(0); torch.normal(torch.tensor([0.0, 10.0, 100.0]), torch.tensor([1.0, 0.1, 2.0]))
uniform_in_place: torch.manual_seed(0); torch.empty(4).uniform_(-1, 1), torch.empty(3, dtype=torch.float64).uniform_(0, 5)
normal_in_place: torch.manual_seed(0); torch.empty(4).normal_(), torch.empty(20).normal_(3, 2)
bernoulli: torch.manual_seed(0); torch.bernoulli(torch.full((6,), 0.5)), torch.bernoulli(torch.tensor([0.1, 0.9, 0.0, 1.0]))
bernoulli_in_place: torch.manual_seed(0); torch.empty(8).bernoulli_(0.3)
random_in_place: torch.manual_seed(0); torch.empty(5, dtype=torch.int64).random_(0, 100)
likes: torch.manual_seed(0); torch.rand_like(torch.zeros(2, 2)), torch.randn_like(torch.zeros(3)), torch.randint_like(torch.zeros(3), 10)
randn_like_dtype: torch.manual_seed(0); torch.randn_like(torch.zeros(3, dtype=torch.float64), dtype=torch.float32)
seeds: [(torch.manual_seed(n), torch.rand(2))[1] for n in (0, 1, 42, 2**31, 2**63 - 1)]
negative_seed: torch.manual_seed(-1); torch.rand(2)
initial_seed: torch.manual_seed(5).initial_seed(), torch.initial_seed(), torch.Generator().initial_seed()
generator: torch.rand(3, generator=torch.Generator().manual_seed(7)), torch.randperm(4, generator=torch.Generator().manual_seed(7))
generator_default_seed: torch.rand(2, generator=torch.Generator())
generator_leaves_the_global_alone: torch.manual_seed(0); torch.rand(2, generator=torch.Generator().manual_seed(1)); torch.rand(2)
requires_grad: torch.manual_seed(0); torch.randn(3, requires_grad=True), torch.rand(2, requires_grad=True)
dropout: torch.manual_seed(0); F.dropout(torch.ones(4, 6), 0.5)
dropout_p: torch.manual_seed(0); F.dropout(torch.ones(30), 0.2)
dropout_module: torch.manual_seed(0); nn.Dropout(0.3)(torch.arange(1.0, 13.0))
dropout_double: torch.manual_seed(0); F.dropout(torch.ones(10, dtype=torch.float64), 0.5)
dropout_twice: torch.manual_seed(0); nn.Sequential(nn.Dropout(0.5), nn.Dropout(0.5))(torch.ones(12))
dropout_then_rand: torch.manual_seed(0); F.dropout(torch.ones(5), 0.5).sum(), torch.rand(2)
"""

RANDOM_BLOCKS = """
## rng_state
torch.manual_seed(0)
state = torch.get_rng_state()
first = torch.rand(2)
torch.set_rng_state(state)
torch.equal(first, torch.rand(2))
## generator_state
g = torch.Generator().manual_seed(3)
state = g.get_state()
first = torch.randn(3, generator=g)
g.set_state(state)
torch.equal(first, torch.randn(3, generator=g))
## randn_pair_is_kept
torch.manual_seed(0)
one_by_one = [torch.randn(()).item() for _ in range(4)]
torch.manual_seed(0)
one_by_one, torch.randn(4)
## seed_drops_the_kept_value
torch.manual_seed(0)
torch.randn(1)
torch.manual_seed(0)
torch.randn(2)
## dropout_gradient
torch.manual_seed(0)
y = F.dropout(a, 0.5)
y.sum().backward()
y, a.grad
"""

SETUP = """
torch.manual_seed(0)
inputs, targets = torch.randn(24, 4), torch.randn(24, 2)
net = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 2))
"""

TRAIN = (
    SETUP
    + """
optimizer = {optimizer}
scheduler = {scheduler}
losses = []
for step in range(100):
    loss = F.mse_loss(net(inputs), targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if scheduler is not None:
        scheduler.step()
    losses.append(loss.item())
losses, net[0].weight
"""
)

OPTIMIZERS = {
    "sgd": "optim.SGD(net.parameters(), lr=0.1)",
    "sgd_momentum": "optim.SGD(net.parameters(), lr=0.05, momentum=0.9)",
    "sgd_dampening": "optim.SGD(net.parameters(), lr=0.05, momentum=0.9, dampening=0.3)",
    "sgd_nesterov": "optim.SGD(net.parameters(), lr=0.05, momentum=0.9, nesterov=True)",
    "sgd_weight_decay": "optim.SGD(net.parameters(), lr=0.1, weight_decay=0.01)",
    "sgd_momentum_weight_decay": "optim.SGD(net.parameters(), lr=0.05, momentum=0.8, weight_decay=0.02)",
    "adam": "optim.Adam(net.parameters(), lr=0.01)",
    "adam_default_lr": "optim.Adam(net.parameters())",
    "adam_betas": "optim.Adam(net.parameters(), lr=0.01, betas=(0.8, 0.95), eps=1e-6)",
    "adam_amsgrad": "optim.Adam(net.parameters(), lr=0.01, amsgrad=True)",
    "adam_weight_decay": "optim.Adam(net.parameters(), lr=0.01, weight_decay=0.05)",
    "groups": "optim.SGD([{'params': net[0].parameters(), 'lr': 0.01}, {'params': net[2:].parameters()}], lr=0.1, momentum=0.5)",
}

SCHEDULED = {
    "sgd_step_lr": (
        "optim.SGD(net.parameters(), lr=0.2)",
        "optim.lr_scheduler.StepLR(optimizer, step_size=30, gamma=0.5)",
    ),
    "adam_step_lr": ("optim.Adam(net.parameters(), lr=0.02)", "optim.lr_scheduler.StepLR(optimizer, 10)"),
}

OPTIM = """
## optimizer_repr
optimizer = optim.SGD([a], lr=0.1, momentum=0.9)
print(optimizer)
## adam_repr
print(optim.Adam([{"params": [a]}, {"params": [b], "lr": 0.5}], lr=0.01))
## optimizer_defaults
optim.SGD([a], lr=0.1).defaults, optim.SGD([a]).param_groups[0]["lr"], optim.Adam([a]).defaults["betas"]
## optimizer_state_dict
optimizer = optim.SGD([a, b], lr=0.1, momentum=0.9)
(a * b).sum().backward()
optimizer.step()
state = optimizer.state_dict()
list(state), state["state"], state["param_groups"][0]["params"], state["param_groups"][0]["lr"]
## adam_state_dict
optimizer = optim.Adam([a], lr=0.1)
(a * a).sum().backward()
optimizer.step()
optimizer.state_dict()["state"]
## optimizer_resumed
import copy
torch.manual_seed(0)
def make():
    w = torch.ones(3, requires_grad=True)
    return w, optim.Adam([w], lr=0.1)
def work(w, optimizer, steps):
    for _ in range(steps):
        optimizer.zero_grad()
        ((w - torch.tensor([1.0, 2.0, 3.0])) ** 2).sum().backward()
        optimizer.step()
w, first = make()
work(w, first, 5)
v, second = make()
second.load_state_dict(copy.deepcopy(first.state_dict()))
with torch.no_grad():
    v.copy_(w)
work(w, first, 5)
work(v, second, 5)
torch.equal(w, v), w
## optimizer_skips_missing_gradients
optimizer = optim.SGD([a, b], lr=1.0)
before = b.detach().clone()
a.sum().backward()
optimizer.step()
torch.equal(b, before), a
## optimizer_zero_grad
optimizer = optim.SGD([a], lr=1.0)
a.sum().backward()
optimizer.zero_grad()
first = a.grad
a.sum().backward()
optimizer.zero_grad(set_to_none=False)
first, a.grad
## optimizer_step_returns_the_closure
optimizer = optim.SGD([a], lr=0.1)
def closure():
    optimizer.zero_grad()
    loss = (a * a).sum()
    loss.backward()
    return loss
optimizer.step(closure).item(), optimizer.step()
## optimizer_updates_in_place
optimizer = optim.SGD([a], lr=0.1)
pointer = a.data_ptr()
a.sum().backward()
optimizer.step()
pointer == a.data_ptr(), a._version, a.is_leaf
## optimizer_leaves_the_gradient_alone
optimizer = optim.SGD([a], lr=0.1, weight_decay=0.5, momentum=0.9)
for _ in range(2):
    a.sum().backward()
    optimizer.step()
a.grad, a
## maximize
optimizer = optim.SGD([s], lr=0.1, maximize=True)
(s ** 2).backward()
optimizer.step()
s
## add_param_group
optimizer = optim.SGD([a], lr=0.1)
optimizer.add_param_group({"params": b, "lr": 1.0})
(a.sum() + b.sum()).backward()
optimizer.step()
a, b, len(optimizer.param_groups)
## lr_set_by_hand
optimizer = optim.SGD([s], lr=0.1)
optimizer.param_groups[0]["lr"] = 1.0
s.backward()
optimizer.step()
s
## step_lr
optimizer = optim.SGD([a], lr=1.0)
scheduler = optim.lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.1)
rates = []
for _ in range(6):
    optimizer.step()
    scheduler.step()
    rates.append(scheduler.get_last_lr()[0])
rates, optimizer.param_groups[0]["initial_lr"], scheduler.last_epoch
## step_lr_state
optimizer = optim.SGD([a], lr=1.0)
scheduler = optim.lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.1)
optimizer.step()
scheduler.step()
state = scheduler.state_dict()
state["step_size"], state["gamma"], state["last_epoch"], state["_last_lr"], state["base_lrs"]
"""

LOADING = """
## loader_in_order
[batch for batch in data.DataLoader(list(range(7)), batch_size=3)]
## loader_shuffled
torch.manual_seed(0)
loader = data.DataLoader(list(range(10)), batch_size=4, shuffle=True)
[b.tolist() for b in loader], [b.tolist() for b in loader]
## loader_shuffled_then_rand
torch.manual_seed(0)
list(data.DataLoader(list(range(10)), batch_size=4, shuffle=True))
torch.rand(2)
## loader_in_order_then_rand
torch.manual_seed(0)
list(data.DataLoader(list(range(10)), batch_size=4))
torch.rand(2)
## loader_with_a_generator
loader = data.DataLoader(list(range(10)), batch_size=4, shuffle=True, generator=torch.Generator().manual_seed(5))
[b.tolist() for b in loader], [b.tolist() for b in loader]
## loader_drop_last
loader = data.DataLoader(list(range(10)), batch_size=4, drop_last=True)
len(loader), [b.tolist() for b in loader]
## loader_length
len(data.DataLoader(list(range(10)), batch_size=4)), len(data.DataLoader(list(range(8)), batch_size=4)), len(data.DataLoader(list(range(3))))
## loader_of_tensor_dataset
torch.manual_seed(1)
dataset = data.TensorDataset(torch.arange(6.0).reshape(3, 2), torch.tensor([0, 1, 2]))
loader = data.DataLoader(dataset, batch_size=2, shuffle=True)
[batch for batch in loader], len(dataset), dataset[1], len(loader.dataset)
## loader_batch_size_none
[item for item in data.DataLoader([1, 2], batch_size=None)]
## loader_of_own_dataset
class Squares(data.Dataset):
    def __len__(self):
        return 5
    def __getitem__(self, index):
        return torch.tensor(float(index)), index ** 2
[b for b in data.DataLoader(Squares(), batch_size=2)]
## loader_collate_fn
[b for b in data.DataLoader([1, 2, 3], batch_size=2, collate_fn=lambda items: sum(items))]
## loader_sampler
[b.tolist() for b in data.DataLoader([10, 20, 30], batch_size=2, sampler=[2, 0, 1])]
## loader_batch_sampler
[b.tolist() for b in data.DataLoader([10, 20, 30], batch_sampler=[[2, 0], [1]])]
## loader_of_a_tensor
[b for b in data.DataLoader(torch.arange(6.0).reshape(3, 2), batch_size=2)]
## loader_of_floats
[b for b in data.DataLoader([1.5, 2.5], batch_size=2)]
## loader_of_arrays
[b for b in data.DataLoader([np.zeros(2, dtype=np.float32), np.ones(2, dtype=np.float32)], batch_size=2)]
## loader_of_dicts
[b for b in data.DataLoader([{"x": torch.zeros(2), "y": 1}, {"x": torch.ones(2), "y": 2}], batch_size=2)]
## loader_of_strings
[b for b in data.DataLoader(["a", "b", "c"], batch_size=2)]
## loader_of_nested
items = [((torch.zeros(1), 1), {"name": "a", "v": [1.0, 2.0]}), ((torch.ones(1), 2), {"name": "b", "v": [3.0, 4.0]})]
next(iter(data.DataLoader(items, batch_size=2)))
## loader_of_bools
next(iter(data.DataLoader([True, False], batch_size=2)))
## loader_of_numpy_numbers
next(iter(data.DataLoader([np.float32(1), np.float32(2)], batch_size=2))), next(iter(data.DataLoader([np.int64(1)], batch_size=1)))
## default_collate
data.default_collate([(1, 2.0), (3, 4.0)])
## random_split
torch.manual_seed(0)
first, second = data.random_split(list(range(10)), [7, 3])
first.indices, second.indices, [second[n] for n in range(3)], len(first)
## random_split_generator
parts = data.random_split(list(range(8)), [4, 2, 2], generator=torch.Generator().manual_seed(42))
[list(p.indices) for p in parts]
## random_split_fractions
parts = data.random_split(list(range(11)), [0.5, 0.3, 0.2], generator=torch.Generator().manual_seed(0))
[list(p.indices) for p in parts]
## subset
part = data.Subset([10, 20, 30, 40], [3, 1])
len(part), part[0], list(data.DataLoader(part, batch_size=2))
## random_sampler
torch.manual_seed(0)
list(data.RandomSampler(range(6))), list(data.SequentialSampler(range(3)))
## batch_sampler
list(data.BatchSampler(data.SequentialSampler(range(5)), 2, False)), list(data.BatchSampler(range(5), 2, True))
## two_epochs_of_training_order
torch.manual_seed(3)
dataset = data.TensorDataset(torch.arange(12.0))
loader = data.DataLoader(dataset, batch_size=5, shuffle=True)
[[b[0].tolist() for b in loader] for _ in range(3)]
"""

TRAINING = """
## classifier_with_a_loader
torch.manual_seed(0)
dataset = data.TensorDataset(torch.randn(40, 5), torch.randint(0, 3, (40,)))
loader = data.DataLoader(dataset, batch_size=8, shuffle=True)
net = nn.Sequential(nn.Linear(5, 16), nn.ReLU(), nn.Dropout(0.2), nn.Linear(16, 3))
optimizer = optim.Adam(net.parameters(), lr=0.01)
criterion = nn.CrossEntropyLoss()
losses = []
for epoch in range(4):
    for inputs, labels in loader:
        optimizer.zero_grad()
        loss = criterion(net(inputs), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
net.eval()
with torch.no_grad():
    outputs = net(dataset.tensors[0])
losses, (outputs.argmax(1) == dataset.tensors[1]).sum().item()
## convolutional_classifier
torch.manual_seed(0)
images, labels = torch.randn(16, 1, 8, 8), torch.randint(0, 4, (16,))
net = nn.Sequential(nn.Conv2d(1, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 6, 3), nn.ReLU(), nn.Flatten(), nn.Linear(24, 4))
optimizer = optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
losses = []
for step in range(15):
    loss = F.cross_entropy(net(images), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
losses, net[1].running_var
## three_layers_hundred_steps
torch.manual_seed(0)
inputs, targets = torch.randn(32, 6), torch.randint(0, 3, (32,))
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.l1, self.l2, self.l3 = nn.Linear(6, 16), nn.Linear(16, 16), nn.Linear(16, 3)
    def forward(self, value):
        return self.l3(torch.relu(self.l2(torch.relu(self.l1(value)))))
net = Net()
optimizer = optim.SGD(net.parameters(), lr=0.1, momentum=0.9, weight_decay=1e-4)
losses = []
for step in range(100):
    optimizer.zero_grad()
    loss = F.cross_entropy(net(inputs), targets)
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
losses
## logistic_regression
torch.manual_seed(0)
inputs = torch.randn(30, 2)
targets = (inputs.sum(1) > 0).float()
w, bias = torch.zeros(2, requires_grad=True), torch.zeros(1, requires_grad=True)
for step in range(50):
    loss = F.binary_cross_entropy(torch.sigmoid(inputs @ w + bias), targets)
    loss.backward()
    with torch.no_grad():
        for p in (w, bias):
            p -= 0.5 * p.grad
            p.grad = None
w, bias, loss
"""

CASES: list[Case] = [
    *prefixed("random", lines(RANDOM) + blocks(RANDOM_BLOCKS)),
    *prefixed("train", [Case(n, TRAIN.format(optimizer=o, scheduler=None).strip()) for n, o in OPTIMIZERS.items()]),
    *prefixed("train", [Case(n, TRAIN.format(optimizer=o, scheduler=s).strip()) for n, (o, s) in SCHEDULED.items()]),
    *prefixed("optim", blocks(OPTIM)),
    *prefixed("data", blocks(LOADING)),
    *prefixed("training", blocks(TRAINING)),
]
