// Modulated 3×3 convolution, tap by tap, for CPU devices, with the same fused steps, layouts and phases as winograd_cpu.cl:
// for pictures too small for 4×4 tiles, and where every bit of accuracy counts. A work-item is one row of pixels and
// 32 (or the last 16) columns of weights; a vector is 16 channels.
//
// in, out   [N][channels / 16][H + 2][W + 2][16], with a border of zeros
// weights   [outputs · phases / 32][9][inputs][32], then, where outputs · phases is an odd multiple of 16, [9][inputs][16]

typedef float16 vec;

static inline vec load(__global const float *p) { return *(__global const vec *)p; }
static inline void store(__global float *p, vec x) { *(__global vec *)p = x; }

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void direct(
    __global const float *in, __global const float *weights, __global float *out, __global const float *style,
    __global const float *demodulation, __global const float *noise, __global const float *bias, int samples, int inputs,
    int outputs, int phases, int height, int width, int noiseStride, float strength, float alpha, float gain, float clamp) {
  int columns = outputs * phases;
  // Neighbouring work-items share their weights.
  int row = get_global_id(0) % height, sample = get_global_id(0) / height % samples, strip = get_global_id(0) / height / samples;
  int wide = strip * 32 + 32 <= columns, lanes = wide ? 32 : 16;
  int rowStride = (width + 2) * 16, up = phases == 4 ? 2 : 1, outWidth = width * up;
  __global const float *p = in + ((size_t)sample * (inputs / 16) * (height + 2) + row) * rowStride;
  for (int x = 0; x < width; x += 4) {
    vec y[4][2] = {{0, 0}, {0, 0}, {0, 0}, {0, 0}};
    for (int tap = 0; tap < 9; tap++) {
      __global const float *w = weights + ((size_t)strip * 32 * 9 + tap * lanes) * inputs;
      for (int block = 0; block < inputs / 16; block++) {
        __global const float *a = p + ((size_t)block * (height + 2) + tap / 3) * rowStride + (x + tap % 3) * 16;
        __global const float *s = style + sample * inputs + block * 16;
        for (int k = 0; k < 16; k++, w += lanes) {
          vec w0 = load(w) * s[k], w1 = load(w + lanes - 16) * s[k];
          for (int i = 0; i < 4; i++) {
            vec v = (vec)(a[i * 16 + k]);
            y[i][0] = fma(v, w0, y[i][0]);
            y[i][1] = fma(v, w1, y[i][1]);
          }
        }
      }
    }
    for (int part = 0; part < lanes / 16; part++) {
      int block = strip * 2 + part, phase = block / (outputs / 16), channel = block % (outputs / 16);
      vec d = load(demodulation + sample * outputs + channel * 16), b = load(bias + channel * 16);
      int top = row * up + phase / 2;
      for (int i = 0; i < 4 && x + i < width; i++) {
        int left = (x + i) * up + phase % 2;
        float grain = strength * noise[(size_t)sample * noiseStride + top * outWidth + left];
        vec r = fma(y[i][part], d, b + grain);
        r = fmin((vec)(clamp), fmax((vec)(-clamp), fmax(r, r * alpha) * gain));
        store(out + (((size_t)(sample * (outputs / 16) + channel) * (height * up + 2) + top + 1) * (outWidth + 2) + left + 1) * 16, r);
      }
    }
  }
}
