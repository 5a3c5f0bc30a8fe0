// Kernels as the fusion passes leave them, at least one for each way of
// looping. cases.py says what each is given and must compute.

#n = #graph.dims<()[s0] -> (s0)>
graph.kernel @add_relu(%a: tensor<?xf32, #n>, %b: tensor<?xf32, #n>) -> (tensor<?xf32, #n>) {
  %c = arith.constant dense<0.0> : tensor<f32>
  %z = graph.view %c through <(d0) -> ()> : tensor<f32> -> tensor<?xf32, #n>
  %0 = arith.addf %a, %b : tensor<?xf32, #n>
  %1 = arith.maximumf %0, %z : tensor<?xf32, #n>
  graph.return %1 : tensor<?xf32, #n>
}

// -----

#rows = #graph.dims<()[s0] -> (s0, 768)>
graph.kernel @scale_bf16(%a: tensor<?x768xbf16, #rows>, %b: tensor<768xbf16>) -> (tensor<?x768xbf16, #rows>) {
  %0 = arith.extf %a : tensor<?x768xbf16, #rows> to tensor<?x768xf32, #rows>
  %1 = arith.extf %b : tensor<768xbf16> to tensor<768xf32>
  %2 = graph.view %1 through <(d0, d1) -> (d1)> : tensor<768xf32> -> tensor<?x768xf32, #rows>
  %3 = arith.mulf %0, %2 : tensor<?x768xf32, #rows>
  %4 = arith.truncf %3 : tensor<?x768xf32, #rows> to tensor<?x768xbf16, #rows>
  graph.return %4 : tensor<?x768xbf16, #rows>
}

// -----

graph.kernel @softmax(%a: tensor<34x600xf32>) -> (tensor<34x600xf32>) {
  %m = graph.reduce max %a dims [1] : tensor<34x600xf32> -> tensor<34xf32>
  %mb = graph.view %m through <(d0, d1) -> (d0)> : tensor<34xf32> -> tensor<34x600xf32>
  %s = arith.subf %a, %mb : tensor<34x600xf32>
  %e = math.exp %s : tensor<34x600xf32>
  %z = graph.reduce sum %e dims [1] : tensor<34x600xf32> -> tensor<34xf32>
  %zb = graph.view %z through <(d0, d1) -> (d0)> : tensor<34xf32> -> tensor<34x600xf32>
  %y = arith.divf %e, %zb : tensor<34x600xf32>
  graph.return %y : tensor<34x600xf32>
}

// -----

#rows = #graph.dims<()[s0] -> (s0, 768)>
#stat = #graph.dims<()[s0] -> (s0)>
graph.kernel @layernorm(%x: tensor<?x768xf32, #rows>, %w: tensor<768xf32>, %b: tensor<768xf32>) -> (tensor<?x768xf32, #rows>) {
  %c768 = arith.constant dense<768.0> : tensor<f32>
  %ceps = arith.constant dense<1.0e-05> : tensor<f32>
  %n = graph.view %c768 through <(d0) -> ()> : tensor<f32> -> tensor<?xf32, #stat>
  %eps = graph.view %ceps through <(d0) -> ()> : tensor<f32> -> tensor<?xf32, #stat>
  %s = graph.reduce sum %x dims [1] : tensor<?x768xf32, #rows> -> tensor<?xf32, #stat>
  %mean = arith.divf %s, %n : tensor<?xf32, #stat>
  %mb = graph.view %mean through <(d0, d1) -> (d0)> : tensor<?xf32, #stat> -> tensor<?x768xf32, #rows>
  %d = arith.subf %x, %mb : tensor<?x768xf32, #rows>
  %d2 = arith.mulf %d, %d : tensor<?x768xf32, #rows>
  %ss = graph.reduce sum %d2 dims [1] : tensor<?x768xf32, #rows> -> tensor<?xf32, #stat>
  %var = arith.divf %ss, %n : tensor<?xf32, #stat>
  %ve = arith.addf %var, %eps : tensor<?xf32, #stat>
  %r = math.rsqrt %ve : tensor<?xf32, #stat>
  %rb = graph.view %r through <(d0, d1) -> (d0)> : tensor<?xf32, #stat> -> tensor<?x768xf32, #rows>
  %wb = graph.view %w through <(d0, d1) -> (d1)> : tensor<768xf32> -> tensor<?x768xf32, #rows>
  %bb = graph.view %b through <(d0, d1) -> (d1)> : tensor<768xf32> -> tensor<?x768xf32, #rows>
  %0 = arith.mulf %d, %rb : tensor<?x768xf32, #rows>
  %1 = arith.mulf %0, %wb : tensor<?x768xf32, #rows>
  %2 = arith.addf %1, %bb : tensor<?x768xf32, #rows>
  graph.return %2 : tensor<?x768xf32, #rows>
}

// -----

