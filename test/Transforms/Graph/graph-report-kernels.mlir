// RUN: cutedsl-opt %s --graph-form-kernels --graph-outline-kernels --graph-select-schedule --graph-report-kernels -o /dev/null | FileCheck %s

// Two ops in one kernel read 32 and write 32 bytes instead of 64 and 64.
// CHECK:      "kernels": [
// CHECK:        "archetype": "pointwise"
// CHECK-NEXT:   "bytes_read": 32
// CHECK-NEXT:   "bytes_written": 32
// CHECK-NEXT:   "calls": 1
// CHECK-NEXT:   "flops": 136
// CHECK:        "name": "exp_negf"
// CHECK:          "location": "model.py:3:7"
// CHECK-NEXT:     "op": "math.exp"
// CHECK:          "op": "arith.negf"
// CHECK:        "results": [
// CHECK-NEXT:     0
// CHECK:        "unfused_bytes": 128
// CHECK:        "archetype": "rows"
// CHECK:        "bytes_read_expr": "s0 * 32"
// CHECK:        "bytes_written_expr": "s0 * 4"
// CHECK:      "refused": []
// CHECK:        "kernels": 2
// CHECK:        "peak_bytes": 288
// CHECK:        "unfused_bytes": 2432
graph.program @main symbols ["s0"] (%x: tensor<8xf32>, %y: tensor<?x8xf32, #graph.dims<()[s0] -> (s0, 8)>>) -> (tensor<8xf32>, tensor<?xf32, #graph.dims<()[s0] -> (s0)>>) {
  %0 = math.exp %x : tensor<8xf32> loc("model.py":3:7)
  %1 = arith.negf %0 : tensor<8xf32>
  %2 = graph.reduce sum %y dims [1] : tensor<?x8xf32, #graph.dims<()[s0] -> (s0, 8)>> -> tensor<?xf32, #graph.dims<()[s0] -> (s0)>>
  graph.return %1, %2 : tensor<8xf32>, tensor<?xf32, #graph.dims<()[s0] -> (s0)>>
}
