"""lit configuration: compiler tests on .mlir files.

Run as `lit test` with CUTEDSL_BUILD naming the build tree (default build/dev).
"""

import os
import shutil

import lit.formats

config.name = "cutedsl"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".test"]
config.test_source_root = os.path.dirname(__file__)
config.excludes = ["unit", "python", "Inputs"]

build = os.path.abspath(
    os.environ.get("CUTEDSL_BUILD", os.path.join(config.test_source_root, "../build/dev"))
)
config.test_exec_root = os.path.join(build, "test")
os.makedirs(config.test_exec_root, exist_ok=True)

llvm = os.environ.get("CUTEDSL_LLVM_BIN", "/usr/lib/llvm-22/bin")
config.environment["PATH"] = os.pathsep.join(
    [os.path.join(build, "bin"), llvm, os.environ.get("PATH", "")]
)
for name in ("ptxas", "nvdisasm"):
    if shutil.which(name):
        config.available_features.add(name)
