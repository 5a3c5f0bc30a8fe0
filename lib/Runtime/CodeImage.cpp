//===- CodeImage.cpp - A loader of relocatable objects --------------------===//
//
// One reservation holds all sections, grouped by permission:
//
//   text, stubs | constants, GOT | data
//
// so that every 32-bit displacement between them fits. A function of the host
// may lie farther away: calls go through a stub, which jumps through the GOT.
//
//===----------------------------------------------------------------------===//

#include "cutedsl/Runtime/CodeImage.h"
#include "cutedsl/Runtime/HostSymbols.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <dlfcn.h>
#include <elf.h>
#include <sys/mman.h>
#include <unistd.h>
#include <unordered_map>

using namespace cutedsl::runtime;

namespace {

constexpr uint64_t kPageSize = 4096;
constexpr uint64_t kStubSize = 16;
constexpr uint64_t kMaxImageSize = uint64_t(1) << 30;
constexpr uint64_t kNone = ~uint64_t(0);
// Not in every elf.h.
constexpr uint32_t kRelocationCode4GotPcRelX = 43;

uint64_t alignUp(uint64_t value, uint64_t alignment) {
  return (value + alignment - 1) & ~(alignment - 1);
}

/// Pages that are returned to the system at the end.
class Mapping {
public:
  Mapping() = default;
  Mapping(const Mapping &) = delete;
  ~Mapping() {
    if (base)
      munmap(base, size);
  }
  MaybeError reserve(uint64_t bytes) {
    void *memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
      return Error{"cannot map " + std::to_string(bytes) +
                   " bytes for code: " + std::strerror(errno)};
    base = static_cast<uint8_t *>(memory);
    size = bytes;
    return std::nullopt;
  }
  MaybeError protect(uint64_t offset, uint64_t bytes, int protection) {
    if (bytes && mprotect(base + offset, bytes, protection))
      return Error{std::string("cannot protect the pages of code: ") +
                   std::strerror(errno)};
    return std::nullopt;
  }

  uint8_t *base = nullptr;
  uint64_t size = 0;
};

class RelocatedImage : public CodeImage {
public:
  void *lookup(const std::string &symbol) const override {
    auto it = functions.find(symbol);
    return it == functions.end() ? nullptr : it->second;
  }

  Mapping memory;
  std::unordered_map<std::string, void *> functions;
};

enum Region { Text, ReadOnly, Data, kNumRegions };

/// One load: reads the tables, lays out, copies, relocates, protects.
class Loader {
public:
  Loader(const uint8_t *data, size_t size) : data(data), size(size) {}
  Result<std::shared_ptr<CodeImage>> run();

private:
  MaybeError readTables();
  MaybeError chooseRegions();
  MaybeError visitRelocations(MaybeError (Loader::*visit)(const Elf64_Shdr &,
                                                          uint64_t,
                                                          const Elf64_Rela &));
  MaybeError reserveEntries(const Elf64_Shdr &, uint64_t, const Elf64_Rela &);
  MaybeError layOut();
  MaybeError resolveSymbols();
  MaybeError relocate(const Elf64_Shdr &, uint64_t, const Elf64_Rela &);
  MaybeError protect();
  void exportFunctions();

  template <typename T> bool read(uint64_t offset, T &value) const {
    if (offset > size || sizeof(T) > size - offset)
      return false;
    std::memcpy(&value, data + offset, sizeof(T));
    return true;
  }
  bool contains(const Elf64_Shdr &section) const {
    return section.sh_offset <= size &&
           section.sh_size <= size - section.sh_offset;
  }
  std::string getString(const Elf64_Shdr &table, uint32_t offset) const;
  std::string getName(uint64_t symbol) const {
    return getString(strings, symbols[symbol].st_name);
  }
  uint8_t *at(uint64_t offset) const { return image->memory.base + offset; }

  const uint8_t *data;
  size_t size;
  std::vector<Elf64_Shdr> sections;
  Elf64_Shdr sectionNames{}, strings{};
  std::vector<Elf64_Sym> symbols;
  /// By section: its region and its offset in the image.
  std::vector<Region> regions;
  std::vector<uint64_t> offsets;
  /// By symbol: its address, the offset of its GOT entry and of its stub.
  std::vector<uint64_t> addresses, gotEntries, stubs;
  uint64_t numGotEntries = 0, numStubs = 0;
  uint64_t regionOffsets[kNumRegions + 1] = {};
  std::shared_ptr<RelocatedImage> image;
};

} // namespace

