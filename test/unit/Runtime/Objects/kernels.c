// Kernels for the loader's and the runtime's tests, in the ABI of
// docs/architecture.md. Compiled without the C library's headers.
typedef long i64;
typedef int i32;
#define KERNEL                                                                 \
  void *const *buffers, const i64 *symbols, i64 begin, i64 end, void *scratch, \
      i32 *status

float expf(float);
double pow(double, double);
void *memset(void *, int, unsigned long);

static const float kTable[4] = {1.0f, 2.0f, 4.0f, 8.0f};
static int counter;
static int preparations;
int initialized = 41;
static float (*const function)(float) = expf;
const float *const tables[2] = {kTable, kTable + 2};

// y[i] = x[i] + 1; tiles of 16; symbols[0] elements.
void add_one(KERNEL) {
  const float *x = buffers[0];
  float *y = buffers[1];
  for (i64 i = begin * 16; i < end * 16 && i < symbols[0]; ++i)
    y[i] = x[i] + 1.0f;
}

// y[i] = a[i] + b[i]; tiles of 16; symbols[0] elements.
void add(KERNEL) {
  const float *a = buffers[0], *b = buffers[1];
  float *y = buffers[2];
  for (i64 i = begin * 16; i < end * 16 && i < symbols[0]; ++i)
    y[i] = a[i] + b[i];
}

// y[t] = exp(x[t]) through a call; one element a tile.
void exponential(KERNEL) {
  const float *x = buffers[0];
  float *y = buffers[1];
  for (i64 i = begin; i < end; ++i)
    y[i] = expf(x[i]);
}

// y[0..5]: constants, data, function pointers, a jump table.
void sections(KERNEL) {
  float *y = buffers[0];
  y[0] = kTable[symbols[0] & 3];
  y[1] = (float)++counter;
  y[2] = (float)++initialized;
  y[3] = function(0.0f);
  y[4] = (float)pow((double)symbols[0], 2.0);
  y[5] = tables[1][symbols[0] & 1];
  switch (symbols[0]) {
  case 0:
    y[6] = 10;
    break;
  case 1:
    y[6] = 31;
    break;
  case 2:
    y[6] = 52;
    break;
  case 3:
    y[6] = 93;
    break;
  case 4:
    y[6] = 14;
    break;
  case 5:
    y[6] = 65;
    break;
  default:
    y[6] = -1;
  }
}

// Doubles x into scratch, slowly, then copies: fails where scratch is shared.
void through_scratch(KERNEL) {
  const float *x = buffers[0];
  float *y = buffers[1];
  volatile float *s = scratch;
  for (i64 t = begin; t < end; ++t) {
    for (int round = 0; round < 20; ++round)
      for (int i = 0; i < 1024; ++i)
        s[i] = 2.0f * x[t * 1024 + i];
    for (int i = 0; i < 1024; ++i)
      y[t * 1024 + i] = s[i];
  }
}

// Fails check 1 where an element is negative.
void check_positive(KERNEL) {
  const float *x = buffers[0];
  for (i64 t = begin; t < end; ++t)
    if (x[t] < 0)
      __atomic_store_n(status, 2, __ATOMIC_RELAXED);
}

// w -> 3 w, 8 elements; element 8 is how often this has run. The count is kept
// in the image, since the buffer comes with whatever its memory held.
void pack(KERNEL) {
  const float *x = buffers[0];
  float *y = buffers[1];
  for (int i = 0; i < 8; ++i)
    y[i] = 3.0f * x[i];
  y[8] = (float)++preparations;
}

// Busy for about symbols[0] microseconds a tile.
void busy(KERNEL) {
  unsigned *counts = buffers[0];
  for (i64 t = begin; t < end; ++t) {
    for (volatile i64 i = 0; i < 300; ++i)
      ;
    __atomic_fetch_add(&counts[t], 1, __ATOMIC_RELAXED);
  }
}

void nothing(KERNEL) {}
