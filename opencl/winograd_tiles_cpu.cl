// Modulated 3×3 convolution by Winograd F(TILE×TILE, 3×3) for CPU devices (Lavin and Gray 2016), TILE being 4 or 6, with style,
// demodulation, noise, bias and activation fused. The larger tile takes a fifth fewer products, and its sums differ twice as much
// from the direct ones.
//
// in        [N][channels / 16][H + 2][W + 2][16], with a border of zeros
// weights   U: [POINTS²][outputs][inputs], a plane by strips of columns
// scratch   a worker's: V [POINTS²][chunk][inputs], M [POINTS²][chunk][outputs], a chunk of tiles being a multiple of ROWS
// The planes of V and M lie PAD apart, or their power-of-two distances would fall on the same cache sets.

#include "layer_cpu.cl"

#define PAD 80
#define POINTS (TILE + 2)
#define PLANES (POINTS * POINTS)

typedef struct {
  int samples, inputs, outputs, height, width;
  // Tiles; the last ones may reach beyond the picture.
  int across, tiles;
} Shape;

// Of the values in a column or row, Bᵀ d; of its products, Aᵀ m.
#if TILE == 4 // Points 0, ±1, ±2 and ∞.
static inline void input_points(vec *o, const vec *d) {
  vec a = fma(d[2], (vec)(-4.0f), d[4]), b = fma(d[1], (vec)(-4.0f), d[3]), c = d[4] - d[2], e = (d[3] - d[1]) * 2.0f;
  o[0] = fma(d[0], (vec)(4.0f), fma(d[2], (vec)(-5.0f), d[4]));
  o[1] = a + b; o[2] = a - b; o[3] = c + e; o[4] = c - e;
  o[5] = fma(d[1], (vec)(4.0f), fma(d[3], (vec)(-5.0f), d[5]));
}

static inline void outputs_of(vec *o, const vec *m) {
  vec a = m[1] + m[2], b = m[1] - m[2], c = m[3] + m[4], e = m[3] - m[4];
  o[0] = m[0] + a + c; o[1] = fma(e, (vec)(2.0f), b); o[2] = fma(c, (vec)(4.0f), a); o[3] = fma(e, (vec)(8.0f), b) + m[5];
}
#else // Points 0, ±1, ±2, ±1/2 and ∞.
static inline void input_points(vec *o, const vec *d) {
  vec a = fma(d[4], (vec)(-4.25f), d[2] + d[6]), b = fma(d[3], (vec)(-4.25f), d[1] + d[5]);
  vec c = fma(d[2], (vec)(0.25f), fma(d[4], (vec)(-1.25f), d[6])), e = fma(d[1], (vec)(0.5f), fma(d[3], (vec)(-2.5f), d[5] * 2.0f));
  vec f = fma(d[2], (vec)(4.0f), fma(d[4], (vec)(-5.0f), d[6])), g = fma(d[1], (vec)(2.0f), fma(d[3], (vec)(-2.5f), d[5] * 0.5f));
  o[0] = fma(d[4] - d[2], (vec)(5.25f), d[0] - d[6]);
  o[1] = a + b; o[2] = a - b; o[3] = c + e; o[4] = c - e; o[5] = f + g; o[6] = f - g;
  o[7] = fma(d[3] - d[5], (vec)(5.25f), d[7] - d[1]);
}

static inline void outputs_of(vec *o, const vec *m) {
  vec a = m[1] + m[2], b = m[1] - m[2], c = m[3] + m[4], e = m[3] - m[4], f = m[5] + m[6], g = m[5] - m[6];
  o[0] = m[0] + a + c + f;
  o[1] = fma(g, (vec)(0.5f), fma(e, (vec)(2.0f), b));
  o[2] = fma(f, (vec)(0.25f), fma(c, (vec)(4.0f), a));
  o[3] = fma(g, (vec)(0.125f), fma(e, (vec)(8.0f), b));
  o[4] = fma(f, (vec)(0.0625f), fma(c, (vec)(16.0f), a));
  o[5] = fma(g, (vec)(0.03125f), fma(e, (vec)(32.0f), b)) + m[7];
}
#endif

#define UNPACK_SHAPE \
  int across = (width + TILE - 1) / TILE; \
  Shape s = {samples, inputs, outputs, height, width, across, across * ((height + TILE - 1) / TILE)}; \
  int plane = chunk * inputs + PAD, productPlane = chunk * outputs + PAD

