// The hand-written kernels of test/gpu are assembled, and their bundles verify.
// REQUIRES: ptxas
// RUN: cutedsl-translate %S/../gpu/Inputs/launches.ptx --arch=sm_90a --only-ptxas --emit=report | FileCheck %s
// RUN: cutedsl-translate %S/../gpu/Inputs/launches.ptx --arch=sm_90a --only-ptxas --emit=cubin -o %t.cubin
// RUN: CutedslWriteLaunchBundles %t.cubin %t.bundles
// RUN: ls %t.bundles | FileCheck %s --check-prefix=BUNDLES

// CHECK-DAG: copy_box: {{.*}} shared 520, spills 0
// CHECK-DAG: describe:
// CHECK-DAG: stride:
// CHECK-DAG: add_one:
// BUNDLES: cluster-16.bundle
// BUNDLES: persistent.bundle