static Error malformed(const char *what) {
  return Error{std::string("malformed object: ") + what};
}

std::string Loader::getString(const Elf64_Shdr &table, uint32_t offset) const {
  if (offset >= table.sh_size)
    return "";
  const char *begin =
      reinterpret_cast<const char *>(data) + table.sh_offset + offset;
  return std::string(begin, strnlen(begin, table.sh_size - offset));
}

MaybeError Loader::readTables() {
  Elf64_Ehdr header;
  if (!read(0, header) || std::memcmp(header.e_ident, ELFMAG, SELFMAG) ||
      header.e_ident[EI_CLASS] != ELFCLASS64 ||
      header.e_ident[EI_DATA] != ELFDATA2LSB || header.e_type != ET_REL ||
      header.e_machine != EM_X86_64)
    return Error{"expected an x86-64 relocatable object"};
  if (header.e_shentsize != sizeof(Elf64_Shdr))
    return malformed("section header size");
  sections.resize(header.e_shnum);
  for (size_t i = 0; i < sections.size(); ++i) {
    if (!read(header.e_shoff + i * sizeof(Elf64_Shdr), sections[i]))
      return malformed("section headers");
    if (sections[i].sh_type != SHT_NOBITS && !contains(sections[i]))
      return malformed("section bounds");
  }
  if (header.e_shstrndx >= sections.size())
    return malformed("section names");
  sectionNames = sections[header.e_shstrndx];
  if (sectionNames.sh_type != SHT_STRTAB)
    return malformed("section names");
  for (const Elf64_Shdr &section : sections) {
    if (section.sh_type != SHT_SYMTAB)
      continue;
    if (section.sh_entsize != sizeof(Elf64_Sym) ||
        section.sh_link >= sections.size() ||
        sections[section.sh_link].sh_type != SHT_STRTAB)
      return malformed("symbol table");
    strings = sections[section.sh_link];
    symbols.resize(section.sh_size / sizeof(Elf64_Sym));
    for (size_t i = 0; i < symbols.size(); ++i)
      if (!read(section.sh_offset + i * sizeof(Elf64_Sym), symbols[i]))
        return malformed("symbol table");
  }
  return std::nullopt;
}

MaybeError Loader::chooseRegions() {
  regions.assign(sections.size(), kNumRegions);
  for (size_t i = 0; i < sections.size(); ++i) {
    const Elf64_Shdr &section = sections[i];
    std::string name = getString(sectionNames, section.sh_name);
    // Unwind tables and notes serve tools that are not here.
    if (!(section.sh_flags & SHF_ALLOC) || section.sh_type == SHT_NOTE ||
        name == ".eh_frame" || section.sh_size == 0)
      continue;
    if (section.sh_type != SHT_PROGBITS && section.sh_type != SHT_NOBITS)
      return Error{"unsupported section '" + name + "' in an object"};
    if (section.sh_flags & SHF_TLS)
      return Error{"unsupported thread-local section '" + name + "'"};
    uint64_t alignment = section.sh_addralign;
    if ((alignment & (alignment - 1)) || alignment > kPageSize)
      return malformed("section alignment");
    if (section.sh_size > kMaxImageSize)
      return malformed("section size");
    if (section.sh_flags & SHF_EXECINSTR) {
      if ((section.sh_flags & SHF_WRITE) || section.sh_type == SHT_NOBITS)
        return Error{"unsupported section '" + name +
                     "': both writable and executable"};
      regions[i] = Text;
    } else {
      bool isConstant = !(section.sh_flags & SHF_WRITE) ||
                        name.compare(0, 12, ".data.rel.ro") == 0;
      regions[i] = isConstant ? ReadOnly : Data;
    }
  }
  return std::nullopt;
}

