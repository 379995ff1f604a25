// Modulated 3×3 convolutions tap by tap, for CPU devices: the plain one, for pictures too small for Winograd's tiles and
// where every bit of accuracy counts, and the transposed one of the up layer with its filter, which has as many
// multiplications as Winograd's algorithm on the folded 6×6 kernel but a sixteenth of its weights.
//
// feature maps  [N][channels / 16][H + 2][W + 2][16], with a border of zeros
// weights       [outputs / 32][9][inputs][32], then, where outputs is an odd multiple of 16, [9][inputs][16]

typedef float16 vec;

static inline vec load(__global const float *p) { return *(__global const vec *)p; }
static inline void store(__global float *p, vec x) { *(__global vec *)p = x; }

// Where the eight pixels of a tile lie, in numbers from the first: side by side, or in two rows of four.
typedef struct {
  int o0, o1, o2, o3, o4, o5, o6, o7;
} Tile;

static inline Tile tile_of(int across, int rowStride) {
#define PLACE(i) (i / across * rowStride + i % across * 16)
  Tile t = {PLACE(0), PLACE(1), PLACE(2), PLACE(3), PLACE(4), PLACE(5), PLACE(6), PLACE(7)};
#undef PLACE
  return t;
}

// Eight pixels by 32 columns.
typedef struct {
  vec a0, b0, a1, b1, a2, b2, a3, b3, a4, b4, a5, b5, a6, b6, a7, b7;
} Sums;

#define EACH_PIXEL(body) body(0) body(1) body(2) body(3) body(4) body(5) body(6) body(7)

// Adds one tap: the pixels from p on, all input channels, times w.
static inline void add_tap(Sums *sums, Tile t, __global const float *restrict p, __global const float *restrict w, int inputs,
                           size_t blockStride, int lanes) {
  Sums s = *sums;
  for (int block = 0; block < inputs / 16; block++, p += blockStride)
    for (int k = 0; k < 16; k++, w += lanes) {
      vec w0 = load(w), w1 = load(w + lanes - 16);
#define ADD(i) { vec x = (vec)(p[t.o##i + k]); s.a##i = fma(x, w0, s.a##i); s.b##i = fma(x, w1, s.b##i); }
      EACH_PIXEL(ADD)
#undef ADD
    }
  *sums = s;
}

// Input times style, border included. Item: a block of 16 channels of one sample.
__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void modulate(__global const float *in, __global const float *style,
                                                                      __global float *out, int height, int width) {
  vec s = load(style + get_global_id(0) * 16);
  size_t pixels = (size_t)(height + 2) * (width + 2);
  __global const float *from = in + get_global_id(0) * pixels * 16;
  __global float *to = out + get_global_id(0) * pixels * 16;
  for (size_t k = 0; k < pixels; k++) store(to + k * 16, load(from + k * 16) * s);
}

typedef struct {
  float strength, alpha, gain, clamp;
} Epilogue;

static inline vec finish(vec y, vec demodulation, vec bias, float noise, Epilogue e) {
  y = fma(y, demodulation, bias + e.strength * noise);
  y = fmax(y, y * e.alpha) * e.gain;
  return fmin((vec)(e.clamp), fmax((vec)(-e.clamp), y));
}