static inline int sample_of(int tile, Shape s) { return tile / s.tiles; }
static inline int top_of(int tile, Shape s) { return tile % s.tiles / s.across * TILE; }
static inline int left_of(int tile, Shape s) { return tile % s.tiles % s.across * TILE; }

static inline void transform_input(__global const float *in, __global const float *style, __global float *v, Shape s,
                                   int tile, int block, int row, int plane) {
  int sample = sample_of(tile, s), top = top_of(tile, s), left = left_of(tile, s);
  int rowStride = (s.width + 2) * 16, whole = top + POINTS <= s.height + 2 && left + POINTS <= s.width + 2;
  __global const float *p = in + ((size_t)(sample * (s.inputs / 16) + block) * (s.height + 2) + top) * rowStride + left * 16;
  vec scale = load(style + sample * s.inputs + block * 16);
  vec columns[POINTS][POINTS];
  for (int x = 0; x < POINTS; x++) {
    vec d[POINTS], points[POINTS];
    if (whole) UNROLL for (int y = 0; y < POINTS; y++) {
      // The columns that a tile adds some tiles further on: memory answers no sooner.
      if (x < TILE) PREFETCH(p + y * rowStride + (x + 5 * TILE + POINTS) * 16);
      d[y] = load(p + y * rowStride + x * 16) * scale;
    }
    else UNROLL for (int y = 0; y < POINTS; y++)
      d[y] = top + y < s.height + 2 && left + x < s.width + 2 ? load(p + y * rowStride + x * 16) * scale : (vec)(0);
    input_points(points, d);
    UNROLL for (int y = 0; y < POINTS; y++) columns[y][x] = points[y];
  }
  __global float *to = v + (size_t)row * s.inputs + block * 16;
  for (int y = 0; y < POINTS; y++) {
    vec points[POINTS];
    input_points(points, columns[y]);
    UNROLL for (int x = 0; x < POINTS; x++) store(to + (size_t)(y * POINTS + x) * plane, points[x]);
  }
}

// Of a block of 16 channels of one tile; `to` is its first pixel, the next row of pixels lies `rowStride` further on.
static inline void transform_output(__global const float *m, __global float *to, size_t rowStride, __global const float *demodulation,
                                    __global const float *noise, __global const float *bias, Shape s, Epilogue e,
                                    int tile, int block, int row, int plane) {
  int sample = sample_of(tile, s), top = top_of(tile, s), left = left_of(tile, s);
  __global const float *from = m + (size_t)row * s.outputs + block * 16;
  vec rows[TILE][POINTS];
  for (int x = 0; x < POINTS; x++) {
    vec products[POINTS], column[TILE];
    UNROLL for (int y = 0; y < POINTS; y++) products[y] = load(from + (size_t)(y * POINTS + x) * plane);
    outputs_of(column, products);
    UNROLL for (int y = 0; y < TILE; y++) rows[y][x] = column[y];
  }
  vec d = load(demodulation + sample * s.outputs + block * 16), b = load(bias + block * 16);
  int across = min(TILE, s.width - left);
  for (int y = top; y < min(top + TILE, s.height); y++, to += rowStride) {
    vec pixels[TILE];
    outputs_of(pixels, rows[y - top]);
    __global const float *grain = noise + (size_t)sample * e.noiseStride + y * s.width + left;
    if (across == TILE) UNROLL for (int x = 0; x < TILE; x++) store(to + x * 16, finish(pixels[x], d, b, grain[x], e));
    else UNROLL for (int x = 0; x < TILE; x++) if (x < across) store(to + x * 16, finish(pixels[x], d, b, grain[x], e));
  }
}

// The first two of the three steps for some tiles, in a worker's scratch.
static inline void transform_and_multiply(__global const float *in, __global const float *weights, __global float *v,
                                          __global float *m, __global const float *style, Shape s, int first, int rows, int plane,
                                          int productPlane) {
  for (int block = 0; block < s.inputs / 16; block++)
    for (int row = 0; row < rows; row++) transform_input(in, style, v, s, first + row, block, row, plane);
  for (int point = 0; point < PLANES; point++)
    for (int column = 0; column < s.outputs; column += strip_vectors(s.outputs, column) * 16)
      multiply_strip(v + (size_t)point * plane, weights + (size_t)point * s.outputs * s.inputs, m + (size_t)point * productPlane,
                     rows, s.inputs, s.outputs, column);
}
