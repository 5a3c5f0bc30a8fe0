# Links LLVM and MLIR statically.
#
# Debian's static MLIRXxx targets name the shared libLLVM in their link
# interface, and two LLVMs in one process abort at start. So the closure of the
# wanted targets is walked by hand and the archives are linked by file.

# MLIR libraries the compiler needs; the rest of MLIR stays out.
set(CUTEDSL_MLIR_LIBS
  MLIRArithDialect MLIRArithToLLVM MLIRArithTransforms MLIRArithUtils
  MLIRBytecodeReader MLIRBytecodeWriter MLIRControlFlowDialect
  MLIRControlFlowToLLVM MLIRFuncDialect MLIRFuncToLLVM
  MLIRFuncInlinerExtension MLIRIndexDialect MLIRIndexToLLVM MLIRLinalgDialect
  MLIRLLVMDialect MLIRLLVMToLLVMIRTranslation MLIRBuiltinToLLVMIRTranslation
  MLIRLspServerLib
  MLIRNVVMDialect MLIRNVVMToLLVM MLIRNVVMToLLVMIRTranslation
  MLIRMathDialect MLIRMathToLLVM MLIRMathToLibm MLIRMathTransforms MLIROptLib
  MLIRParser MLIRPass MLIRReconcileUnrealizedCasts MLIRSCFDialect
  MLIRSCFToControlFlow MLIRSCFTransforms MLIRTargetLLVMIRExport MLIRTensorDialect
  MLIRTransforms MLIRUBToLLVM MLIRVectorDialect MLIRVectorToLLVM
  MLIRVectorToLLVMPass MLIRVectorTransforms MLIRGPUDialect MLIRAffineDialect)

set(CUTEDSL_LLVM_COMPONENTS
  X86CodeGen X86AsmParser X86Desc X86Info NVPTXCodeGen NVPTXDesc NVPTXInfo
  OrcJIT Passes IRReader Linker ipo Target Core Support TargetParser)

# Appends the static archives that `target` needs, transitively, to `out`.
function(cutedsl_collect_archives target out)
  get_property(seen GLOBAL PROPERTY CUTEDSL_SEEN_${out})
  if(target IN_LIST seen)
    return()
  endif()
  set_property(GLOBAL APPEND PROPERTY CUTEDSL_SEEN_${out} ${target})
  if(NOT TARGET ${target})
    return()
  endif()
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "STATIC_LIBRARY")
    set_property(GLOBAL APPEND PROPERTY CUTEDSL_ARCHIVES_${out} $<TARGET_FILE:${target}>)
  endif()
  get_target_property(links ${target} INTERFACE_LINK_LIBRARIES)
  foreach(link ${links})
    string(REGEX REPLACE "^\\$<LINK_ONLY:(.*)>$" "\\1" link "${link}")
    if(NOT link MATCHES "^(LLVM|MLIR)$" AND TARGET ${link})
      cutedsl_collect_archives(${link} ${out})
    endif()
  endforeach()
endfunction()

function(cutedsl_link_static_llvm target)
  get_property(done GLOBAL PROPERTY CUTEDSL_STATIC_LLVM_DONE)
  if(NOT done)
    llvm_map_components_to_libnames(llvm_libs ${CUTEDSL_LLVM_COMPONENTS})
    foreach(library ${CUTEDSL_MLIR_LIBS} ${llvm_libs})
      if(NOT TARGET ${library})
        message(FATAL_ERROR "expected a static library ${library} in LLVM's packages")
      endif()
      cutedsl_collect_archives(${library} llvm)
    endforeach()
    set_property(GLOBAL PROPERTY CUTEDSL_STATIC_LLVM_DONE TRUE)
  endif()
  get_property(archives GLOBAL PROPERTY CUTEDSL_ARCHIVES_llvm)
  target_link_libraries(${target} PRIVATE
    -Wl,--start-group ${archives} -Wl,--end-group
    libz.a libzstd.a m dl pthread)
  target_link_options(${target} PRIVATE
    -Wl,--gc-sections -Wl,--icf=all -Wl,-O2 -Wl,-z,pack-relative-relocs
    -static-libstdc++ -static-libgcc)
endfunction()
