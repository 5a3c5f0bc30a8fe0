# Functions shared by every CMakeLists.txt of the project.

# Deprecations are those of LLVM's headers against the C++ library's.
set(CUTEDSL_WARNINGS -Wall -Wextra -Wno-unused-parameter
  -Wno-deprecated-declarations)

# Flags of a target that sees LLVM headers: RTTI on (Debian's build has it),
# exceptions off, hidden visibility so that only the C API is exported.
function(cutedsl_set_flags target)
  target_compile_options(${target} PRIVATE ${CUTEDSL_WARNINGS}
    -ffunction-sections -fdata-sections -fvisibility=hidden
    -fvisibility-inlines-hidden)
  if(CUTEDSL_SANITIZE)
    # Not the check of calls through pointers: it reads a signature before the
    # callee's code, which generated code lacks.
    target_compile_options(${target} PRIVATE -fsanitize=${CUTEDSL_SANITIZE}
      -fno-sanitize-recover=all -fno-sanitize=function -fno-omit-frame-pointer)
    target_link_options(${target} PUBLIC -fsanitize=${CUTEDSL_SANITIZE})
  endif()
endfunction()

# cutedsl_add_library(Name SOURCES a.cpp ... DEPENDS tablegen... LINK libs...)
# A static library of the compiler. The first one builds the precompiled
# header of MLIR's heavy headers; the others reuse it, since all share flags.
function(cutedsl_add_library name)
  cmake_parse_arguments(ARG "NO_MLIR" "" "SOURCES;DEPENDS;LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  cutedsl_set_flags(${name})
  if(NOT ARG_NO_MLIR)
    target_compile_options(${name} PRIVATE -fno-exceptions)
    if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
      target_compile_options(${name} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
      target_precompile_headers(${name} REUSE_FROM CutedslPCH)
    endif()
  endif()
  if(ARG_DEPENDS)
    add_dependencies(${name} ${ARG_DEPENDS})
  endif()
  target_link_libraries(${name} PUBLIC ${ARG_LINK})
endfunction()

# cutedsl_add_tool(name SOURCES main.cpp LINK libs...): an executable on MLIR.
function(cutedsl_add_tool name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  cutedsl_set_flags(${name})
  # -fPIC rather than -fPIE: the precompiled header is shared with libraries.
  set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
  target_compile_options(${name} PRIVATE -fno-exceptions -fPIC)
  if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    target_compile_options(${name} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
    target_precompile_headers(${name} REUSE_FROM CutedslPCH)
  endif()
  target_link_libraries(${name} PRIVATE ${ARG_LINK})
  cutedsl_link_llvm(${name})
endfunction()

# Links LLVM and MLIR as CUTEDSL_STATIC_LLVM says.
function(cutedsl_link_llvm target)
  if(CUTEDSL_STATIC_LLVM)
    include(CutedslStaticLLVM)
    cutedsl_link_static_llvm(${target})
  else()
    target_link_libraries(${target} PRIVATE MLIR LLVM)
  endif()
endfunction()
