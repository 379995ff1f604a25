// To-RGB: the modulated 1×1 convolution to a few image channels, with bias and clamp, and the skip's upsampling and sum, for CPU
// devices. Images are N×C×H×W, feature maps [N][channels / 16][H + 2][W + 2][16].

#include "common_cpu.cl"

// The pair sums of two vectors, one after the other; four rounds of it make the sums of 16 vectors, in their order.
static inline vec fold(vec a, vec b) { return (vec)(a.even, b.even) + (vec)(a.odd, b.odd); }

#define PIXELS 16

// Eight pixels of a row of `width` from `left` on, zeros beyond.
static inline float8 pixels(__global const float *row, int left, int width) {
  if (left >= 0 && left + 8 <= width) return vload8(0, row + left);
  float lanes[8];
  for (int x = 0; x < 8; x++) lanes[x] = left + x >= 0 && left + x < width ? row[left + x] : 0.0f;
  return vload8(0, lanes);
}

// y, pixels of the row `row` from an even `left` on, and those of the picture below, upsampled twice. Of the 4×4 taps two rows
// and two columns meet pixels.
static inline vec add_upsampled(vec y, __global const float *below, __global const float *taps, int row, int left, int height,
                                int width) {
  for (int i = 0; i < 2; i++) {
    int from = row / 2 - 1 + row % 2 + i;
    if (from < 0 || from >= height) continue;
    __global const float *b = below + (size_t)from * width, *t = taps + (row % 2 + 2 * i) * 4;
    float8 before = pixels(b, left / 2 - 1, width), at = pixels(b, left / 2, width), after = pixels(b, left / 2 + 1, width);
    y.even = fma((float8)(t[0]), before, fma((float8)(t[2]), at, y.even));
    y.odd = fma((float8)(t[1]), at, fma((float8)(t[3]), after, y.odd));
  }
  return y;
}

// Item: a row of the image, all its channels. weights [outputs][inputs], inputs a multiple of 16. Where `skip` is 1, the image of
// half the height and width `below` is added, upsampled by the 4×4 filter `taps` (mirrored, gain included).
__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void to_rgb(
    __global const float *in, __global const float *weights, __global const float *style, __global const float *bias,
    __global const float *below, __global const float *taps, __global float *image, int inputs, int outputs, int height, int width,
    float clamp, int skip) {
  int row = get_global_id(0) % height, sample = get_global_id(0) / height;
  __global const vec *s = (__global const vec *)(style + (size_t)sample * inputs);
  size_t blockStride = (size_t)(height + 2) * (width + 2);
  __global const vec *p = (__global const vec *)in + (size_t)sample * (inputs / 16) * blockStride + (row + 1) * (width + 2) + 1;
  for (int left = 0; left < width; left += PIXELS)
    for (int output = 0; output < outputs; output++) {
      __global const vec *w = (__global const vec *)(weights + (size_t)output * inputs);
      vec sums[PIXELS];
      UNROLL for (int x = 0; x < PIXELS; x++) sums[x] = 0;
      for (int block = 0; block < inputs / 16; block++) {
        vec f = w[block] * s[block];
        __global const vec *q = p + block * blockStride;
        UNROLL for (int x = 0; x < PIXELS; x++) {
          // The first image channel brings the features of pixels further on, which the others find in the cache.
          if (output == 0) PREFETCH(q + left + 4 * PIXELS + x);
          sums[x] = fma(f, q[min(left + x, width - 1)], sums[x]);
        }
      }
      UNROLL for (int count = PIXELS / 2; count > 0; count /= 2)
        UNROLL for (int x = 0; x < count; x++) sums[x] = fold(sums[2 * x], sums[2 * x + 1]);
      vec y = fmin((vec)(clamp), fmax((vec)(-clamp), sums[0] + bias[output]));
      size_t plane = (size_t)sample * outputs + output;
      if (skip) y = add_upsampled(y, below + plane * (height / 2) * (width / 2), taps, row, left, height / 2, width / 2);
      __global float *to = image + (plane * height + row) * width + left;
      if (left + PIXELS <= width) vstore16(y, 0, to);
      else {
        float lanes[PIXELS];
        vstore16(y, 0, lanes);
        for (int x = 0; left + x < width; x++) to[x] = lanes[x];
      }
    }
}

// The skip's sum by itself, to the same bits: out = own + below, upsampled. Item: a row of one output plane.
__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void upsample_add(
    __global const float *own, __global const float *below, __global const float *taps, __global float *out, int height,
    int width) {
  int outRow = get_global_id(0) % (2 * height), plane = get_global_id(0) / (2 * height), p = outRow % 2;
  __global const float *o = own + (size_t)get_global_id(0) * 2 * width;
  __global float *to = out + (size_t)get_global_id(0) * 2 * width;
  for (int x = 0; x < 2 * width; x++) to[x] = o[x];
  for (int i = 0; i < 2; i++) {
    // Row r of the upsampled picture is row r/2 of the picture below; taps p and p + 2 meet pixels.
    int row = outRow / 2 - 1 + p + i;
    if (row < 0 || row >= height) continue;
    __global const float *b = below + ((size_t)plane * height + row) * width;
    __global const float *t = taps + (p + 2 * i) * 4;
    to[0] = fma(t[2], b[0], to[0]);
    to[2 * width - 1] = fma(t[1], b[width - 1], to[2 * width - 1]);
    for (int x = 1; x < width; x++) to[2 * x] = fma(t[0], b[x - 1], fma(t[2], b[x], to[2 * x]));
    for (int x = 0; x < width - 1; x++) to[2 * x + 1] = fma(t[1], b[x], fma(t[3], b[x + 1], to[2 * x + 1]));
  }
}
