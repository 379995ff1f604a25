// The up layer by Winograd's algorithm, for CPU devices: the transposed convolution with stride 2, and in its output transform the
// 4×4 filter, demodulation, noise, bias and activation, so that nothing between them goes to memory.
//
// Of the transposed convolution z[2r] = w0 x[r] + w2 x[r − 1] and z[2r + 1] = w1 x[r], in each direction. Of four positions r,
// the even outputs are a convolution of two taps, F(4, 2) with the points 0, ±1, 2 and ∞; the odd ones are products as they
// stand. So a tile of 4×4 positions, 8×8 outputs, takes (5 + 4)² = 81 products where tap by tap it takes 144; and since the
// odd outputs share their weight, these are of (5 + 1)² = 36 kinds.
//
// The filter of a tile reads the last three columns of z of the tile to the left, and the last three rows, filtered along x, of
// the tile above. So tiles go row by row, each to the right, and a worker takes a band of rows; it computes the row above its band
// again. A tile's filtered numbers lie two to the left of, and two above, its own.
//
// in        [N][inputs / 16][H + 2][W + 2][16], with a border of zeros
// weights   U: [36][outputs][inputs], a plane by strips of columns
// out       [N][outputs / 16][2H + 2][2W + 2][16], but for its border
// taps      four vertical, then four horizontal ones, in the order in which they meet rows and columns
// scratch   a worker's: V [81][chunk][inputs], M [81][chunk][outputs], planes PAD apart, a chunk of tiles being a multiple of ROWS;
//           then of each block of 16 outputs the columns [8][3][16] and the rows [3][8 tiles across][16] that the next tiles read

#define PAD 80
#define POINTS 9

#define SIDE 8
#define KEPT 3

typedef struct {
  int inputs, outputs, height, width;
} Shape;

// Of five values in a column or row: their five points, and the last four as they are.
#define INPUT_TRANSFORM(o, d0, d1, d2, d3, d4) do { \
    vec p_ = d3 - d1, q_ = d3 - d2; \
    o[0] = fma(d0 - d2, (vec)(2.0f), p_); o[1] = fma(d1, (vec)(-2.0f), q_); o[2] = fma(d1 - d2, (vec)(2.0f), q_); o[3] = p_; \
    o[4] = fma(p_, (vec)(-2.0f), d4 - d2); o[5] = d1; o[6] = d2; o[7] = d3; o[8] = d4; } while (0)

// Of nine products: eight outputs.
#define OUTPUT_TRANSFORM(o, m0, m1, m2, m3, m4, m5, m6, m7, m8) do { \
    vec a_ = m1 + m2, b_ = m1 - m2, c_ = m3; \
    o[0] = m0 + a_ + c_; o[2] = fma(c_, (vec)(2.0f), b_); o[4] = fma(c_, (vec)(4.0f), a_); o[6] = fma(c_, (vec)(8.0f), b_) + m4; \
    o[1] = m5; o[3] = m6; o[5] = m7; o[7] = m8; } while (0)

// `in` and `style` are of one block of 16 channels. Beyond the picture's border x is zero.
static inline void transform_input(__global const float *in, vec style, __global float *v, Shape s, int top, int left, int plane) {
  int rowStride = (s.width + 2) * 16;
  vec columns[5][POINTS];
  UNROLL for (int x = 0; x < 5; x++) {
    vec d[5];
    UNROLL for (int y = 0; y < 5; y++) {
      int inside = top + y < s.height + 2 && left + x < s.width + 2;
      d[y] = inside ? load(in + (size_t)(top + y) * rowStride + (left + x) * 16) * style : (vec)(0);
    }
    INPUT_TRANSFORM(columns[x], d[0], d[1], d[2], d[3], d[4]);
  }
  for (int y = 0; y < POINTS; y++) {
    vec points[POINTS];
    INPUT_TRANSFORM(points, columns[0][y], columns[1][y], columns[2][y], columns[3][y], columns[4][y]);
    UNROLL for (int x = 0; x < POINTS; x++) store(v + (size_t)(y * POINTS + x) * plane, points[x]);
  }
}

// What finishes a block of 16 channels of a sample, and its place in the output and in what tiles leave for the next ones.
typedef struct {
  vec demodulation, bias;
  __global const float *noise, *taps;
  __global float *out, *columns, *rows;
} Block;

#define FILTER(a, b, c, d, taps) fma(a, (vec)((taps)[0]), fma(b, (vec)((taps)[1]), fma(c, (vec)((taps)[2]), (d) * (taps)[3])))