MaybeError Loader::visitRelocations(MaybeError (Loader::*visit)(
    const Elf64_Shdr &, uint64_t, const Elf64_Rela &)) {
  for (const Elf64_Shdr &section : sections) {
    if (section.sh_type != SHT_RELA && section.sh_type != SHT_REL)
      continue;
    if (section.sh_info >= sections.size())
      return malformed("relocation section");
    if (regions[section.sh_info] == kNumRegions)
      continue;
    if (section.sh_type == SHT_REL ||
        section.sh_entsize != sizeof(Elf64_Rela) ||
        sections[section.sh_info].sh_type == SHT_NOBITS)
      return malformed("relocation section");
    for (uint64_t i = 0; i < section.sh_size / sizeof(Elf64_Rela); ++i) {
      Elf64_Rela relocation;
      if (!read(section.sh_offset + i * sizeof(Elf64_Rela), relocation) ||
          ELF64_R_SYM(relocation.r_info) >= symbols.size())
        return malformed("relocation");
      if (MaybeError error = (this->*visit)(sections[section.sh_info],
                                            section.sh_info, relocation))
        return error;
    }
  }
  return std::nullopt;
}

/// Counts the GOT entries and stubs that the relocations need.
MaybeError Loader::reserveEntries(const Elf64_Shdr &, uint64_t,
                                  const Elf64_Rela &relocation) {
  uint64_t symbol = ELF64_R_SYM(relocation.r_info);
  bool isUndefined = symbols[symbol].st_shndx == SHN_UNDEF;
  bool needsStub = false, needsEntry = false;
  switch (ELF64_R_TYPE(relocation.r_info)) {
  case R_X86_64_PC32:
  case R_X86_64_PLT32:
    needsStub = isUndefined;
    break;
  case R_X86_64_GOTPCREL:
  case R_X86_64_GOTPCRELX:
  case R_X86_64_REX_GOTPCRELX:
  case kRelocationCode4GotPcRelX:
    needsEntry = true;
    break;
  default:
    break;
  }
  if (needsStub && stubs[symbol] == kNone)
    stubs[symbol] = numStubs++;
  if ((needsStub || needsEntry) && gotEntries[symbol] == kNone)
    gotEntries[symbol] = numGotEntries++;
  return std::nullopt;
}

MaybeError Loader::layOut() {
  stubs.assign(symbols.size(), kNone);
  gotEntries.assign(symbols.size(), kNone);
  if (MaybeError error = visitRelocations(&Loader::reserveEntries))
    return error;

  offsets.assign(sections.size(), kNone);
  addresses.assign(symbols.size(), 0);
  uint64_t offset = 0, stubBase = 0, gotBase = 0;
  for (int region = 0; region < kNumRegions; ++region) {
    offset = regionOffsets[region] = alignUp(offset, kPageSize);
    for (size_t i = 0; i < sections.size(); ++i) {
      if (regions[i] != region)
        continue;
      offset = alignUp(offset, std::max<uint64_t>(sections[i].sh_addralign, 1));
      offsets[i] = offset;
      offset += sections[i].sh_size;
      if (offset > kMaxImageSize)
        return Error{"the object needs more than 1 GiB"};
    }
    offset = alignUp(offset, kStubSize);
    if (region == Text) {
      stubBase = offset;
      offset += numStubs * kStubSize;
    } else if (region == ReadOnly) {
      gotBase = offset;
      offset += numGotEntries * sizeof(uint64_t);
    }
  }
  for (uint64_t &stub : stubs)
    if (stub != kNone)
      stub = stubBase + stub * kStubSize;
  for (uint64_t &entry : gotEntries)
    if (entry != kNone)
      entry = gotBase + entry * sizeof(uint64_t);
  regionOffsets[kNumRegions] =
      alignUp(std::max<uint64_t>(offset, 1), kPageSize);

  if (MaybeError error = image->memory.reserve(regionOffsets[kNumRegions]))
    return error;
  for (size_t i = 0; i < sections.size(); ++i)
    if (offsets[i] != kNone && sections[i].sh_type == SHT_PROGBITS)
      std::memcpy(at(offsets[i]), data + sections[i].sh_offset,
                  sections[i].sh_size);
  return std::nullopt;
}

