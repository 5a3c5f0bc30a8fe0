# Writes BuildId.h: the version and a hash of every source that goes into the
# compiler, so that a changed compiler never meets an old cache entry.
#   cmake -DROOT=... -DOUTPUT=... -DVERSION=... -P BuildId.cmake
file(GLOB_RECURSE sources
  ${ROOT}/include/*.h ${ROOT}/include/*.td ${ROOT}/lib/*.cpp ${ROOT}/lib/*.h)
list(SORT sources)
set(all "")
foreach(source ${sources})
  file(SHA256 ${source} digest)
  string(APPEND all ${digest})
endforeach()
string(SHA256 digest "${all}")
string(SUBSTRING ${digest} 0 16 short)
set(text "#define CUTEDSL_BUILD_ID \"${VERSION}-${short}\"\n")
set(old "")
if(EXISTS ${OUTPUT})
  file(READ ${OUTPUT} old)
endif()
if(NOT old STREQUAL text)
  file(WRITE ${OUTPUT} ${text})
endif()
