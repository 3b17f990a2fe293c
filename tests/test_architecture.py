"""The shape of the project: which way imports go, what is loaded when, what the house files say."""

import ast
import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("source", "index", "qa")
FILE_LIMIT = 60_000_000  # bytes
QUESTION = "what's the CKD capacity?"

# These three are imported by what can use any model by name, and by training.
BY_NAME = {"index/encoder.py", "index/torch_module.py", "qa/reader.py", "qa/reranker.py"}
IMPORTERS = {
    "faiss": {"index/dense.py"},
    "gunicorn": {"qa/web/server.py"},
    "httpx2": {"source/fetch.py"},
    "huggingface_hub": {"index/hub.py"},
    "lxml": {"source/webpage.py"},
    "mammoth": {"source/docx.py"},
    "matplotlib": {"qa/evaluation/plots.py"},
    "pymorphy3": {"index/terms.py"},
    "pypdfium2": {"source/pdf.py"},
    "rapidfuzz": {"index/fuzzy.py"},
    "sentence_transformers": BY_NAME,
    "tantivy": {"index/lexical.py"},
    "torch": BY_NAME,
    "transformers": BY_NAME,
}
# sentence-transformers loads torch_module with the folder of the shipped model, torch beside it.
IMPORTED_WHEN_NEEDED = {"pymorphy3", "sentence_transformers", "torch", "transformers"}
AT_THE_TOP_TOO = {"index/torch_module.py"}

BENCH = "qa/evaluation/bench"  # runs peers beside ours, in an environment of its own
COMES_WITH = {
    "huggingface_hub": "sentence-transformers",
    "jinja2": "flask",
    "markupsafe": "flask",
    "werkzeug": "flask",
}
EXTRAS = {"qa/training": "train", BENCH: "bench"}
# Of what only the bench installs: its environment is another, which names no distributions here.
PROVIDED_BY = {
    "Stemmer": "pystemmer",
    "haystack": "haystack-ai",
    "haystack_integrations": "sentence-transformers-haystack",
}


@dataclass(frozen=True)
class Import:
    """One imported module, and the place of it."""

    module: str
    file: str
    line: int
    at_top: bool
    for_types_only: bool

    def __str__(self) -> str:
        return f"{self.file}:{self.line} imports {self.module}"

    @property
    def library(self) -> str:
        return self.module.partition(".")[0]


@cache
def modules() -> dict[str, str]:
    """Return the files of the project, relative to its root, by the module each holds."""
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            file = path.relative_to(ROOT)
            parts = file.parent.parts if file.stem == "__init__" else file.with_suffix("").parts
            found[".".join(parts)] = str(file)
    return found


@cache
def imports() -> tuple[Import, ...]:
    """Return every import of every file, those inside functions and for types as well."""
    return tuple(each for file in modules().values() for each in _imports(file, _tree(file).body))


def _tree(file: str) -> ast.Module:
    return ast.parse((ROOT / file).read_text(encoding="utf-8"), file)


def _imports(
    file: str, body: list[ast.AST], at_top: bool = True, for_types: bool = False
) -> Iterator[Import]:
    for node in body:
        for module in _imported(node):
            yield Import(module, file, node.lineno, at_top, for_types)
        types = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        inside = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        children = list(ast.iter_child_nodes(node))
        yield from _imports(file, children, at_top and not inside, for_types or types)


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    assert node.level == 0, f"line {node.lineno}: a relative import"
    # "from qa.web import api" is an import of the module qa.web.api
    within = [f"{node.module}.{alias.name}" for alias in node.names]
    return list(dict.fromkeys(each if each in modules() else node.module for each in within))


def within(file: str, *packages: str) -> bool:
    return any(file.startswith(f"{package}/") for package in packages)


def imports_of(module: str) -> list[Import]:
    """Return the imports of a module and of those in it."""
    return [i for i in imports() if i.module == module or i.module.startswith(f"{module}.")]