/// Gives each symbol its address, and fills the GOT and the stubs. Symbols of
/// sections that are not loaded and of functions that the runtime lacks keep
/// address 0: only a relocation of a loaded section may complain.
MaybeError Loader::resolveSymbols() {
  for (size_t i = 1; i < symbols.size(); ++i) {
    const Elf64_Sym &symbol = symbols[i];
    unsigned type = ELF64_ST_TYPE(symbol.st_info);
    if (type == STT_FILE)
      continue;
    if (type == STT_TLS || type == STT_GNU_IFUNC ||
        symbol.st_shndx == SHN_COMMON || symbol.st_shndx == SHN_XINDEX)
      return Error{"unsupported kind of symbol '" + getName(i) + "'"};
    if (symbol.st_shndx == SHN_UNDEF) {
      addresses[i] = reinterpret_cast<uint64_t>(findHostSymbol(getName(i)));
    } else if (symbol.st_shndx == SHN_ABS) {
      addresses[i] = symbol.st_value;
    } else if (symbol.st_shndx >= sections.size() ||
               (offsets[symbol.st_shndx] != kNone &&
                symbol.st_value > sections[symbol.st_shndx].sh_size)) {
      return malformed("symbol");
    } else if (offsets[symbol.st_shndx] != kNone) {
      addresses[i] = reinterpret_cast<uint64_t>(
          at(offsets[symbol.st_shndx] + symbol.st_value));
    }
  }
  for (size_t i = 0; i < symbols.size(); ++i) {
    if (gotEntries[i] != kNone)
      std::memcpy(at(gotEntries[i]), &addresses[i], sizeof(uint64_t));
    if (stubs[i] != kNone) {
      uint8_t *stub = at(stubs[i]);
      int32_t displacement = int32_t(gotEntries[i] - (stubs[i] + 6));
      stub[0] = 0xff; // jmp *displacement(%rip)
      stub[1] = 0x25;
      std::memcpy(stub + 2, &displacement, sizeof(displacement));
      std::memset(stub + 6, 0xcc, kStubSize - 6);
    }
  }
  return std::nullopt;
}

MaybeError Loader::relocate(const Elf64_Shdr &section, uint64_t index,
                            const Elf64_Rela &relocation) {
  uint64_t symbol = ELF64_R_SYM(relocation.r_info);
  uint32_t type = ELF64_R_TYPE(relocation.r_info);
  if (type == R_X86_64_NONE)
    return std::nullopt;
  uint64_t width = type == R_X86_64_64 || type == R_X86_64_PC64 ? 8 : 4;
  if (relocation.r_offset > section.sh_size ||
      width > section.sh_size - relocation.r_offset)
    return malformed("relocation offset");
  uint8_t *place = at(offsets[index] + relocation.r_offset);
  uint64_t address = addresses[symbol];
  if (address == 0 && symbols[symbol].st_shndx == SHN_UNDEF)
    return Error{"the object needs '" + getName(symbol) +
                 "', which the runtime does not provide"};
  if (address == 0 && symbols[symbol].st_shndx != SHN_ABS)
    return malformed("relocation against a section that is not loaded");
  uint64_t addend = uint64_t(relocation.r_addend);
  uint64_t pc = reinterpret_cast<uint64_t>(place);

  uint64_t value;
  bool isSigned = true;
  switch (type) {
  case R_X86_64_64:
    value = address + addend;
    break;
  case R_X86_64_PC64:
    value = address + addend - pc;
    break;
  case R_X86_64_PC32:
  case R_X86_64_PLT32:
    if (stubs[symbol] != kNone)
      address = reinterpret_cast<uint64_t>(at(stubs[symbol]));
    value = address + addend - pc;
    break;
  case R_X86_64_GOTPCREL:
  case R_X86_64_GOTPCRELX:
  case R_X86_64_REX_GOTPCRELX:
  case kRelocationCode4GotPcRelX:
    value = reinterpret_cast<uint64_t>(at(gotEntries[symbol])) + addend - pc;
    break;
  case R_X86_64_32:
    value = address + addend;
    isSigned = false;
    break;
  case R_X86_64_32S:
    value = address + addend;
    break;
  default:
    return Error{"unsupported relocation type " + std::to_string(type) +
                 " against '" + getName(symbol) + "'"};
  }
  if (width == 4 &&
      (isSigned ? int64_t(value) != int32_t(value) : value != uint32_t(value)))
    return Error{"a relocation against '" + getName(symbol) +
                 "' is out of range: expected position-independent code"};
  std::memcpy(place, &value, width);
  return std::nullopt;
}

