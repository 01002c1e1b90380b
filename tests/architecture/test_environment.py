"""The three doors into an environment (pyproject, the hashed locks, conda) agree; nothing in them binds a user."""

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
EXTRAS = PROJECT["optional-dependencies"]
RUN, TEST = "requirements.lock", "requirements-test.lock"
NEEDED = {
    RUN: [
        *PROJECT["dependencies"],
        *EXTRAS["cutoff"],
        *PYPROJECT["dependency-groups"]["setup"],
        *PYPROJECT["build-system"]["requires"],
    ],
    TEST: EXTRAS["test"],
}
NEEDED[TEST] = NEEDED[RUN] + NEEDED[TEST]
INSTALLED = {canonicalize_name(each.name): each for each in metadata.distributions()}
PINNED = re.compile(r"(?P<pin>\S+==\S+(?: ; [^\\]+?)?)(?P<hashes>(?: --hash=sha256:[0-9a-f]{64})+)")
SYSTEMS = {"linux": ("posix", "Linux"), "darwin": ("posix", "Darwin"), "win32": ("nt", "Windows")}
PYTHONS = ("3.11.7", "3.12.0", "3.13.0", "3.14.0")

# Packages in the lock that name the GPL and may be there all the same, each with the reason.
NOT_BOUND_BY_GPL = {
    "lpdensity": "comes with rddensity",
    "rddensity": "of the extra cutoff, which nothing requires and one module imports when asked to",
    "rdrobust": "of the extra cutoff, which nothing requires and one module imports when asked to",
    "docutils": "public domain, BSD and PSF; the GPL covers its Emacs mode alone, which the package does not install",
}


def logical_lines(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    joined = re.sub(r" \\\n +", " ", re.sub(r"^ *#.*\n", "", text, flags=re.MULTILINE))
    return joined.splitlines()


def pins(lock):
    return [Requirement(line.split(" --hash")[0]) for line in logical_lines(lock)]


def version(pin):
    return next(iter(pin.specifier)).version


def applies(pin, system, python):
    os_name, platform_system = SYSTEMS[system]
    where = {"sys_platform": system, "os_name": os_name, "platform_system": platform_system, "extra": ""}
    where |= {"python_full_version": python, "python_version": python.rpartition(".")[0]}
    return pin.marker is None or pin.marker.evaluate(where)


@pytest.mark.parametrize("lock", [RUN, TEST])
def test_every_line_of_a_lock_is_one_version_with_its_hashes(lock):
    lines = logical_lines(lock)
    assert len(lines) > 100
    assert [line for line in lines if not PINNED.fullmatch(line)] == []


@pytest.mark.parametrize("lock", [RUN, TEST])
def test_a_lock_names_no_address_and_no_folder(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert re.findall(r".*://.*|^--?[a-z].*|.* @ .*|.*file:.*", text, re.MULTILINE) == []


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("lock", [RUN, TEST])
def test_a_lock_holds_one_allowed_version_of_each_requirement_on_every_system(lock, system, python):
    locked = [pin for pin in pins(lock) if applies(pin, system, python)]
    for requirement in map(Requirement, NEEDED[lock]):
        found = [version(pin) for pin in locked if canonicalize_name(pin.name) == canonicalize_name(requirement.name)]
        assert len(found) == 1, f"{lock}: {requirement} on {system}, Python {python}: {found or 'absent'}"
        assert requirement.specifier.contains(found[0], prereleases=True), f"{lock} pins {requirement.name} {found[0]}"


def test_tests_run_with_the_versions_that_users_get():
    run, test = (set(map(str, pins(lock))) for lock in (RUN, TEST))
    assert run - test == set()


def test_the_locks_reach_systems_other_than_this_one():
    only = {str(pin.marker): pin.name for pin in pins(RUN) if pin.marker}
    assert {name for marker, name in only.items() if "nt" in marker or "win32" in marker} >= {"colorama", "pywinpty"}


def test_conda_users_get_the_same_requirements():
    listed = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    from_pip = next(entry["pip"] for entry in listed if isinstance(entry, dict))
    entries = [entry for entry in [*listed, *from_pip] if isinstance(entry, str) and entry not in {"pip", "-e ."}]
    assert "-e ." in from_pip
    expected = [*PROJECT["dependencies"], f"python{PROJECT['requires-python']}"]
    assert normalized(entries) == normalized(expected)


def normalized(requirements):
    return sorted((canonicalize_name(each.name), str(each.specifier)) for each in map(Requirement, requirements))


def test_what_is_installed_fits_together():
    installed = {canonicalize_name(each.name): each for each in metadata.distributions()}
    broken = []
    for pin in pins(TEST):
        for line in getattr(installed.get(canonicalize_name(pin.name)), "requires", None) or []:
            requirement = Requirement(line)
            if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
                continue
            other = installed.get(canonicalize_name(requirement.name))
            if other is None or not requirement.specifier.contains(other.version, prereleases=True):
                broken.append(f"{pin.name} needs {requirement}, found {other and other.version}")
    assert broken == []


def licence(name):
    """Return what an installed package declares as its licence: the expression, or the field and classifiers."""
    declared = metadata.metadata(name)
    if expression := declared.get("License-Expression"):
        return expression
    classifiers = [each for each in declared.get_all("Classifier") or [] if each.startswith("License ::")]
    return "; ".join([*classifiers, (declared.get("License") or "").partition("\n")[0]]).strip("; ")


def is_gpl(declared):
    """Tell whether a declared licence leaves no way around the GPL (the lesser GPL and a free choice do).

    >>> is_gpl("GPL-3.0-only"), is_gpl("LGPL-3.0-or-later"), is_gpl("MIT OR GPL-2.0-only")
    (True, False, False)
    """
    named = re.search(r"\bA?GPL|GNU (Affero )?General Public", declared)
    return bool(named) and " OR " not in declared


def test_no_locked_package_is_under_the_gpl_but_those_named_here():
    """Packages for other systems only are not installed here, so the licences read are those of this system's."""
    installed = {canonicalize_name(each.name) for each in metadata.distributions()}
    declared = {pin.name: licence(pin.name) for pin in pins(RUN) if pin.name in installed}
    assert len(declared) > 100
    assert [name for name, words in declared.items() if not words] == []
    assert {name for name, words in declared.items() if is_gpl(words)} == set(NOT_BOUND_BY_GPL)


def test_packages_under_the_gpl_come_with_the_optional_extra_alone():
    required = {canonicalize_name(Requirement(line).name) for line in PROJECT["dependencies"]}
    seen, todo = set(), list(required)
    while todo:
        name = todo.pop()
        if name not in seen and name in INSTALLED:
            seen.add(name)
            needs = [Requirement(line) for line in INSTALLED[name].requires or []]
            applying = [need for need in needs if need.marker is None or need.marker.evaluate({"extra": ""})]
            todo += [canonicalize_name(need.name) for need in applying]
    assert len(seen) > 100
    assert {name for name in seen if is_gpl(licence(name))} == {"docutils"}
    assert {canonicalize_name(Requirement(line).name) for line in EXTRAS["cutoff"]} == {"rdrobust", "rddensity"}


def test_no_requirement_is_fetched_from_a_url_and_python_is_bounded_below_only():
    assert [line for line in NEEDED[TEST] if Requirement(line).url] == []
    assert SpecifierSet(PROJECT["requires-python"]) == SpecifierSet(">=3.11")