// Neighbours rotated, of normalized rows.
graph.kernel @rotate(%x: tensor<34x128xbf16>, %table: tensor<34x64x2xf32>) -> (tensor<34x128xbf16>) {
  %w = arith.extf %x : tensor<34x128xbf16> to tensor<34x128xf32>
  %sq = arith.mulf %w, %w : tensor<34x128xf32>
  %s = graph.reduce sum %sq dims [1] : tensor<34x128xf32> -> tensor<34xf32>
  %r = math.rsqrt %s : tensor<34xf32>
  %rb = graph.view %r through <(d0, d1) -> (d0)> : tensor<34xf32> -> tensor<34x128xf32>
  %n = arith.mulf %w, %rb : tensor<34x128xf32>
  %a = graph.view %n through <(d0, d1) -> (d0, d1 * 2)> : tensor<34x128xf32> -> tensor<34x64xf32>
  %b = graph.view %n through <(d0, d1) -> (d0, d1 * 2 + 1)> : tensor<34x128xf32> -> tensor<34x64xf32>
  %cos = graph.view %table through <(d0, d1) -> (d0, d1, 0)> : tensor<34x64x2xf32> -> tensor<34x64xf32>
  %sin = graph.view %table through <(d0, d1) -> (d0, d1, 1)> : tensor<34x64x2xf32> -> tensor<34x64xf32>
  %ac = arith.mulf %a, %cos : tensor<34x64xf32>
  %bs = arith.mulf %b, %sin : tensor<34x64xf32>
  %as = arith.mulf %a, %sin : tensor<34x64xf32>
  %bc = arith.mulf %b, %cos : tensor<34x64xf32>
  %real = arith.subf %ac, %bs : tensor<34x64xf32>
  %imaginary = arith.addf %as, %bc : tensor<34x64xf32>
  %real1 = graph.view %real through <(d0, d1, d2) -> (d0, d1)> : tensor<34x64xf32> -> tensor<34x64x1xf32>
  %imaginary1 = graph.view %imaginary through <(d0, d1, d2) -> (d0, d1)> : tensor<34x64xf32> -> tensor<34x64x1xf32>
  %both = graph.concat 2(%real1, %imaginary1) : (tensor<34x64x1xf32>, tensor<34x64x1xf32>) -> tensor<34x64x2xf32>
  %flat = graph.view %both through <(d0, d1) -> (d0, d1 floordiv 2, d1 mod 2)> : tensor<34x64x2xf32> -> tensor<34x128xf32>
  %o = arith.truncf %flat : tensor<34x128xf32> to tensor<34x128xbf16>
  graph.return %o : tensor<34x128xbf16>
}

// -----

graph.kernel @argmax(%a: tensor<34x600xf32>) -> (tensor<34xi64>) {
  %m = graph.reduce argmax %a dims [1] : tensor<34x600xf32> -> tensor<34xi64>
  graph.return %m : tensor<34xi64>
}

// -----

graph.kernel @columns(%a: tensor<100x768xf32>) -> (tensor<768xf32>) {
  %m = graph.reduce sum %a dims [0] : tensor<100x768xf32> -> tensor<768xf32>
  graph.return %m : tensor<768xf32>
}

// -----

#x = #graph.dims<()[s0] -> (s0, 96)>
#y = #graph.dims<()[s0] -> (s0, 200)>
graph.kernel @linear(%x: tensor<?x96xf32, #x>, %w: tensor<200x96xf32>, %b: tensor<200xf32>, %r: tensor<?x200xf32, #y>) -> (tensor<?x200xf32, #y>) {
  %t = graph.view %w through <(d0, d1) -> (d1, d0)> : tensor<200x96xf32> -> tensor<96x200xf32>
  %c = graph.contract %x, %t : tensor<?x96xf32, #x>, tensor<96x200xf32> -> tensor<?x200xf32, #y>
  %v = graph.view %b through <(d0, d1) -> (d1)> : tensor<200xf32> -> tensor<?x200xf32, #y>
  %0 = arith.addf %c, %v : tensor<?x200xf32, #y>
  %z = arith.constant dense<0.0> : tensor<f32>
  %zb = graph.view %z through <(d0, d1) -> ()> : tensor<f32> -> tensor<?x200xf32, #y>
  %1 = arith.maximumf %0, %zb : tensor<?x200xf32, #y>
  %2 = arith.addf %1, %r : tensor<?x200xf32, #y>
  graph.return %2 : tensor<?x200xf32, #y>
}

// -----

#x = #graph.dims<()[s0] -> (s0, 96)>
#y = #graph.dims<()[s0] -> (s0, 128)>
graph.kernel @linear_bf16(%x: tensor<?x96xbf16, #x>, %w: tensor<96x128xbf16>) -> (tensor<?x128xbf16, #y>) {
  %c = graph.contract %x, %w : tensor<?x96xbf16, #x>, tensor<96x128xbf16> -> tensor<?x128xf32, #y>
  %0 = arith.truncf %c : tensor<?x128xf32, #y> to tensor<?x128xbf16, #y>
  graph.return %0 : tensor<?x128xbf16, #y>
}

