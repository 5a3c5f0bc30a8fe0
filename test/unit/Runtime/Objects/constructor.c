volatile int value;
__attribute__((constructor)) void construct(void) { value = 1; }
