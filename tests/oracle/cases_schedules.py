"""Learning-rate schedules step by step, to the last digit (as text); their states, warnings and errors."""

from .record import Case, blocks, lines, prefixed

STEPS = """
S = optim.lr_scheduler
optimizer = {optimizer}
s = {schedule}
def now():
    return [(g["lr"], g.get("momentum"), g.get("betas")) for g in optimizer.param_groups]
path = [str(now())]
for step in range(12):
    optimizer.step()
    s.step({arguments})
    path.append(str(now()))
    assert str(s.get_last_lr()) == str([g["lr"] for g in optimizer.param_groups])
path, str(s.state_dict()), [sorted(k for k in g if k != "params") for g in optimizer.param_groups]
"""
SGD = 'optim.SGD([{"params": [a]}, {"params": [b], "lr": 0.5}], lr=0.1, momentum=0.9)'
ADAM = 'optim.Adam([{"params": [a]}, {"params": [b], "lr": 0.5}], lr=0.1)'
SCHEDULES = """
StepLR: S.StepLR(optimizer, 3)
MultiStepLR: S.MultiStepLR(optimizer, [2, 5, 5, 9], gamma=0.3)
ExponentialLR: S.ExponentialLR(optimizer, 0.9)
ConstantLR: S.ConstantLR(optimizer, total_iters=4)
ConstantLR_half: S.ConstantLR(optimizer, 0.5, 2)
LinearLR: S.LinearLR(optimizer)
LinearLR_down: S.LinearLR(optimizer, 1.0, 0.1, 7)
PolynomialLR: S.PolynomialLR(optimizer)
PolynomialLR_square: S.PolynomialLR(optimizer, 8, 2.0)
CosineAnnealingLR: S.CosineAnnealingLR(optimizer, 5)
CosineAnnealingLR_up: S.CosineAnnealingLR(optimizer, 3, eta_min=0.01)
CosineAnnealingWarmRestarts: S.CosineAnnealingWarmRestarts(optimizer, 4)
CosineAnnealingWarmRestarts_longer: S.CosineAnnealingWarmRestarts(optimizer, 2, 2, 0.01)
LambdaLR: S.LambdaLR(optimizer, lambda epoch: 0.95 ** epoch)
LambdaLR_two: S.LambdaLR(optimizer, [lambda epoch: 1 / (1 + epoch), lambda epoch: epoch])
MultiplicativeLR: S.MultiplicativeLR(optimizer, lambda epoch: 0.95)
MultiplicativeLR_two: S.MultiplicativeLR(optimizer, [lambda epoch: 0.95, lambda epoch: 1 / epoch])
OneCycleLR: S.OneCycleLR(optimizer, 1.0, total_steps=14)
OneCycleLR_linear: S.OneCycleLR(optimizer, [1.0, 2.0], epochs=4, steps_per_epoch=4, anneal_strategy="linear", pct_start=0.25)
OneCycleLR_three: S.OneCycleLR(optimizer, 1.0, total_steps=13, three_phase=True, div_factor=10.0, final_div_factor=100.0)
OneCycleLR_alone: S.OneCycleLR(optimizer, 1.0, total_steps=13, cycle_momentum=False)
CyclicLR: S.CyclicLR(optimizer, 0.1, 1.0, 3)
CyclicLR_uneven: S.CyclicLR(optimizer, [0.1, 0.2], [1.0, 2.0], 2, 4, mode="triangular2")
CyclicLR_exp: S.CyclicLR(optimizer, 0.1, 1.0, 3, mode="exp_range", gamma=0.9, base_momentum=0.7)
CyclicLR_own: S.CyclicLR(optimizer, 0.1, 1.0, 3, scale_fn=lambda x: 0.5 ** x, scale_mode="iterations", cycle_momentum=False)
SequentialLR: S.SequentialLR(optimizer, [S.ConstantLR(optimizer), S.ExponentialLR(optimizer, 0.9)], [3])
SequentialLR_warmup: S.SequentialLR(optimizer, [S.LinearLR(optimizer, 0.1, total_iters=3), S.CosineAnnealingLR(optimizer, 5), S.StepLR(optimizer, 2)], milestones=[3, 8])
SequentialLR_others: S.SequentialLR(optimizer, [S.MultiStepLR(optimizer, [1]), S.PolynomialLR(optimizer, 4), S.LambdaLR(optimizer, lambda e: 1 / (e + 1))], [4, 7])
ChainedScheduler: S.ChainedScheduler([S.ConstantLR(optimizer), S.ExponentialLR(optimizer, 0.9)])
ChainedScheduler_three: S.ChainedScheduler([S.LinearLR(optimizer), S.StepLR(optimizer, 4), S.CosineAnnealingLR(optimizer, 6)], optimizer)
"""
METRICS = """
ReduceLROnPlateau: S.ReduceLROnPlateau(optimizer, patience=2)
ReduceLROnPlateau_max: S.ReduceLROnPlateau(optimizer, "max", 0.5, 1, 0.1, "abs", cooldown=2, min_lr=[0.01, 0.2])
ReduceLROnPlateau_rel: S.ReduceLROnPlateau(optimizer, "max", patience=0, threshold=0.5, min_lr=1e-3)
ReduceLROnPlateau_abs: S.ReduceLROnPlateau(optimizer, "min", patience=0, threshold=0.05, threshold_mode="abs", eps=0.02)
"""
BAD = "[1.0, 0.9, 0.95, 0.8, 0.79, 0.81, 0.7, 0.75, 0.72, 0.9, 0.9, 0.6][step]"
ERRORS = """
constant: S.ConstantLR(o, factor=2.0)
linear_start: S.LinearLR(o, start_factor=2.0)
linear_zero: S.LinearLR(o, start_factor=0.0)
linear_end: S.LinearLR(o, end_factor=2.0)
restarts_T_0: S.CosineAnnealingWarmRestarts(o, 0)
restarts_T_0_float: S.CosineAnnealingWarmRestarts(o, 1.5)
restarts_T_mult: S.CosineAnnealingWarmRestarts(o, 1, 0)
restarts_eta_min: S.CosineAnnealingWarmRestarts(o, 1, 1, "a")
restarts_epoch: S.CosineAnnealingWarmRestarts(o, 2).step(-1)
one_cycle_steps: S.OneCycleLR(o, 1.0)
one_cycle_negative: S.OneCycleLR(o, 1.0, total_steps=-1)
one_cycle_float: S.OneCycleLR(o, 1.0, total_steps=1.5)
one_cycle_epochs: S.OneCycleLR(o, 1.0, epochs=-1, steps_per_epoch=2)
one_cycle_per_epoch: S.OneCycleLR(o, 1.0, epochs=1, steps_per_epoch=0)
one_cycle_pct: S.OneCycleLR(o, 1.0, total_steps=3, pct_start=2.0)
one_cycle_anneal: S.OneCycleLR(o, 1.0, total_steps=3, anneal_strategy="x")
one_cycle_groups: S.OneCycleLR(o, [1.0, 2.0], total_steps=3)
one_cycle_momentum: S.OneCycleLR(optim.Adagrad([a]), 0.1, 10)
one_cycle_over: [S.OneCycleLR(o, 1.0, total_steps=2).step() for _ in range(4)] and (s := S.OneCycleLR(o, 1.0, total_steps=2)) and [s.step() for _ in range(4)]
cyclic_mode: S.CyclicLR(o, 0.1, 1.0, mode="x")
cyclic_groups: S.CyclicLR(o, [0.1, 0.2], 1.0)
cyclic_momentum: S.CyclicLR(optim.Adagrad([a]), 0.1, 1.0)
plateau_factor: S.ReduceLROnPlateau(o, factor=1.0)
plateau_mode: S.ReduceLROnPlateau(o, mode="x")
plateau_threshold: S.ReduceLROnPlateau(o, threshold_mode="x")
plateau_groups: S.ReduceLROnPlateau(o, min_lr=[1, 2])
plateau_optimizer: S.ReduceLROnPlateau(3)
plateau_metric: S.ReduceLROnPlateau(o).step()
sequence_empty: S.SequentialLR(o, [], [])
sequence_milestones: S.SequentialLR(o, [S.ConstantLR(o), S.ConstantLR(o)], [1, 2])
sequence_strange: S.SequentialLR(o, [S.ConstantLR(o), 3], [1])
sequence_plateau: S.SequentialLR(o, [S.ConstantLR(o), S.ReduceLROnPlateau(o)], [1])
sequence_other: S.SequentialLR(o, [S.ConstantLR(optim.SGD([b])), S.ConstantLR(o)], [1])
chain_empty: S.ChainedScheduler([])
chain_strange: S.ChainedScheduler([S.ConstantLR(o), 3])
chain_other: S.ChainedScheduler([S.ConstantLR(optim.SGD([b])), S.ConstantLR(o)])
multiplicative: S.MultiplicativeLR(o, [lambda e: 1, lambda e: 2])
optimizer: S.StepLR(3, 1)
"""
STORIES = """
## within_an_epoch
S = optim.lr_scheduler
o = optim.SGD([a], lr=0.1)
s = S.CosineAnnealingWarmRestarts(o, 3, 2)
o.step()
rates = []
for epoch in range(5):
    for i in range(4):
        s.step(epoch + i / 4)
        rates.append((o.param_groups[0]["lr"], s.T_cur, s.T_i, s.last_epoch))
str(rates)
## to_an_epoch
S = optim.lr_scheduler
rates = []
for make in (lambda o: S.StepLR(o, 2), lambda o: S.MultiStepLR(o, [2, 4]), lambda o: S.ExponentialLR(o, 0.9), lambda o: S.ConstantLR(o), lambda o: S.LinearLR(o), lambda o: S.PolynomialLR(o), lambda o: S.CosineAnnealingLR(o, 4), lambda o: S.LambdaLR(o, lambda e: e)):
    o = optim.SGD([a], lr=0.1)
    s = make(o)
    for epoch in (1, 4, 7, 2):
        s.step(epoch)
        rates.append(s.get_last_lr())
str(rates)
## warnings
import warnings
S = optim.lr_scheduler
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    o = optim.SGD([a], lr=0.1)
    s = S.ExponentialLR(o, 0.9)
    s.step()
    s.step(4)
    s.get_lr()
    S.ReduceLROnPlateau(o).step(1.0, 3)
[(w.category.__name__, str(w.message)) for w in seen]
## saved_and_loaded
S = optim.lr_scheduler
rates = []
for make in (lambda o: S.OneCycleLR(o, 1.0, total_steps=20), lambda o: S.CyclicLR(o, 0.1, 1.0, 3, scale_fn=lambda x: 0.5), lambda o: S.ReduceLROnPlateau(o, patience=0), lambda o: S.MultiplicativeLR(o, lambda e: 0.5), lambda o: S.SequentialLR(o, [S.ConstantLR(o), S.ExponentialLR(o, 0.9)], [6]), lambda o: S.ChainedScheduler([S.ConstantLR(o), S.ExponentialLR(o, 0.9)])):
    o = optim.SGD([a], lr=0.1, momentum=0.9)
    s = make(o)
    arguments = (1.0,) if isinstance(s, S.ReduceLROnPlateau) else ()
    for _ in range(4):
        o.step()
        s.step(*arguments)
    p = optim.SGD([a], lr=0.1, momentum=0.9)
    t = make(p)
    t.load_state_dict(s.state_dict())
    p.load_state_dict(o.state_dict())
    for _ in range(4):
        p.step()
        t.step(*arguments)
        rates.append(t.get_last_lr())
str(rates)
## resumed_at_an_epoch
S = optim.lr_scheduler
rates = []
for make in (lambda o: S.StepLR(o, 2, last_epoch=3), lambda o: S.CosineAnnealingLR(o, 5, last_epoch=3), lambda o: S.ExponentialLR(o, 0.9, last_epoch=3), lambda o: S.LinearLR(o, last_epoch=3), lambda o: S.PolynomialLR(o, last_epoch=3), lambda o: S.CosineAnnealingWarmRestarts(o, 3, last_epoch=3), lambda o: S.MultiplicativeLR(o, lambda e: 0.5, last_epoch=3)):
    o = optim.SGD([{"params": [a], "initial_lr": 0.3}], lr=0.1)
    s = make(o)
    rates.append((s.get_last_lr(), s.last_epoch))
    o.step()
    s.step()
    rates.append((s.get_last_lr(), s.last_epoch))
str(rates)
## a_rate_that_is_a_tensor
S = optim.lr_scheduler
lr = torch.tensor(0.5, dtype=torch.float64)
o = optim.SGD([a], lr=lr)
s = S.SequentialLR(o, [S.LinearLR(o), S.CosineAnnealingLR(o, 4)], [2])
for _ in range(5):
    o.step()
    s.step()
lr, o.param_groups[0]["lr"] is lr
## a_subclass_of_the_older_name
class Halving(optim.lr_scheduler._LRScheduler):
    def get_lr(self):
        return [base * 0.5 ** self.last_epoch for base in self.base_lrs]
o = optim.SGD([a], lr=1.0)
s = Halving(o)
o.step()
s.step()
s.step()
s.get_last_lr(), isinstance(s, optim.lr_scheduler.LRScheduler)
"""


def filled(cases: list[Case], optimizer: str, arguments: str = "") -> list[Case]:
    """The steps of a schedule on an optimizer."""
    fill = {"optimizer": optimizer, "arguments": arguments}
    return [Case(case.name, STEPS.format(schedule=case.source, **fill).strip()) for case in cases]


BEFORE = "S = optim.lr_scheduler; o = optim.SGD([a], lr=0.1, momentum=0.9)\n"
MOMENTUM = [case for case in lines(SCHEDULES) if case.name.startswith(("OneCycle", "Cyclic"))]
CASES: list[Case] = [
    *prefixed("sgd", filled(lines(SCHEDULES), SGD)),
    *prefixed("sgd", filled(lines(METRICS), SGD, BAD)),
    *prefixed("adam", filled(MOMENTUM, ADAM)),
    *prefixed("error", [Case(case.name, BEFORE + case.source) for case in lines(ERRORS)]),
    *prefixed("story", blocks(STORIES)),
]
