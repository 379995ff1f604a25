// Modulated 3×3 convolutions tap by tap, for CPU devices: the plain one, for pictures too small for Winograd's tiles and
// where every bit of accuracy counts, and the transposed one of the up layer with its filter.
//
// feature maps  [N][channels / 16][H + 2][W + 2][16], with a border of zeros
// weights       [strips][9][inputs][the strip's columns]
// An item of the main phase is a band of BAND tiles of ROWS pixels, one after the other in reading order.

#include "layer_cpu.cl"

#define BAND 16
// Weights are prefetched from so far ahead, further than the processor does of itself, which stops at the end of a page.
#define AHEAD 4096

// Input times style, border included, of 16 channels of a sample.
static inline void modulate(__global const float *in, __global const float *style, __global float *out, int height, int width, int item) {
  vec s = load(style + item * 16);
  size_t pixels = (size_t)(height + 2) * (width + 2);
  __global const float *from = in + item * pixels * 16;
  __global float *to = out + item * pixels * 16;
  for (size_t k = 0; k < pixels; k++) store(to + k * 16, load(from + k * 16) * s);
}

#define BEGIN(outHeight, outWidth) \
  PHASE(0, 0, BEGINNINGS + samples * (inputs / 16), item, \
    if (item < BEGINNINGS) { \
      DEMODULATE(item); \
      clear_border(out, outHeight, outWidth, item); \
    } else { \
      modulate(in, style, modulated, height, width, item - BEGINNINGS); \
    })

typedef struct {
  __global const float *in, *weights, *demodulation, *noise, *bias;
  __global float *out;
  int inputs, height, width;
  // Numbers between the rows of a picture and between blocks of 16 channels.
  size_t inRow, inBlock, outRow, outBlock;
} Picture;

// Rows of positions of an up layer; its rows before the filter are kept in a ring of so many.
typedef struct {
  int first, count, ring;
} Rows;

// The taps from `tap` on, as many as share the cache with the tiles of a band, for one tile: the sums so far are in the output.
#define DEFINE_DIRECT(VECTORS) \
  static inline void direct_tile_##VECTORS(Picture p, Epilogue e, int first, int tap, int taps) { \
    vec sums[ROWS][VECTORS]; \
    __global const float *from[ROWS]; \
    __global float *to[ROWS]; \
    UNROLL for (int i = 0; i < ROWS; i++) { \
      int pixel = min(first + i, p.height * p.width - 1), row = pixel / p.width, column = pixel % p.width; \
      from[i] = p.in + row * p.inRow + column * 16; \
      to[i] = p.out + (row + 1) * p.outRow + (column + 1) * 16; \
      UNROLL for (int v = 0; v < VECTORS; v++) sums[i][v] = tap == 0 ? (vec)(0) : load(to[i] + v * p.outBlock); \
    } \
    for (int t = tap; t < tap + taps; t++) { \
      __global const float *shifted[ROWS]; \
      UNROLL for (int i = 0; i < ROWS; i++) shifted[i] = from[i] + t / 3 * p.inRow + t % 3 * 16; \
      __global const float *w = p.weights + (size_t)t * p.inputs * VECTORS * 16; \
      product_##VECTORS(sums, shifted, p.inBlock, p.inputs / 16, w, w + AHEAD, VECTORS); \
    } \
    UNROLL for (int i = 0; i < ROWS; i++) \
      if (first + i < p.height * p.width) \
        UNROLL for (int v = 0; v < VECTORS; v++) { \
          vec y = sums[i][v]; \
          if (tap + taps == 9) y = finish(y, load(p.demodulation + v * 16), load(p.bias + v * 16), p.noise[first + i], e); \
          store(to[i] + v * p.outBlock, y); \
        } \
  } \
  static inline void direct_band_##VECTORS(Picture p, Epilogue e, int first) { \
    for (int tap = 0, taps; tap < 9; tap += taps) { \
      taps = min(9 - tap, max(1, 1024 / p.inputs)); \
      for (int at = first; at < min(first + BAND * ROWS, p.height * p.width); at += ROWS) \
        direct_tile_##VECTORS(p, e, at, tap, taps); \
    } \
  } \
  /* Output (2r + y, 2c + x) takes the taps (ky, kx) of their parities, of inputs (r - ky / 2, c - kx / 2). */ \
  static inline void transposed_tile_##VECTORS(Picture p, Rows rows, int first, int phase) { \
    vec sums[ROWS][VECTORS]; \
    __global const float *from[ROWS]; \
    int across = p.width + 1, positions = rows.count * across; \
    UNROLL for (int i = 0; i < ROWS; i++) { \
      int position = min(first + i, positions - 1); \
      from[i] = p.in + (rows.first + position / across + 1) * p.inRow + (position % across + 1) * 16; \
      UNROLL for (int v = 0; v < VECTORS; v++) sums[i][v] = 0; \
    } \
    for (int ky = phase / 2; ky < 3; ky += 2) \
      for (int kx = phase % 2; kx < 3; kx += 2) { \
        __global const float *shifted[ROWS]; \
        UNROLL for (int i = 0; i < ROWS; i++) shifted[i] = from[i] - ky / 2 * p.inRow - kx / 2 * 16; \
        __global const float *w = p.weights + (size_t)(ky * 3 + kx) * p.inputs * VECTORS * 16; \
        product_##VECTORS(sums, shifted, p.inBlock, p.inputs / 16, w, w + AHEAD, VECTORS); \
      } \
    UNROLL for (int i = 0; i < ROWS; i++) \
      if (first + i < positions) { \
        int row = 2 * (rows.first + (first + i) / across) + phase / 2, column = 2 * ((first + i) % across) + phase % 2; \
        __global float *to = p.out + row % rows.ring * p.outRow + column * 16; \
        UNROLL for (int v = 0; v < VECTORS; v++) store(to + v * p.outBlock, sums[i][v]); \
      } \
  } \
  static inline void transposed_band_##VECTORS(Picture p, Rows rows, int first) { \
    int last = min(first + BAND * ROWS, rows.count * (p.width + 1)); \
    for (int phase = 0; phase < 4; phase++) \
      for (int at = first; at < last; at += ROWS) transposed_tile_##VECTORS(p, rows, at, phase); \
  }

