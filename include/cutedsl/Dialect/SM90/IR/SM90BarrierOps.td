//===- SM90BarrierOps.td - Barriers and roles ---------------*- tablegen -*-===//

#ifndef CUTEDSL_DIALECT_SM90_IR_SM90BARRIEROPS_TD
#define CUTEDSL_DIALECT_SM90_IR_SM90BARRIEROPS_TD

include "cutedsl/Dialect/SM90/IR/SM90Base.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def SM90_InitBarriersOp : SM90_Op<"init_barriers"> {
  let summary = "makes barriers ready";
  let description = [{
    `count` barriers from `barriers[0]`, each complete after `arrivals` arrivals
    and the announced bytes. Before any use all threads meet in
    `sm90.barriers_ready`.

    Example: `sm90.init_barriers %full count 4 arrivals 1 : !tile.ptr<i64, shared>`
  }];
  let arguments = (ins Arg<SM90_BarrierPtr, "barriers", [MemWrite]>:$barriers,
                       I64Attr:$count, I64Attr:$arrivals);
  let assemblyFormat = "$barriers `count` $count `arrivals` $arrivals attr-dict `:` type($barriers)";
  let hasVerifier = 1;
}

def SM90_BarriersReadyOp : SM90_Op<"barriers_ready"> {
  let summary = "all threads of the CTA, or the cluster, see the barriers that were made ready";
  let description = [{ Example: `sm90.barriers_ready cluster` }];
  let arguments = (ins UnitAttr:$cluster);
  let assemblyFormat = "(`cluster` $cluster^)? attr-dict";
}

def SM90_ExpectBytesOp : SM90_Op<"expect_bytes"> {
  let summary = "arrives and announces bytes of copies";
  let description = [{ Example: `sm90.expect_bytes 32768 on %full[%stage] : !tile.ptr<i64, shared>` }];
  let arguments = (ins I64Attr:$bytes, Arg<SM90_BarrierPtr, "barrier", [MemWrite]>:$barrier,
                       Index:$stage);
  let assemblyFormat = "$bytes `on` $barrier `[` $stage `]` attr-dict `:` type($barrier)";
  let hasVerifier = 1;
}

def SM90_ArriveOp : SM90_Op<"arrive"> {
  let summary = "arrives at a barrier once for each warpgroup, or each warp";
  let description = [{
    One thread of every warpgroup that runs the op arrives, so a barrier that
    consumers release has as many arrivals as consumer warpgroups, times the
    CTAs of a cluster if `cta` names another CTA's barrier. In the producer's
    region its one thread arrives.

    It speaks for what a warpgroup does together, products that it has waited
    for. What its warps read one by one (`sm90.load_tile`, `tile.load`) must be
    behind a `tile.barrier` first, or is spoken for with `warps`: one thread of
    every warp arrives then, for all that its warp has read, and the barrier has
    as many arrivals as consumer warps.

    Example: `sm90.arrive %empty[%stage] warps : !tile.ptr<i64, shared>`
  }];
  let arguments = (ins Arg<SM90_BarrierPtr, "barrier", [MemWrite]>:$barrier, Index:$stage,
                       Optional<I32>:$cta, UnitAttr:$warps);
  let assemblyFormat = "$barrier `[` $stage `]` (`cta` $cta^)? (`warps` $warps^)? attr-dict `:` type($barrier)";
  let hasVerifier = 1;
}

def SM90_WaitOp : SM90_Op<"wait"> {
  let summary = "waits until a phase of a barrier is over";
  let description = [{
    `parity` is that of the phase waited for: 0 for the first. With `cluster`
    what other CTAs' threads wrote before they arrived is seen, too.

    Example: `sm90.wait %full[%stage] parity %phase : !tile.ptr<i64, shared>`
  }];
  let arguments = (ins Arg<SM90_BarrierPtr, "barrier", [MemRead, MemWrite]>:$barrier,
                       Index:$stage, Index:$parity, UnitAttr:$cluster);
  let assemblyFormat = [{
    $barrier `[` $stage `]` `parity` $parity (`cluster` $cluster^)? attr-dict
    `:` type($barrier)
  }];
}