MaybeError Loader::protect() {
  static constexpr int kProtections[kNumRegions] = {
      PROT_READ | PROT_EXEC, PROT_READ, PROT_READ | PROT_WRITE};
  for (int region = 0; region < kNumRegions; ++region)
    if (MaybeError error = image->memory.protect(regionOffsets[region],
                                                 regionOffsets[region + 1] -
                                                     regionOffsets[region],
                                                 kProtections[region]))
      return error;
  return std::nullopt;
}

void Loader::exportFunctions() {
  for (size_t i = 1; i < symbols.size(); ++i) {
    uint16_t section = symbols[i].st_shndx;
    if (ELF64_ST_BIND(symbols[i].st_info) == STB_GLOBAL &&
        ELF64_ST_TYPE(symbols[i].st_info) == STT_FUNC &&
        section < sections.size() && regions[section] == Text)
      image->functions.emplace(getName(i),
                               reinterpret_cast<void *>(addresses[i]));
  }
}

Result<std::shared_ptr<CodeImage>> Loader::run() {
  image = std::make_shared<RelocatedImage>();
  if (MaybeError error = readTables())
    return *error;
  if (MaybeError error = chooseRegions())
    return *error;
  if (MaybeError error = layOut())
    return *error;
  if (MaybeError error = resolveSymbols())
    return *error;
  if (MaybeError error = visitRelocations(&Loader::relocate))
    return *error;
  if (MaybeError error = protect())
    return *error;
  exportFunctions();
  return std::shared_ptr<CodeImage>(std::move(image));
}

Result<std::shared_ptr<CodeImage>>
cutedsl::runtime::loadRelocatable(const uint8_t *data, size_t size) {
#if defined(__x86_64__)
  return Loader(data, size).run();
#else
  return Error{"x86-64 code cannot run on this machine"};
#endif
}

//===----------------------------------------------------------------------===//
// Shared objects
//===----------------------------------------------------------------------===//

namespace {

class SharedImage : public CodeImage {
public:
  SharedImage(void *handle, int file) : handle(handle), file(file) {}
  ~SharedImage() override {
    dlclose(handle);
    close(file);
  }
  void *lookup(const std::string &symbol) const override {
    return dlsym(handle, symbol.c_str());
  }

private:
  void *handle;
  /// Stays open: the loader knows libraries by path, and a second one under
  /// this descriptor's path would be taken for the first.
  int file;
};

} // namespace

static MaybeError writeAll(int file, const uint8_t *data, size_t size) {
  while (size) {
    ssize_t written = write(file, data, size);
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return Error{std::string("cannot write code to memory: ") +
                   std::strerror(errno)};
    data += written;
    size -= size_t(written);
  }
  return std::nullopt;
}

Result<std::shared_ptr<CodeImage>>
cutedsl::runtime::loadShared(const uint8_t *data, size_t size) {
  int file = memfd_create("cutedsl", MFD_CLOEXEC);
  if (file < 0)
    return Error{std::string("cannot create a file in memory: ") +
                 std::strerror(errno)};
  void *handle = nullptr;
  MaybeError error = writeAll(file, data, size);
  if (!error) {
    std::string path = "/proc/self/fd/" + std::to_string(file);
    handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!handle)
      error = Error{std::string("cannot load a shared object: ") + dlerror()};
  }
  if (error) {
    close(file);
    return *error;
  }
  return std::shared_ptr<CodeImage>(
      std::make_shared<SharedImage>(handle, file));
}

Result<std::shared_ptr<CodeImage>>
cutedsl::runtime::loadCode(const Code &code) {
  switch (code.kind) {
  case CodeKind::ElfRelocatable:
    return loadRelocatable(code.bytes.data(), code.bytes.size());
  case CodeKind::ElfShared:
    return loadShared(code.bytes.data(), code.bytes.size());
  case CodeKind::Cubin:
    break;
  }
  return Error{"expected CPU code, but got a cubin"};
}