DEFINE_DIRECT(4)
DEFINE_DIRECT(2)
DEFINE_DIRECT(1)

#define CALL(function, vectors, ...) \
  (vectors == 4 ? function##_4(__VA_ARGS__) : vectors == 2 ? function##_2(__VA_ARGS__) : function##_1(__VA_ARGS__))

// The plain convolution. Item: a worker; of the main phase, strips × samples × bands: neighbours share weights.
__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void direct(LAYER_ARGUMENTS, __global float *out, __global float *modulated,
                                                                    PHASE_ARGUMENTS) {
  int bands = (height * width + BAND * ROWS - 1) / (BAND * ROWS);
  size_t row = (width + 2) * 16, block = (height + 2) * row;
  UNPACK_EPILOGUE;
  BEGIN(height, width)
  PHASE(1, first, last, item,
    int band = item % bands, sample = item / bands % samples;
    int column = strip_start(outputs, item / bands / samples), vectors = strip_vectors(outputs, column);
    Picture p = {modulated + (size_t)sample * inputs / 16 * block, weights + (size_t)column * 9 * inputs,
                 demodulation + sample * outputs + column, noise + (size_t)sample * noiseStride, bias + column,
                 out + ((size_t)sample * outputs + column) / 16 * block, inputs, height, width, row, block, row, block};
    CALL(direct_band, vectors, p, e, band * BAND * ROWS);)
  LEAVE;
}

// A row of the output of an up layer, of 16 channels of a sample: filters what the transposed convolution left in `in`
// [N][outputs / 16][ring][2W + 2][16], and finishes it.
static inline void filter_row(__global const float *in, __global const float *taps, __global float *out, vec d, vec b,
                              __global const float *noise, Epilogue e, int row, int width, int ring) {
#define RING_ROW(y) (in + (y) % ring * (width + 2) * 16)
  __global const float *p1 = RING_ROW(row), *p2 = RING_ROW(row + 1), *p3 = RING_ROW(row + 2);
  __global const float *p0 = row > 0 ? RING_ROW(row - 1) : p1;
#undef RING_ROW
  float above = row > 0 ? taps[0] : 0.0f;
  __global const float *grain = noise + row * width;
  __global float *o = out + ((size_t)(row + 1) * (width + 2) + 1) * 16;
#define COLUMN(x) fma(load(p0 + (x) * 16), (vec)(above), fma(load(p1 + (x) * 16), (vec)(taps[1]), \
    fma(load(p2 + (x) * 16), (vec)(taps[2]), load(p3 + (x) * 16) * taps[3])))
  vec c0 = 0, c1 = COLUMN(0), c2 = COLUMN(1);
  for (int x = 0; x < width; x++) {
    vec c3 = COLUMN(x + 2);
    vec y = fma(c0, (vec)(taps[4]), fma(c1, (vec)(taps[5]), fma(c2, (vec)(taps[6]), c3 * taps[7])));
    store(o + x * 16, finish(y, d, b, grain[x], e));
    c0 = c1; c1 = c2; c2 = c3;
  }
#undef COLUMN
}

// The up layer: the transposed convolution with stride 2 of a modulated input, at `count` of the rows of its (H + 1) × (W + 1) positions
// from `start` on, whose row y goes to row y % ring of `unfiltered` [N][outputs / 16][ring][2W + 2][16]; then its filter, for rows from
// `filtered` to `ready` of the output. taps: four vertical, then four horizontal ones, in the order in which they meet rows and columns,
// from one before the output's own on. Item: a worker; of the main phase, strips × samples × bands of positions.
__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void transposed(
    LAYER_ARGUMENTS, __global float *out, __global float *modulated, __global float *unfiltered, __global const float *taps, int ring,
    int start, int count, int filtered, int ready, PHASE_ARGUMENTS) {
  int bands = (count * (width + 1) + BAND * ROWS - 1) / (BAND * ROWS), blocks = outputs / 16;
  size_t row = (width + 2) * 16, block = (height + 2) * row, outRow = (2 * width + 2) * 16, outBlock = ring * outRow;
  UNPACK_EPILOGUE;
  Rows rows = {start, count, ring};
  BEGIN(2 * height, 2 * width)
  PHASE(1, first, last, item,
    int band = item % bands, sample = item / bands % samples;
    int column = strip_start(outputs, item / bands / samples), vectors = strip_vectors(outputs, column);
    Picture p = {modulated + (size_t)sample * inputs / 16 * block, weights + (size_t)column * 9 * inputs, 0, 0, 0,
                 unfiltered + ((size_t)sample * outputs + column) / 16 * outBlock, inputs, height, width, row, block, outRow, outBlock};
    CALL(transposed_band, vectors, p, rows, band * BAND * ROWS);)
  PHASE(2, 0, samples * blocks * (ready - filtered), item,
    int y = filtered + item % (ready - filtered), plane = item / (ready - filtered);
    filter_row(unfiltered + plane * outBlock, taps, out + plane * (2 * height + 2) * outRow, load(demodulation + plane * 16),
               load(bias + plane % blocks * 16), noise + (size_t)(plane / blocks) * e.noiseStride, e, y, 2 * width, ring);)
  LEAVE;
}