def loaded_by(program: str, tmp_path: Path) -> tuple[set[str], str]:
    """Return what is in sys.modules after a program, and what it printed."""
    told = tmp_path / "modules"
    ended = (
        "import atexit, pathlib, sys\n"
        f"told = pathlib.Path({str(told)!r})\n"
        "atexit.register(lambda: told.write_text('\\n'.join(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", ended + program],
        cwd=ROOT,
        env=os.environ | {"QA_DATA": str(tmp_path / "data")},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return set(told.read_text().splitlines()), done.stdout


@cache
def tracked() -> list[Path]:
    """Return what git holds, or would after `git add`: files and links."""
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("this is no git checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def tracked_files() -> list[Path]:
    return [path for path in tracked() if path.is_file()]


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(*extras: str) -> set[str]:
    """Return the names of the project's dependencies with those of the extras."""
    table = project()["project"]
    lines = table["dependencies"] + [
        line for extra in extras for line in table["optional-dependencies"][extra]
    ]
    return {canonical(re.match(r"[\w.-]+", line).group()) for line in lines}


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {canonical(name): version for name, version in pairs}


def test_the_imports_are_found():
    assert modules()["qa.web"] == "qa/web/__init__.py"
    found = {(i.module, i.at_top, i.for_types_only) for i in imports() if i.file == "qa/cli.py"}
    assert ("qa.settings", True, False) in found
    assert ("qa.assemble", True, True) in found
    assert ("qa.assemble", False, False) in found
    assert ("qa.web.server", False, False) in found


def test_imports_go_from_qa_to_index_to_source():
    above = {"source": ("index", "qa"), "index": ("qa",)}
    wrong = [str(i) for i in imports() if i.library in above.get(i.file.split("/")[0], ())]
    assert wrong == []


@pytest.mark.parametrize(
    ("module", "importers"),
    [
        ("qa.web", ("qa/web/", "qa/cli.py")),
        ("qa.cli", ()),
        ("qa.evaluation", ("qa/evaluation/", "qa/cli.py", "qa/training/")),
        ("qa.training", ("qa/training/",)),
    ],
)
def test_the_outer_rooms_are_imported_by_nothing_inside(module, importers):
    assert [str(i) for i in imports_of(module) if not i.file.startswith(importers)] == []


def test_no_module_imports_itself_by_way_of_others():
    names = {file: module for module, file in modules().items()}
    graph = {module: set() for module in modules()}
    for each in imports():
        if each.module in graph and not each.for_types_only:
            graph[names[each.file]].add(each.module)
    # a package's lazy face leads to a module of it, which is no circle for those that name modules
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" <- ".join(error.args[1]))


@pytest.mark.parametrize("library", IMPORTERS)
def test_a_heavy_library_is_imported_in_its_one_place(library):
    wrong = [
        str(i)
        for i in imports_of(library)
        if i.file not in IMPORTERS[library] and not within(i.file, "qa/training", BENCH)
    ]
    assert wrong == []


@pytest.mark.parametrize("library", sorted(IMPORTED_WHEN_NEEDED))
def test_a_library_that_loads_slowly_is_imported_inside_functions(library):
    wrong = [
        str(i)
        for i in imports_of(library)
        if i.at_top
        and not i.for_types_only
        and i.file not in AT_THE_TOP_TOO
        and not within(i.file, "qa/training")
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "file",
    # the articles' one function stands with their texts: the package holds nothing else
    [f for f in modules().values() if f.endswith("__init__.py") and "articles" not in f],
)
def test_a_package_is_a_line_of_docstring_and_its_names(file):
    docstring, *rest = _tree(file).body
    assert "\n" not in ast.literal_eval(docstring.value)
    assigned = [node for node in rest if isinstance(node, ast.Assign | ast.AnnAssign)]
    assert [ast.unparse(node).split()[0].rstrip(":") for node in assigned] == ["__all__"]
    others = [node for node in rest if node not in assigned]
    assert all(
        isinstance(node, ast.Import | ast.ImportFrom)
        or (isinstance(node, ast.FunctionDef) and node.name == "__getattr__")  # a lazy face
        for node in others
    )