// The tile at row `top` and column `left` of tiles. Only a worker's first row stores nothing, where it has another above.
static inline void transform_output(__global const float *m, Block b, Shape s, Epilogue e, int top, int left, int stores, int plane) {
  vec columns[POINTS][SIDE], filtered[SIDE][SIDE];
  UNROLL for (int x = 0; x < POINTS; x++) {
#define POINT(y) load(m + (size_t)((y) * POINTS + x) * plane)
    OUTPUT_TRANSFORM(columns[x], POINT(0), POINT(1), POINT(2), POINT(3), POINT(4), POINT(5), POINT(6), POINT(7), POINT(8));
#undef POINT
  }
  for (int y = 0; y < SIDE; y++) {
    vec z[KEPT + SIDE];
    OUTPUT_TRANSFORM((z + KEPT), columns[0][y], columns[1][y], columns[2][y], columns[3][y], columns[4][y], columns[5][y],
                     columns[6][y], columns[7][y], columns[8][y]);
    __global float *kept = b.columns + y * KEPT * 16;
    UNROLL for (int k = 0; k < KEPT; k++) {
      z[k] = left > 0 ? load(kept + k * 16) : (vec)(0);
      store(kept + k * 16, z[SIDE + k]);
    }
    UNROLL for (int x = 0; x < SIDE; x++) filtered[y][x] = FILTER(z[x], z[x + 1], z[x + 2], z[x + 3], b.taps + 4);
  }
  int width = 2 * s.width, row = top * SIDE - 2, column = left * SIDE - 2;
  for (int x = 0; x < SIDE; x++) {
    vec h[KEPT + SIDE];
    UNROLL for (int k = 0; k < KEPT; k++) {
      __global float *kept = b.rows + ((size_t)k * (s.width / 4 + 1) * SIDE + left * SIDE + x) * 16;
      h[k] = top > 0 ? load(kept) : (vec)(0);
      store(kept, filtered[SIDE - KEPT + k][x]);
    }
    UNROLL for (int y = 0; y < SIDE; y++) h[KEPT + y] = filtered[y][x];
    if (stores && column + x >= 0 && column + x < width)
      UNROLL for (int y = 0; y < SIDE; y++)
        if (row + y >= 0 && row + y < 2 * s.height) {
          vec sum = FILTER(h[y], h[y + 1], h[y + 2], h[y + 3], b.taps);
          store(b.out + ((size_t)(row + y + 1) * (width + 2) + column + x + 1) * 16,
                finish(sum, b.demodulation, b.bias, b.noise[(size_t)(row + y) * width + column + x], e));
        }
  }
}

// Chunks of tiles, whose V and M stay in the cache. Item: a worker; `next`, 0 at first, is the band that the next free one takes.
__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void winograd_up(
    __global const float *in, __global const float *weights, __global float *out, __global float *scratch,
    __global const float *style, __global const float *demodulation, __global const float *noise, __global const float *bias,
    __global const float *taps, int samples, int inputs, int outputs, int height, int width, EPILOGUE_ARGUMENTS, int chunk, int band,
    volatile __global int *next) {
  Shape s = {inputs, outputs, height, width};
  UNPACK_EPILOGUE;
  int across = width / 4 + 1, down = height / 4 + 1, bands = (down + band - 1) / band;
  int plane = chunk * inputs + PAD, productPlane = chunk * outputs + PAD;
  size_t inBlock = (size_t)(height + 2) * (width + 2) * 16, outBlock = (size_t)(2 * height + 2) * (2 * width + 2) * 16;
  size_t keptColumns = SIDE * KEPT * 16, keptRows = (size_t)KEPT * across * SIDE * 16;
  size_t own = POINTS * POINTS * (size_t)(plane + productPlane) + outputs / 16 * (keptColumns + keptRows);
  __global float *v = scratch + get_global_id(0) * own, *m = v + (size_t)POINTS * POINTS * plane;
  __global float *kept = m + (size_t)POINTS * POINTS * productPlane;
  for (int taken; (taken = atomic_inc(next)) < samples * bands;) {
    int sample = taken / bands, start = taken % bands * band, above = max(start - 1, 0);
    int tiles = (min(start + band, down) - above) * across;
    for (int first = 0; first < tiles; first += chunk) {
      int count = min(chunk, tiles - first);
      for (int block = 0; block < inputs / 16; block++)
        for (int row = 0; row < count; row++)
          transform_input(in + (size_t)(sample * (inputs / 16) + block) * inBlock, load(style + sample * inputs + block * 16),
                          v + row * inputs + block * 16, s, (above + (first + row) / across) * 4, (first + row) % across * 4, plane);
      for (int kind = 0; kind < 36; kind++)
        for (int column = 0; column < outputs; column += strip_vectors(outputs, column) * 16)
          for (int y = kind / 6; y <= (kind / 6 == 5 ? 8 : kind / 6); y++)
            for (int x = kind % 6; x <= (kind % 6 == 5 ? 8 : kind % 6); x++)
              multiply_strip(v + (size_t)(y * POINTS + x) * plane, weights + (size_t)kind * outputs * inputs,
                             m + (size_t)(y * POINTS + x) * productPlane, count, inputs, outputs, column);
      for (int block = 0; block < outputs / 16; block++) {
        int channel = sample * outputs + block * 16;
        Block b = {load(demodulation + channel), load(bias + block * 16), noise + (size_t)sample * e.noiseStride, taps,
                   out + channel / 16 * outBlock, kept + block * keptColumns,
                   kept + outputs / 16 * keptColumns + block * keptRows};
        for (int row = 0; row < count; row++) {
          int top = above + (first + row) / across;
          transform_output(m + row * outputs + block * 16, b, s, e, top, (first + row) % across, top >= start, productPlane);
        }
      }
    }
  }
}