def SM90_SyncOp : SM90_Op<"sync"> {
  let summary = "a named barrier of some warps";
  let description = [{
    `threads` threads meet at hardware barrier `id` (1 to 15; 0 is the whole
    CTA's), or `id + offset`, which may differ between warpgroups. With `arrive`
    they only announce themselves. Inside roles, barrier 1 and the last ones, as
    many as there are consumer warpgroups, belong to `tile.barrier` and to
    `sm90.store_tile`.

    Example: `sm90.sync id 3 + %warpgroup threads 256 arrive`
  }];
  let arguments = (ins I64Attr:$id, Optional<Index>:$offset, I64Attr:$threads,
                       UnitAttr:$arrive);
  let assemblyFormat = [{
    `id` $id (`+` $offset^)? `threads` $threads (`arrive` $arrive^)? attr-dict
  }];
  let hasVerifier = 1;
}

def SM90_WarpSpecializeOp : SM90_Op<"warp_specialize", [RecursiveMemoryEffects,
    SingleBlock, NoTerminator]> {
  let summary = "warps with roles";
  let description = [{
    The threads of the `tile.func` are the consumers, `consumers` warpgroups of
    128. One warpgroup more follows them: its first warp's elected thread runs
    the producer's region, its other threads end. Each role has its number of
    registers a thread, a multiple of 8; 0 leaves them alone.

    Value tiles and `tile.barrier` in the consumer's region mean the consumers
    alone.

    With `independent` each consumer warpgroup runs the consumer's region as a
    program of its own: the `tile.func` has 128 threads, tiles and barriers mean
    one warpgroup, a `tile.alloc` in the region is one for each, and
    `sm90.warpgroup` tells them apart.

    Example:
    ```mlir
    sm90.warp_specialize consumers 2 registers 40, 232 producer {
      sm90.load ...
    } consumer {
      sm90.wait ...
    }
    ```
  }];
  let arguments = (ins I64Attr:$consumers, UnitAttr:$independent,
                       I64Attr:$producer_registers, I64Attr:$consumer_registers);
  let regions = (region SizedRegion<1>:$producer, SizedRegion<1>:$consumer);
  let assemblyFormat = [{
    `consumers` $consumers (`independent` $independent^)? `registers` $producer_registers `,` $consumer_registers
    attr-dict-with-keyword `producer` $producer `consumer` $consumer
  }];
  let hasVerifier = 1;
}

def SM90_WarpgroupOp : SM90_Op<"warpgroup", [Pure]> {
  let summary = "which of the independent consumer warpgroups runs";
  let description = [{ Example: `%w = sm90.warpgroup` }];
  let results = (outs Index:$index);
  let assemblyFormat = "attr-dict";
  let hasVerifier = 1;
}

def SM90_NumCtasOp : SM90_Op<"num_ctas", [Pure]> {
  let summary = "the CTAs of the launch";
  let description = [{
    The step of a loop over tiles in a persistent kernel. A cluster counts as
    its CTAs.

    Example: `%step = sm90.num_ctas`
  }];
  let results = (outs Index:$count);
  let assemblyFormat = "attr-dict";
}

def SM90_ClusterRankOp : SM90_Op<"cluster_rank", [Pure]> {
  let summary = "the CTA's place in its cluster";
  let description = [{ Example: `%rank = sm90.cluster_rank` }];
  let results = (outs Index:$rank);
  let assemblyFormat = "attr-dict";
}

def SM90_ClusterSyncOp : SM90_Op<"cluster_sync"> {
  let summary = "all threads of the cluster meet";
  let description = [{ Example: `sm90.cluster_sync` }];
  let assemblyFormat = "attr-dict";
}

def SM90_ClusterArriveOp : SM90_Op<"cluster_arrive"> {
  let summary = "a thread announces itself to the cluster";
  let description = [{
    The first half of `sm90.cluster_sync`. All threads of the cluster do so
    before any of them gets past its next `sm90.cluster_wait`, which sees what
    they wrote before.

    Example: `sm90.cluster_arrive`
  }];
  let assemblyFormat = "attr-dict";
}

def SM90_ClusterWaitOp : SM90_Op<"cluster_wait"> {
  let summary = "waits until all threads of the cluster have arrived";
  let description = [{
    After an `sm90.cluster_arrive` each.

    Example: `sm90.cluster_wait`
  }];
  let assemblyFormat = "attr-dict";
}

def SM90_LaunchDependentsOp : SM90_Op<"launch_dependents"> {
  let summary = "lets the next kernel of the stream begin";
  let description = [{ Example: `sm90.launch_dependents` }];
  let assemblyFormat = "attr-dict";
}

def SM90_WaitDependencyOp : SM90_Op<"wait_dependency"> {
  let summary = "waits until the previous kernel's results are in memory";
  let description = [{ Example: `sm90.wait_dependency` }];
  let assemblyFormat = "attr-dict";
}

#endif // CUTEDSL_DIALECT_SM90_IR_SM90BARRIEROPS_TD