// The plain convolution of a modulated input. Items: strips of columns × samples × bands of tiles; neighbours share weights.
__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void direct(
    __global const float *in, __global const float *weights, __global float *out, __global const float *demodulation,
    __global const float *noise, __global const float *bias, int samples, int inputs, int outputs, int height, int width,
    int noiseStride, float strength, float alpha, float gain, float clamp) {
  int across = width < 8 ? 4 : 8, tall = 8 / across, bands = (height + tall - 1) / tall;
  int band = get_global_id(0) % bands, sample = get_global_id(0) / bands % samples, strip = get_global_id(0) / bands / samples;
  int lanes = strip * 32 + 32 <= outputs ? 32 : 16, rowStride = (width + 2) * 16;
  size_t blockStride = (size_t)(height + 2) * rowStride;
  Tile t = tile_of(across, rowStride);
  Epilogue e = {strength, alpha, gain, clamp};
  __global const float *w = weights + (size_t)strip * 32 * 9 * inputs;
  for (int left = 0; left < width; left += across) {
    __global const float *p = in + (size_t)sample * (inputs / 16) * blockStride + band * tall * rowStride + left * 16;
    Sums s = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    for (int tap = 0; tap < 9; tap++)
      add_tap(&s, t, p + tap / 3 * rowStride + tap % 3 * 16, w + (size_t)tap * inputs * lanes, inputs, blockStride, lanes);
    for (int part = 0; part < lanes / 16; part++) {
      int channel = strip * 2 + part;
      vec d = load(demodulation + sample * outputs + channel * 16), b = load(bias + channel * 16);
      __global float *o = out + ((size_t)sample * (outputs / 16) + channel) * blockStride + rowStride + 16;
#define FINISH(i) { int row = band * tall + i / across, column = left + i % across; \
      if (row < height && column < width) \
        store(o + row * rowStride + column * 16, \
              finish(part == 0 ? s.a##i : s.b##i, d, b, noise[(size_t)sample * noiseStride + row * width + column], e)); }
      EACH_PIXEL(FINISH)
#undef FINISH
    }
  }
}

// The transposed convolution with stride 2 of a modulated input: [N][outputs / 16][2H + 3][2W + 3][16], of which the first
// row and column are the filter's border. Items: strips of columns × samples × (H + 1) rows of the input, border included.
__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void transposed(
    __global const float *in, __global const float *weights, __global float *out, int samples, int inputs, int outputs, int height,
    int width) {
  int row = get_global_id(0) % (height + 1), sample = get_global_id(0) / (height + 1) % samples;
  int strip = get_global_id(0) / (height + 1) / samples, lanes = strip * 32 + 32 <= outputs ? 32 : 16;
  int rowStride = (width + 2) * 16, outStride = (2 * width + 3) * 16;
  size_t blockStride = (size_t)(height + 2) * rowStride, outBlock = (size_t)(2 * height + 3) * outStride;
  Tile t = tile_of(8, rowStride);
  __global const float *w = weights + (size_t)strip * 32 * 9 * inputs;
  __global float *to = out + ((size_t)sample * (outputs / 16) + strip * 2) * outBlock;
  vec zero = 0;
  for (int part = 0; part < lanes / 16; part++) {
    if (row == 0)
      for (int x = 0; x < 2 * width + 3; x++) store(to + part * outBlock + x * 16, zero);
    store(to + part * outBlock + (2 * row + 1) * outStride, zero);
    store(to + part * outBlock + (2 * row + 2) * outStride, zero);
  }
  for (int left = 0; left <= width; left += 8) {
    __global const float *p = in + (size_t)sample * (inputs / 16) * blockStride + (row + 1) * rowStride + (left + 1) * 16;
    // Output (2r + ky, 2c + kx) takes tap (ky, kx) of input (r, c): the output's parity chooses the taps.
    for (int phase = 0; phase < 4; phase++) {
      Sums s = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
      for (int ky = phase / 2; ky < 3; ky += 2)
        for (int kx = phase % 2; kx < 3; kx += 2)
          add_tap(&s, t, p - ky / 2 * rowStride - kx / 2 * 16, w + (size_t)(ky * 3 + kx) * inputs * lanes, inputs, blockStride, lanes);
      __global float *o = to + (2 * row + phase / 2 + 1) * outStride + (phase % 2 + 1) * 16;
#define STORE(i) if (left + i <= width) { \
        store(o + (left + i) * 32, s.a##i); \
        if (lanes == 32) store(o + outBlock + (left + i) * 32, s.b##i); }
      EACH_PIXEL(STORE)
#undef STORE
    }
  }
}

// Filters what the transposed convolution left, and finishes the layer. taps: four vertical, then four horizontal ones, in
// the order in which they meet rows and columns. Items: blocks of 16 channels × rows of the output.
__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void filter(
    __global const float *in, __global const float *taps, __global float *out, __global const float *demodulation,
    __global const float *noise, __global const float *bias, int outputs, int height, int width, int noiseStride, float strength,
    float alpha, float gain, float clamp) {
  int row = get_global_id(0) % height, plane = get_global_id(0) / height, blocks = outputs / 16, sample = plane / blocks;
  int rowStride = (width + 3) * 16;
  Epilogue e = {strength, alpha, gain, clamp};
  vec d = load(demodulation + plane * 16), b = load(bias + plane % blocks * 16);
  __global const float *p = in + ((size_t)plane * (height + 3) + row) * rowStride;
  __global const float *grain = noise + (size_t)sample * noiseStride + row * width;
  __global float *o = out + (((size_t)plane * (height + 2) + row + 1) * (width + 2) + 1) * 16;
#define COLUMN(x) fma(load(p + (x) * 16), (vec)(taps[0]), fma(load(p + rowStride + (x) * 16), (vec)(taps[1]), \
    fma(load(p + 2 * rowStride + (x) * 16), (vec)(taps[2]), load(p + 3 * rowStride + (x) * 16) * taps[3])))
  vec c0 = COLUMN(0), c1 = COLUMN(1), c2 = COLUMN(2);
  for (int x = 0; x < width; x++) {
    vec c3 = COLUMN(x + 3);
    vec y = fma(c0, (vec)(taps[4]), fma(c1, (vec)(taps[5]), fma(c2, (vec)(taps[6]), c3 * taps[7])));
    store(o + x * 16, finish(y, d, b, grain[x], e));
    c0 = c1; c1 = c2; c2 = c3;
  }
#undef COLUMN
}
