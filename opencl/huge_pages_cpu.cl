// Has Linux back a buffer with huge pages: madvise(2), which changes no content. A buffer is touched for the first time in a 512th of the
// page faults, and kernels that stride over planes miss the translation buffer less.
//
// buffer    of `floats` numbers

#define PART (1 << 20)
#define PAGE 4096
#define MADV_HUGEPAGE 14
#define MADV_POPULATE_WRITE 23

#if defined(__x86_64__)
static inline void advise(size_t start, size_t end, size_t advice) {
  size_t madvise = 28;
  __asm__ volatile("syscall" : "+a"(madvise) : "D"(start), "S"(end - start), "d"(advice) : "rcx", "r11", "memory");
}
#endif

// Asks for them. Item: one.
__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void huge_pages(__global float *buffer, int floats) {
#if defined(__x86_64__)
  advise((size_t)buffer / PAGE * PAGE, ((size_t)(buffer + floats) + PAGE - 1) / PAGE * PAGE, MADV_HUGEPAGE);
#endif
}

// Has them there before they are used. Item: 4 MB, and the pages in which they begin and end. (Apart from the asking, which would wait for
// those of other items.)
__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void touch(__global float *buffer, int floats) {
#if defined(__x86_64__)
  size_t first = get_global_id(0) * PART, last = min((size_t)floats, first + PART);
  advise((size_t)(buffer + first) / PAGE * PAGE, ((size_t)(buffer + last) + PAGE - 1) / PAGE * PAGE, MADV_POPULATE_WRITE);
#endif
}
