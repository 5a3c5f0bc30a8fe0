//===- Report.cpp - What a compilation did, as JSON -----------------------===//

#include "Report.h"
#include "cutedsl/Transforms/KernelReport.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace cutedsl;

void Report::addKernels(ModuleOp module) { object = getKernelReport(module); }

std::string Report::toJSON(const Session &session) const {
  llvm::json::Array remarks;
  for (const Session::Remark &remark : session.getRemarks())
    remarks.push_back(llvm::json::Object{{"location", remark.location},
                                         {"passed", remark.isPassed},
                                         {"text", remark.text}});
  llvm::json::Object all = object;
  all["remarks"] = std::move(remarks);
  all["milliseconds"] = llvm::json::Object(milliseconds);
  return llvm::formatv("{0:2}", llvm::json::Value(std::move(all))).str();
}
