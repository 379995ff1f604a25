// Asks Linux to back a buffer with huge pages: madvise(2) with MADV_HUGEPAGE, which changes no content. A buffer is touched for the
// first time in a 512th of the page faults, and kernels that stride over planes miss the translation buffer less.
//
// buffer    of `floats` numbers; only the whole pages within it are meant

#define PAGE 4096
#define MADV_HUGEPAGE 14

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void huge_pages(__global float *buffer, int floats) {
#if defined(__x86_64__)
  size_t start = ((size_t)buffer + PAGE - 1) / PAGE * PAGE, end = (size_t)(buffer + floats) / PAGE * PAGE;
  size_t madvise = 28;
  if (start < end)
    __asm__ volatile("syscall" : "+a"(madvise) : "D"(start), "S"(end - start), "d"((size_t)MADV_HUGEPAGE) : "rcx", "r11", "memory");
#endif
}
