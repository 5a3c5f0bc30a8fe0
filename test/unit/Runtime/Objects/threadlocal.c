_Thread_local int value;
int get(void) { return value; }
