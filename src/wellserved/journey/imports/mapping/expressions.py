"""The language of mappings: a few words, parsed as Python's own syntax and compiled to SQL; nothing is ever run."""

import ast
import re
from collections.abc import Callable
from dataclasses import replace

from wellserved.journey.imports.mapping import sqltext
from wellserved.journey.imports.mapping.errors import MappingError
from wellserved.journey.imports.mapping.functions import called
from wellserved.journey.imports.mapping.scope import Kind, Scope
from wellserved.journey.imports.mapping.values import Value, converted, needs, of_column

_BRACES = re.compile(r"\{([^{}]*)\}")
_OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Eq: "=",
    ast.NotEq: "<>",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


def expression(text: str, scope: Scope, *, as_kind: Kind | None = None) -> Value:
    """Compile an expression; `as_kind` converts a text to what the place needs."""
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError) as error:
        raise MappingError(f"{text!r} is not an expression: {error}.") from error
    try:
        value = _compiled(tree.body, scope)
    except MappingError as error:
        raise MappingError(f"in {text!r}: {error}") from error
    except RecursionError as error:
        raise MappingError(f"{text[:60]!r}... is nested too deeply.") from error
    value = replace(value, label=value.label or text)
    if as_kind is None:
        return value
    try:
        return converted(value, as_kind, scope)
    except MappingError as error:
        raise MappingError(f"in {text!r}: {error}") from error


def template(text: str, scope: Scope) -> Value:
    """Compile text with {expressions} in braces; it is missing where one of them is."""
    pieces = _BRACES.split(text)
    if len(pieces) == 1:
        return Value(sqltext.literal(text), "text", text, constant=text)
    parts = [
        expression(piece, scope, as_kind="text")
        if index % 2
        else Value(sqltext.literal(piece), "text", piece)
        for index, piece in enumerate(pieces)
        if index % 2 or piece
    ]
    label = parts[0].label if len(parts) == 1 else text
    return Value("(" + " || ".join(part.sql for part in parts) + ")", "text", label, needs=needs(*parts))


def _compiled(node: ast.AST, scope: Scope) -> Value:
    for shape, compile_one in _SHAPES.items():
        if isinstance(node, shape):
            return compile_one(node, scope)
    raise MappingError(f"{ast.unparse(node)!r} is not part of the language. See docs/reference/mapping.md.")


def _constant(node: ast.Constant, scope: Scope) -> Value:
    del scope
    value = node.value
    if value is None:
        return Value("NULL", "none", "none")
    if isinstance(value, bool):
        return Value(str(value).upper(), "truth", str(value), constant=value)
    if isinstance(value, int | float):
        return Value(f"{float(value)!r}::DOUBLE", "number", repr(value), constant=float(value))
    if isinstance(value, str):
        return Value(sqltext.literal(value), "text", repr(value), constant=value)
    raise MappingError(f"{value!r} is no text and no number.")


def _name(node: ast.Name, scope: Scope) -> Value:
    if node.id in {"none", "true", "false"}:
        return _constant(ast.Constant({"none": None, "true": True, "false": False}[node.id]), scope)
    return of_column(scope.column(node.id))


def _attribute(node: ast.Attribute, scope: Scope) -> Value:
    if not isinstance(node.value, ast.Name):
        raise MappingError(f"{ast.unparse(node)!r} is not source.column.")
    return of_column(scope.column(node.attr, node.value.id), source=node.value.id)


def _arithmetic(node: ast.BinOp, scope: Scope) -> Value:
    left, right = (converted(_compiled(side, scope), "number", scope) for side in (node.left, node.right))
    operator = _OPERATORS.get(type(node.op))
    if operator is None:
        raise MappingError("of arithmetic there is + - * and /.")
    # A division by zero is missing, not infinite.
    divisor = f"nullif({right.sql}, 0)" if operator == "/" else right.sql
    return Value(f"({left.sql} {operator} {divisor})", "number", ast.unparse(node), needs=needs(left, right))


