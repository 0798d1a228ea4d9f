"""Small slips in a piece of code: another operator, constant or index, a term dropped, arguments swapped, a line lost."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Set
from typing import Any

OPERATORS: dict[type, list[type]] = {
    ast.Add: [ast.Sub, ast.Mult],
    ast.Sub: [ast.Add],
    ast.Mult: [ast.Add, ast.Div, ast.Pow],
    ast.Div: [ast.Mult, ast.FloorDiv],
    ast.FloorDiv: [ast.Div],
    ast.Mod: [ast.FloorDiv],
    ast.Pow: [ast.Mult],
    ast.MatMult: [ast.Mult],
    ast.Lt: [ast.LtE, ast.Gt],
    ast.LtE: [ast.Lt, ast.GtE],
    ast.Gt: [ast.GtE, ast.Lt],
    ast.GtE: [ast.Gt, ast.LtE],
    ast.Eq: [ast.NotEq],
    ast.NotEq: [ast.Eq],
    ast.In: [ast.NotIn],
    ast.NotIn: [ast.In],
    ast.Is: [ast.IsNot],
    ast.IsNot: [ast.Is],
    ast.And: [ast.Or],
    ast.Or: [ast.And],
}
ORDERED = (ast.Sub, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult)  # operators whose sides are not alike


def mutants(code: str, lines: Set[int]) -> Iterator[tuple[str, str]]:
    """Every mutant of the given lines of the code: (how its changed statement reads, the whole code)."""
    tree = ast.parse(code)
    seen = {ast.dump(tree)}
    for number, node in enumerate(ast.walk(tree)):
        if getattr(node, "lineno", None) in lines or isinstance(node, (ast.slice, ast.keyword)):
            for change in range(len(list(changes(node)))):
                mutant = copy.deepcopy(tree)
                place = list(ast.walk(mutant))[number]
                new = list(changes(place))[change]()
                if new is not place:
                    replace(mutant, place, new)
                if ast.dump(mutant) not in seen:
                    seen.add(ast.dump(mutant))
                    ast.fix_missing_locations(mutant)
                    yield reading(mutant, tree), ast.unparse(mutant)


def changes(node: Any) -> Iterator[Any]:
    """What can be done to a node: functions that alter it and return it, or return what takes its place."""
    match node:
        case ast.BinOp(left=left, right=right, op=op):
            for other in OPERATORS.get(type(op), []):
                yield lambda other=other: put(node, op=other())
            yield lambda: left
            yield lambda: right
            if isinstance(op, ORDERED):
                yield lambda: put(node, left=right, right=left)
        case ast.UnaryOp(operand=operand):
            yield lambda: operand
        case ast.Compare(ops=ops):
            for place, op in enumerate(ops):
                for other in OPERATORS.get(type(op), []):
                    yield lambda place=place, other=other: put(node, ops=[*ops[:place], other(), *ops[place + 1 :]])
        case ast.BoolOp(values=values, op=op):
            yield lambda: put(node, op=OPERATORS[type(op)][0]())
            for place in range(len(values)):
                rest = [*values[:place], *values[place + 1 :]]
                yield lambda rest=rest: rest[0] if len(rest) == 1 else put(node, values=rest)
        case ast.IfExp(body=body, orelse=orelse):
            yield lambda: put(node, body=orelse, orelse=body)
            yield lambda: body
        case ast.Constant(value=bool() as value):
            yield lambda: put(node, value=not value)
        case ast.Constant(value=int() | float() as value):
            for other in (value + 1, value - 1, -value if value else 2, value * 1000):
                yield lambda other=other: put(node, value=other)
        case ast.Constant(value=str() as value):
            yield lambda: put(node, value=chr(ord(value[0]) + 1) + value[1:] if value else "x")
        case ast.Slice(lower=lower, upper=upper):
            if lower is not None:
                yield lambda: put(node, lower=None)
            if upper is not None:
                yield lambda: put(node, upper=None)
        case ast.Subscript(value=value):
            yield lambda: value
        case ast.Call(func=func, args=args, keywords=keywords):
            if isinstance(func, ast.Attribute):
                yield lambda: func.value
            for place in range(len(args) - 1):
                yield lambda place=place: put(node, args=swapped(args, place))
            if len(args) == 1:
                yield lambda: args[0]
            for place in range(len(keywords)):
                yield lambda place=place: put(node, keywords=[*keywords[:place], *keywords[place + 1 :]])
        case ast.List(elts=items) | ast.Tuple(elts=items, ctx=ast.Load()):
            for place in range(len(items) - 1):
                yield lambda place=place: put(node, elts=swapped(items, place))
            for place in range(len(items)):
                yield lambda place=place: put(node, elts=[*items[:place], *items[place + 1 :]])
        case ast.Return(value=value) if value is not None:
            yield lambda: ast.Expr(value)
        case ast.AugAssign(op=op, target=target, value=value):
            for other in OPERATORS.get(type(op), []):
                yield lambda other=other: put(node, op=other())
            yield lambda: ast.Assign([target], value)
            yield ast.Pass
        case ast.Assign(value=value):
            if isinstance(node.targets[0], (ast.Subscript, ast.Attribute)):
                yield ast.Pass
        case ast.Expr(value=ast.Call()):
            yield ast.Pass
        case ast.If():
            yield lambda: put(node, test=ast.Constant(False))
            yield lambda: put(node, test=ast.Constant(True))
        case ast.For(body=body, orelse=[]):
            yield lambda: ast.If(ast.Constant(True), [ast.Assign([node.target], first_of(node.iter)), *body], [])


def put(node: Any, **fields: Any) -> Any:
    for name, value in fields.items():
        setattr(node, name, value)
    return node


def swapped(items: list[Any], place: int) -> list[Any]:
    return [*items[:place], items[place + 1], items[place], *items[place + 2 :]]


def first_of(iterable: ast.expr) -> ast.expr:
    return ast.Call(ast.Name("next", ast.Load()), [ast.Call(ast.Name("iter", ast.Load()), [iterable], [])], [])


def replace(tree: ast.AST, old: ast.AST, new: ast.AST) -> None:
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
            elif isinstance(value, list) and any(each is old for each in value):
                setattr(parent, name, [new if each is old else each for each in value])


def reading(mutant: ast.Module, tree: ast.Module) -> str:
    """The innermost statement that changed, on one line."""
    before = {ast.unparse(each) for each in ast.walk(tree) if isinstance(each, ast.stmt)}
    after = [each for each in ast.walk(mutant) if isinstance(each, ast.stmt)]
    changed = [each for each in after if ast.unparse(each) not in before]
    texts = sorted((ast.unparse(each) for each in changed or after), key=len)
    return " ".join(texts[0].split()) if changed else "a statement lost"
