// What a device can do at most, to compare layers with.

// Multiply-adds in registers: 10 sums of 16 lanes each, enough to hide the latency of fma. An item is 16 numbers of sums, which
// are zeros before. All sums come to 0.5, from different sides, so that no compiler takes one for another.
__kernel void fma_in_registers(__global float16 *sums, int rounds) {
  float16 zero = sums[get_global_id(0)] * 0.0f, factor = zero + 0.5f, term = zero + 0.25f;
  float16 a = 0.0f, b = 1.0f, c = 2.0f, d = 3.0f, e = 4.0f, f = 5.0f, g = 6.0f, h = 7.0f, i = 8.0f, j = 9.0f;
  for (int round = 0; round < rounds; round++) {
    a = fma(a, factor, term);
    b = fma(b, factor, term);
    c = fma(c, factor, term);
    d = fma(d, factor, term);
    e = fma(e, factor, term);
    f = fma(f, factor, term);
    g = fma(g, factor, term);
    h = fma(h, factor, term);
    i = fma(i, factor, term);
    j = fma(j, factor, term);
  }
  sums[get_global_id(0)] = a + b + c + d + e + f + g + h + i + j;
}

// sum = a + 3 b, as STREAM's triad (McCalpin 1995). An item is 16 numbers.
__kernel void triad(__global const float16 *a, __global const float16 *b, __global float16 *sum) {
  sum[get_global_id(0)] = fma(b[get_global_id(0)], (float16)3.0f, a[get_global_id(0)]);
}
