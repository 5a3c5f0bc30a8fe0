//===- Report.cpp - What a compilation did, as JSON -----------------------===//

#include "Report.h"
#include "cutedsl/Transforms/KernelReport.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace cutedsl;

void Report::addKernels(ModuleOp module) { facts = getKernelReport(module); }

void Report::addRemarks(const Session &session) {
  for (const Session::Remark &remark : session.getRemarks())
    remarks.push_back(llvm::json::Object{{"location", remark.location},
                                         {"text", remark.text}});
}

std::string Report::toJSON(bool withTimes) const {
  llvm::json::Object object = facts;
  object["remarks"] = llvm::json::Array(remarks);
  if (withTimes)
    object["milliseconds"] = llvm::json::Object(milliseconds);
  return llvm::formatv("{0:2}", llvm::json::Value(std::move(object))).str();
}
