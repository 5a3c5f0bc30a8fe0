"""Make the source tree importable as the installed package `cutedsl`.

Writes what an editable install would: the metadata with pyproject.toml's entry
points (torch finds the backend by them), a path file and the console script.
The compiled libraries stay in the build tree, so nothing has to be reinstalled
after a rebuild.

    python tools/scripts/install_entry_points.py frontend/torch_fx
"""

import pathlib
import site
import sys
import tomllib


def main() -> None:
    package_root = pathlib.Path(sys.argv[1]).resolve()
    project_root = pathlib.Path(__file__).resolve().parents[2]
    project = tomllib.loads((project_root / "pyproject.toml").read_text())["project"]
    packages = pathlib.Path(site.getsitepackages()[0])

    (packages / "cutedsl.pth").write_text(f"{package_root}\n")
    info = packages / f"cutedsl-{project['version']}.dist-info"
    info.mkdir(exist_ok=True)
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: cutedsl\nVersion: {project['version']}\n"
    )
    groups = {"console_scripts": project["scripts"], **project["entry-points"]}
    lines = []
    for group, entries in groups.items():
        lines.append(f"[{group}]")
        lines += [f"{name} = {target}" for name, target in entries.items()]
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n")
    (info / "INSTALLER").write_text("cutedsl\n")
    (info / "RECORD").write_text("")

    for name, target in project["scripts"].items():
        module, function = target.split(":")
        script = pathlib.Path(sys.executable).parent / name
        script.write_text(
            f"#!{sys.executable}\nimport sys\nfrom {module} import {function}\n"
            f"sys.exit({function}())\n"
        )
        script.chmod(0o755)


if __name__ == "__main__":
    main()