@pytest.mark.parametrize(
    "program", ["import qa.cli", "import qa.cli; qa.cli.main(['--help'])"], ids=["import", "help"]
)
def test_the_command_line_loads_nothing_heavy_until_it_is_asked(program, tmp_path):
    loaded, _ = loaded_by(program, tmp_path)
    assert "qa.cli" in loaded
    heavy = {"faiss", "flask", "numpy", "onnxruntime", "tantivy", "torch", "transformers"}
    assert loaded & heavy == set()


def test_asking_the_shipped_model_loads_no_torch(tmp_path):
    loaded, printed = loaded_by(f"import qa.cli; qa.cli.main(['ask', {QUESTION!r}])", tmp_path)
    assert printed.startswith("10 000 единиц в год\n")
    unneeded = {"flask", "gunicorn", "sentence_transformers", "torch", "transformers"}
    assert loaded & unneeded == set()


def test_plots_are_loaded_only_for_a_page_of_them(tmp_path):
    program = "import qa.evaluation.session, qa.evaluation.compare, qa.cli"
    loaded, _ = loaded_by(f"{program}; qa.cli.main(['eval', '--help'])", tmp_path)
    assert "qa.evaluation.report" in loaded
    assert loaded & {"matplotlib", "jinja2"} == set()


def test_torch_is_pinned_to_the_release_that_comes_without_cuda():
    assert pins()["torch"] == "2.13.0"


def test_every_dependency_is_pinned():
    assert declared("test", "train", "bench") - pins().keys() == set()


def test_every_library_imported_is_declared():
    holders = importlib.metadata.packages_distributions()
    undeclared = []
    for each in imports():
        library = each.library
        if library in PACKAGES or library in sys.stdlib_module_names:
            continue
        provided = [PROVIDED_BY.get(library, library)]
        distributions = [COMES_WITH.get(library, d) for d in holders.get(library, provided)]
        extras = [name for room, name in EXTRAS.items() if within(each.file, room)]
        known = declared(*extras)
        # who asks for a model by name has it through sentence-transformers
        known |= {"torch", "transformers"} if each.file in BY_NAME else set()
        if not known & set(map(canonical, distributions)):
            undeclared.append(str(each))
    assert undeclared == []


def test_every_package_and_only_packages_are_installed():
    packages = [m for m, file in modules().items() if file.endswith("__init__.py")]
    assert sorted(packages) == project()["tool"]["setuptools"]["packages"]


def test_every_data_file_of_a_package_is_installed():
    installed = set()
    for package, patterns in project()["tool"]["setuptools"]["package-data"].items():
        folder = ROOT.joinpath(*package.split("."))
        for pattern in patterns:
            # "model/**" means files at any depth to setuptools, folders alone to pathlib
            installed.update(folder.glob(re.sub(r"\*\*$", "**/*", pattern)))
    files = [path for path in tracked_files() if path.suffix != ".py"]
    kept = [path for path in files if path.relative_to(ROOT).parts[0] in PACKAGES]
    assert sorted(str(path) for path in kept if path not in installed) == []


@pytest.mark.parametrize("file", ["README.md", ".ci/run"])
def test_the_commands_of_a_file_are_the_makefiles(file):
    text = (ROOT / file).read_text(encoding="utf-8")
    named = set(re.findall(r"(?:^    |`|exec )make (\w+)", text, re.MULTILINE))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE).group(1).split())
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)
    assert named
    assert named <= targets


def test_no_file_in_git_is_too_large_to_host():
    too_large = [str(path) for path in tracked_files() if path.stat().st_size > FILE_LIMIT]
    assert too_large == []


def test_no_link_in_git_leads_out_of_it():
    links = [path for path in tracked() if path.is_symlink()]
    assert [str(path) for path in links if not path.resolve().is_relative_to(ROOT)] == []


def test_no_file_in_git_names_a_place_that_others_lack():
    """Folders of one machine, and hosts of registries, which each machine sets for itself."""
    place = re.compile(
        r"(?<![\w.:/-])/(work|home|root|opt|Users)/\w"
        r"|pypi\.org|pythonhosted\.org|pytorch\.org/whl|huggingface\.co|hf\.co\b|\b(docker|ghcr|quay)\.io"
    )
    found = []
    for path in tracked_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if place.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    assert found == []
