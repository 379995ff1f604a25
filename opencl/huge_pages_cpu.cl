// Has Linux back a buffer with huge pages: it is touched for the first time in a 512th of the page faults, and kernels that stride over planes
// miss the translation buffer less.
//
// buffer    of `floats` numbers, which holds nothing yet

#define PAGE 4096
#define MADV_HUGEPAGE 14

// Asks for them by madvise(2), which changes no content. Item: one. (A kernel of its own: beside the touching it would wait for the page
// faults of other items.)
#ifdef ASKS
__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void huge_pages(__global float *buffer, int floats) {
  size_t start = (size_t)buffer / PAGE * PAGE, end = ((size_t)(buffer + floats) + PAGE - 1) / PAGE * PAGE, madvise = 28;
  __asm__ volatile("syscall" : "+a"(madvise) : "D"(start), "S"(end - start), "d"((size_t)MADV_HUGEPAGE) : "rcx", "r11", "memory");
}
#endif

// Writes a zero into each page, so that it is there before it is used. Item: PART numbers.
__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void touch(__global float *buffer, int floats) {
  size_t first = get_global_id(0) * PART, last = min((size_t)floats, first + PART);
  for (size_t k = first; k < last; k += PAGE / sizeof(float)) buffer[k] = 0;
}