// -----

graph.kernel @attention(%q: tensor<12x34x64xf32>, %k: tensor<12x34x64xf32>, %v: tensor<12x34x64xf32>, %mask: tensor<34xf32>) -> (tensor<34x768xf32>) {
  %o = graph.attention %q, %k, %v masked_rows zero {
  ^bb0(%s: tensor<12x34x34xf32>):
    %mb = graph.view %mask through <(d0, d1, d2) -> (d2)> : tensor<34xf32> -> tensor<12x34x34xf32>
    %0 = arith.addf %s, %mb : tensor<12x34x34xf32>
    graph.yield %0 : tensor<12x34x34xf32>
  } : tensor<12x34x64xf32>, tensor<12x34x64xf32>, tensor<12x34x64xf32> -> tensor<12x34x64xf32>
  %r = graph.view %o through <(d0, d1) -> (d1 floordiv 64, d0, d1 mod 64)> : tensor<12x34x64xf32> -> tensor<34x768xf32>
  graph.return %r : tensor<34x768xf32>
}

// -----

graph.kernel @embedding(%t: tensor<1000x64xf32>, %i: tensor<7xi64>) -> (tensor<7x64xf32>) {
  %ib = graph.view %i through <(d0, d1) -> (d0)> : tensor<7xi64> -> tensor<7x64xi64>
  %r = graph.gather %t[%ib] dims [0] through <(d0, d1) -> (0, d1)>
        : tensor<1000x64xf32>, tensor<7x64xi64> -> tensor<7x64xf32>
  graph.return %r : tensor<7x64xf32>
}

// -----

graph.kernel @rotate_half(%a: tensor<34x64xf32>) -> (tensor<34x64xf32>) {
  %l = graph.view %a through <(d0, d1) -> (d0, d1)> : tensor<34x64xf32> -> tensor<34x32xf32>
  %r = graph.view %a through <(d0, d1) -> (d0, d1+32)> : tensor<34x64xf32> -> tensor<34x32xf32>
  %n = arith.negf %r : tensor<34x32xf32>
  %c = graph.concat 1 (%n, %l) : (tensor<34x32xf32>, tensor<34x32xf32>) -> tensor<34x64xf32>
  graph.return %c : tensor<34x64xf32>
}

// -----

graph.kernel @transpose(%a: tensor<70x100xf32>) -> (tensor<100x70xf32>) {
  %t = graph.view %a through <(d0, d1) -> (d1, d0)> : tensor<70x100xf32> -> tensor<100x70xf32>
  %0 = arith.negf %t : tensor<100x70xf32>
  graph.return %0 : tensor<100x70xf32>
}

// -----

graph.kernel @is_nan(%a: tensor<1000xf32>) -> (tensor<1000xi1>) {
  %0 = arith.cmpf uno, %a, %a : tensor<1000xf32>
  graph.return %0 : tensor<1000xi1>
}

// -----

graph.kernel @scan(%a: tensor<4x100xf32>) -> (tensor<4x100xf32>) {
  %0 = graph.scan sum %a dim 1 : tensor<4x100xf32>
  graph.return %0 : tensor<4x100xf32>
}

// -----

graph.kernel @scatter_add(%t: tensor<50x64xf32>, %u: tensor<7x64xf32>, %i: tensor<7xi64>) -> (tensor<50x64xf32>) {
  %ib = graph.view %i through <(d0, d1) -> (d0)> : tensor<7xi64> -> tensor<7x64xi64>
  %r = graph.scatter add %t, %u[%ib] dims [0] through <(d0, d1) -> (0, d1)>
        : tensor<50x64xf32>, tensor<7x64xf32>, tensor<7x64xi64> -> tensor<50x64xf32>
  graph.return %r : tensor<50x64xf32>
}

// -----

graph.kernel @gelu_bf16(%a: tensor<65536xbf16>) -> (tensor<65536xbf16>) {
  %half = arith.constant dense<0.5> : tensor<f32>
  %root = arith.constant dense<0.707106769> : tensor<f32>
  %one = arith.constant dense<1.0> : tensor<f32>
  %h = graph.view %half through <(d0) -> ()> : tensor<f32> -> tensor<65536xf32>
  %r = graph.view %root through <(d0) -> ()> : tensor<f32> -> tensor<65536xf32>
  %o = graph.view %one through <(d0) -> ()> : tensor<f32> -> tensor<65536xf32>
  %0 = arith.extf %a : tensor<65536xbf16> to tensor<65536xf32>
  %1 = arith.mulf %0, %h : tensor<65536xf32>
  %2 = arith.mulf %0, %r : tensor<65536xf32>
  %3 = math.erf %2 : tensor<65536xf32>
  %4 = arith.addf %3, %o : tensor<65536xf32>
  %5 = arith.mulf %1, %4 : tensor<65536xf32>
  %6 = arith.truncf %5 : tensor<65536xf32> to tensor<65536xbf16>
  graph.return %6 : tensor<65536xbf16>
}