def _unary(node: ast.UnaryOp, scope: Scope) -> Value:
    value = _compiled(node.operand, scope)
    if isinstance(node.op, ast.Not):
        value = converted(value, "truth", scope)
        return replace(value, sql=f"(NOT {value.sql})", label=ast.unparse(node), constant=None)
    value = converted(value, "number", scope)
    sign = "-" if isinstance(node.op, ast.USub) else "+"
    return replace(value, sql=f"({sign}{value.sql})", label=ast.unparse(node), constant=None)


def _junction(node: ast.BoolOp, scope: Scope) -> Value:
    values = [converted(_compiled(part, scope), "truth", scope) for part in node.values]
    word = " AND " if isinstance(node.op, ast.And) else " OR "
    return Value(
        "(" + word.join(v.sql for v in values) + ")", "truth", ast.unparse(node), needs=needs(*values)
    )


def _comparison(node: ast.Compare, scope: Scope) -> Value:
    if len(node.ops) != 1:
        raise MappingError("compare two at a time, joined by `and`.")
    left, operator, other = _compiled(node.left, scope), node.ops[0], node.comparators[0]
    label = ast.unparse(node)
    if isinstance(operator, ast.Is | ast.IsNot):
        if not (isinstance(other, ast.Constant) and other.value is None) and not (
            isinstance(other, ast.Name) and other.id == "none"
        ):
            raise MappingError("`is` and `is not` go with none.")
        negated = "NOT " if isinstance(operator, ast.IsNot) else ""
        return Value(f"({left.sql} IS {negated}NULL)", "truth", label, needs=left.needs)
    if isinstance(operator, ast.In | ast.NotIn):
        if not isinstance(other, ast.Tuple | ast.List | ast.Set) or not other.elts:
            raise MappingError('`in` goes with a list, as status in ["late", "lost"].')
        values = [converted(_compiled(element, scope), _firm(left.kind), scope) for element in other.elts]
        left = converted(left, _firm(left.kind), scope)
        negated = "NOT " if isinstance(operator, ast.NotIn) else ""
        return Value(
            f"({left.sql} {negated}IN ({', '.join(v.sql for v in values)}))",
            "truth",
            label,
            needs=needs(left, *values),
        )
    right = _compiled(other, scope)
    kind = _firm(right.kind if left.kind == "text" and right.kind != "none" else left.kind)
    left, right = converted(left, kind, scope), converted(right, kind, scope)
    return Value(
        f"({left.sql} {_OPERATORS[type(operator)]} {right.sql})", "truth", label, needs=needs(left, right)
    )


def _choice(node: ast.IfExp, scope: Scope) -> Value:
    condition = converted(_compiled(node.test, scope), "truth", scope)
    one, other = _compiled(node.body, scope), _compiled(node.orelse, scope)
    kind = _firm(other.kind if one.kind in {"none", "text"} and other.kind != "none" else one.kind)
    one, other = converted(one, kind, scope), converted(other, kind, scope)
    sql = f"CASE WHEN {condition.sql} THEN {one.sql} ELSE {other.sql} END"
    return Value(f"({sql})", kind, ast.unparse(node), one.style or other.style, needs(condition, one, other))


def _call(node: ast.Call, scope: Scope) -> Value:
    if not isinstance(node.func, ast.Name) or node.keywords:
        raise MappingError(f"{ast.unparse(node)!r} is not a call of a function of the language.")
    return replace(
        called(node.func.id, [_compiled(a, scope) for a in node.args], scope), label=ast.unparse(node)
    )


def _firm(kind: Kind) -> Kind:
    return "text" if kind == "none" else kind


_SHAPES: dict[type[ast.AST], Callable[..., Value]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.BinOp: _arithmetic,
    ast.UnaryOp: _unary,
    ast.BoolOp: _junction,
    ast.Compare: _comparison,
    ast.IfExp: _choice,
    ast.Call: _call,
}
