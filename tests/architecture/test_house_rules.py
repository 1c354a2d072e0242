"""House rules no linter knows. One rule, one test, one helpful sentence."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest


ROOT = Path(__file__).resolve().parents[2]
CODE = sorted(
    path.relative_to(ROOT)
    for path in (ROOT / "coverwell").rglob("*.py")
    if "migrations" not in path.parts
)
KERNEL = [path for path in CODE if path.parts[1] == "kernel"]
FILE_LINES = {"kernel": 200, "wire": 400}
FUNCTION_LINES = 40
TREES = {path: ast.parse((ROOT / path).read_text()) for path in CODE}
NOWHERE_FOLDERS = {"utils", "util", "helpers", "helper", "common", "misc", "shared", "lib"}
# The layers of ARCHITECTURE.md; a folder that is none of them has no rules, so it may not exist.
LAYERS = {"kernel", "wire", "records", "services", "ui", "doors", "config"}


def faults_in(paths, judge):
    """Every fault as `file:line sentence`, so that one run shows them all."""
    return [f"{path}:{line} {said}" for path in paths for line, said in judge(path)]


def called(node):
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""


def test_files_fit_a_screen_or_two():
    def judge(path):
        lines = (ROOT / path).read_text().count("\n")
        limit = FILE_LINES.get(path.parts[1], 300)
        if lines > limit:
            yield lines, f"longer than {limit} lines: split it by noun."

    assert faults_in(CODE, judge) == []


def test_functions_fit_a_screen():
    def judge(path):
        for node in ast.walk(TREES[path]):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = node.end_lineno - node.lineno + 1
                if length > FUNCTION_LINES:
                    yield node.lineno, f"{node.name} is {length} lines: let a part have a name."

    assert faults_in(CODE, judge) == []


def test_kernel_has_no_floats():
    def judge(path):
        for node in ast.walk(TREES[path]):
            if isinstance(node, ast.Constant) and isinstance(node.value, float):
                yield node.lineno, "float literal: write Decimal('0.2') or cents."
            if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
                yield node.lineno, "'/' makes floats: use // or Money.share."
            if called(node) == "float":
                yield node.lineno, "float() in the kernel."

    assert faults_in(KERNEL, judge) == []


def test_kernel_has_no_side_doors():
    banned = {"open", "print", "input", "eval", "exec", "globals", "__import__", "breakpoint"}

    def judge(path):
        for node in ast.walk(TREES[path]):
            if called(node) in banned:
                yield node.lineno, f"{called(node)}() in the kernel: pass facts in instead."
            if isinstance(node, ast.Attribute) and node.attr in {"today", "now", "utcnow"}:
                yield node.lineno, f".{node.attr} in the kernel: pass the day in instead."
            if isinstance(node, ast.Global):
                yield node.lineno, "global state in the kernel."

    assert faults_in(KERNEL, judge) == []


def test_kernel_values_are_frozen():
    def judge(path):
        for node in ast.walk(TREES[path]):
            marks = node.decorator_list if isinstance(node, ast.ClassDef) else []
            for mark in map(ast.unparse, marks):
                if "dataclass" in mark and "frozen=True" not in mark:
                    yield node.lineno, f"{node.name} can be changed: add frozen=True."

    assert faults_in(KERNEL, judge) == []


@pytest.mark.parametrize("layer", ["kernel", "wire"])
def test_pure_layers_load_without_django_or_a_database(layer):
    modules = [
        ".".join(path.with_suffix("").parts).removesuffix(".__init__")
        for path in CODE
        if path.parts[1] == layer
    ]
    code = (
        f"import importlib, sys; [importlib.import_module(m) for m in {modules}]; "
        "sys.exit(' '.join({'django', 'psycopg', 'yaml'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_tables_are_asked_in_records_and_services_only():
    def judge(path):
        if path.parts[1] in {"records", "services"}:
            return
        for node in ast.walk(TREES[path]):
            if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}:
                yield node.lineno, f".{node.attr} here: ask a service."

    assert faults_in(CODE, judge) == []


def test_only_one_place_becomes_a_database_role():
    words = ("set_config", "set role", "set local role", "reset role", "session authorization")

    def judge(path):
        if path.parts[1:3] == ("services", "acting") or path.name == "acting.py":
            return
        for node in ast.walk(TREES[path]):
            text = node.value.lower() if is_text(node) else ""
            if any(word in text for word in words) and node not in docstrings(TREES[path]):
                yield node.lineno, "becomes a database role: only services/acting may."

    assert faults_in(CODE, judge) == []


def is_text(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def docstrings(tree):
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    bodies = [node.body for node in ast.walk(tree) if isinstance(node, owners)]
    return {body[0].value for body in bodies if body and isinstance(body[0], ast.Expr)}


def test_forms_are_plain_forms():
    def judge(path):
        for node in ast.walk(TREES[path]):
            name = getattr(node, "attr", getattr(node, "id", ""))
            if name in {"ModelForm", "modelform_factory", "ModelSerializer"}:
                yield node.lineno, f"{name} shows what nobody named: write a plain form."

    assert faults_in(CODE, judge) == []


def test_every_folder_has_a_place_in_the_house():
    folders = {path.parent for path in CODE}
    nowhere = sorted(str(f) for f in folders if NOWHERE_FOLDERS & set(f.parts))
    assert nowhere == [], "name the folder by its noun"
    layers = {path.parts[1] for path in CODE if len(path.parts) > 2}
    assert layers <= LAYERS, f"no layer of ARCHITECTURE.md: {layers - LAYERS}"


def test_nothing_hides_a_gap():
    words = ("TO" + "DO", "FIX" + "ME", "NotImplemented" + "Error")

    def judge(path):
        for number, line in enumerate((ROOT / path).read_text().splitlines(), 1):
            for word in words:
                if word in line:
                    yield number, f"{word}: finish it or leave it out."

    assert faults_in(CODE, judge) == []
