// RUN: cutedsl-translate %s --emit=ptx | FileCheck %s
// RUN: cutedsl-translate %s --emit=llvm | FileCheck %s --check-prefix=LLVM

// Both branches depend on the thread, and the same condition holds in each:
// LLVM would put a copy of what stands between them into both arms.

// LLVM: call void asm sideeffect "bar.sync 1;", "~{memory}"() #[[ASM:.+]]
// LLVM: call float asm "ex2.approx.ftz.f32 $0, $1;", "=f,f"(float {{.*}}){{$}}
// LLVM: attributes #[[ASM]] = { convergent }
// CHECK-COUNT-1: bar.sync
// CHECK-NOT: bar.sync
llvm.func @k(%x: !llvm.ptr<1>, %y: f32) attributes {nvvm.kernel} {
  %zero = llvm.mlir.constant(0 : i32) : i32
  %thread = nvvm.read.ptx.sreg.tid.x : i32
  %isFirst = llvm.icmp "eq" %thread, %zero : i32
  llvm.cond_br %isFirst, ^first, ^between
^first:
  llvm.store volatile %zero, %x : i32, !llvm.ptr<1>
  llvm.br ^between
^between:
  llvm.inline_asm has_side_effects asm_dialect = att "bar.sync 1;", "~{memory}" : () -> ()
  llvm.cond_br %isFirst, ^second, ^end
^second:
  %z = llvm.inline_asm asm_dialect = att "ex2.approx.ftz.f32 $0, $1;", "=f,f" %y : (f32) -> f32
  llvm.store volatile %z, %x : f32, !llvm.ptr<1>
  llvm.br ^end
^end:
  llvm.return
}
