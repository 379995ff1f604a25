// The modulated 1×1 convolution to a few image channels, with bias and clamp, and the skip's upsampling and sum, on some pixels of a row,
// for CPU devices. Images are N×C×H×W.

#include "common_cpu.cl"

// The sums of 16 vectors, in their order. Each round adds what is twice as near in a vector, and joins two vectors in one: by shuffles that
// AVX-512 has as they stand.
#define QUARTERS(a, b, c, d) ((vec)((a).c, (a).d, (b).c, (b).d))
#define PAIRS(a, b, c, d, e, f) ((vec)((a).c, (b).c, (a).d, (b).d, (a).e, (b).e, (a).f, (b).f))
static inline vec fold8(vec a, vec b) { return (vec)(a.lo, b.lo) + (vec)(a.hi, b.hi); }
static inline vec fold4(vec a, vec b) { return QUARTERS(a, b, s0123, s89ab) + QUARTERS(a, b, s4567, scdef); }
static inline vec fold2(vec a, vec b) { return PAIRS(a, b, s01, s45, s89, scd) + PAIRS(a, b, s23, s67, sab, sef); }
static inline vec fold1(vec a, vec b) { return PAIRS(a, b, s02, s46, s8a, sce) + PAIRS(a, b, s13, s57, s9b, sdf); }
static inline vec sums_of(const vec *x) {
  vec fours[4];
  UNROLL for (int k = 0; k < 4; k++) fours[k] = fold4(fold8(x[k], x[4 + k]), fold8(x[8 + k], x[12 + k]));
  return fold1(fold2(fours[0], fours[1]), fold2(fours[2], fours[3]));
}

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

// What makes an image of features. weights [outputs][inputs], inputs a multiple of 16. Where `skip` is 1, the image of half the height and
// width `below` is added, upsampled by the 4×4 filter `taps` (mirrored, gain included).
typedef struct {
  __global const float *weights, *style, *bias, *below, *taps;
  __global float *image;
  int inputs, outputs, height, width;
  float clamp;
  int skip;
} Rgb;

#define RGB_ARGUMENTS \
  __global const float *rgbWeights, __global const float *rgbStyle, __global const float *rgbBias, __global const float *below, \
  __global const float *taps, __global float *image, int rgbOutputs, float rgbClamp, int skip
#define UNPACK_RGB(inputs, height, width) \
  Rgb rgb = {rgbWeights, rgbStyle, rgbBias, below, taps, image, inputs, rgbOutputs, height, width, rgbClamp, skip}

// The pixels from an even `from` to `to` of a row of the image; `p` has the features of the first, and those of the next 16 channels lie
// `blockStride` vectors further on.
static inline void rgb_row(Rgb r, __global const vec *p, size_t blockStride, int sample, int row, int from, int to) {
  __global const vec *s = (__global const vec *)(r.style + (size_t)sample * r.inputs);
  for (int left = from; left < to; left += PIXELS)
    for (int output = 0; output < r.outputs; output++) {
      __global const vec *w = (__global const vec *)(r.weights + (size_t)output * r.inputs);
      vec sums[PIXELS];
      UNROLL for (int x = 0; x < PIXELS; x++) sums[x] = 0;
      __global const vec *q = p + left - from;
      // A loop for each of the two, or the compiler makes one that looks up where each pixel lies. The first image channel brings the features
      // of pixels further on, which the others find in the cache.
#define ADD_FEATURES(pixel) \
      for (int block = 0; block < r.inputs / 16; block++, q += blockStride) { \
        vec f = w[block] * s[block]; \
        if (output == 0) UNROLL for (int x = 0; x < PIXELS; x++) PREFETCH(q + 4 * PIXELS + x); \
        UNROLL for (int x = 0; x < PIXELS; x++) sums[x] = fma(f, q[pixel], sums[x]); \
      }
      if (left + PIXELS <= to) ADD_FEATURES(x)
      else ADD_FEATURES(min(x, to - 1 - left))
#undef ADD_FEATURES
      vec y = clamped(sums_of(sums) + r.bias[output], r.clamp);
      size_t plane = (size_t)sample * r.outputs + output;
      if (r.skip)
        y = add_upsampled(y, r.below + plane * (r.height / 2) * (r.width / 2), r.taps, row, left, r.height / 2, r.width / 2);
      __global float *at = r.image + (plane * r.height + row) * r.width + left;
      if (left + PIXELS <= to) vstore16(y, 0, at);
      else {
        float lanes[PIXELS];
        vstore16(y, 0, lanes);
        for (int x = 0; left + x < to; x++) at[x] = lanes[x];
      }
    }
}
