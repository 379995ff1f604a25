// The up layer's transposed convolution with stride 2 by Winograd's algorithm, for CPU devices, with the style fused; the
// kernel `filter` of direct_cpu.cl finishes the layer.
//
// Of the transposed convolution y[2r] = w0 x[r] + w2 x[r − 1] and y[2r + 1] = w1 x[r], in each direction. Of four positions r,
// the even outputs are a convolution of two taps, F(4, 2) with the points 0, ±1, 2 and ∞; the odd ones are products as they
// stand. So a tile of 4×4 positions, 8×8 outputs, takes (5 + 4)² = 81 products where tap by tap it takes 144; and since the
// odd outputs share their weight, these are of (5 + 1)² = 36 kinds.
//
// in        [N][inputs / 16][H + 2][W + 2][16], with a border of zeros
// weights   U: [36][outputs][inputs], a plane by strips of columns
// out       [N][outputs / 16][ring][2W + 2][16]: row y of the convolution goes to row y % ring
// scratch   a worker's: V [81][chunk][inputs], M [81][chunk][outputs], planes PAD apart, a chunk of tiles being a multiple of ROWS

#define PAD 80
#define POINTS 9

typedef struct {
  int inputs, outputs, height, width, ring;
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

// `out` is of one block of 16 channels.
static inline void transform_output(__global const float *m, __global float *out, Shape s, int top, int left, int plane) {
  vec columns[POINTS][8];
  UNROLL for (int x = 0; x < POINTS; x++) {
#define POINT(y) load(m + (size_t)((y) * POINTS + x) * plane)
    OUTPUT_TRANSFORM(columns[x], POINT(0), POINT(1), POINT(2), POINT(3), POINT(4), POINT(5), POINT(6), POINT(7), POINT(8));
#undef POINT
  }
  for (int y = 0; y < 8; y++) {
    if (2 * top + y > 2 * s.height + 1) break;
    vec row[8];
    OUTPUT_TRANSFORM(row, columns[0][y], columns[1][y], columns[2][y], columns[3][y], columns[4][y], columns[5][y], columns[6][y],
                     columns[7][y], columns[8][y]);
    __global float *to = out + ((size_t)((2 * top + y) % s.ring) * (2 * s.width + 2) + 2 * left) * 16;
    UNROLL for (int x = 0; x < 8; x++)
      if (2 * left + x <= 2 * s.width + 1) store(to + x * 16, row[x]);
  }
}

// Chunks of tiles, whose V and M stay in the cache. Only some rows of positions, from a multiple of 4 on. Item: a worker; `next`,
// 0 at first, is the chunk that the next free one takes.
__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void winograd_up(
    __global const float *in, __global const float *weights, __global float *out, __global float *scratch,
    __global const float *style, int samples, int inputs, int outputs, int height, int width, int firstRow, int rowCount, int ring,
    int chunk, volatile __global int *next) {
  Shape s = {inputs, outputs, height, width, ring};
  int across = width / 4 + 1, tiles = across * ((rowCount + 3) / 4);
  int plane = chunk * inputs + PAD, productPlane = chunk * outputs + PAD;
  size_t inBlock = (size_t)(height + 2) * (width + 2) * 16, outBlock = (size_t)ring * (2 * width + 2) * 16;
  __global float *v = scratch + get_global_id(0) * POINTS * POINTS * (plane + productPlane);
  __global float *m = v + (size_t)POINTS * POINTS * plane;
  for (int first; (first = atomic_inc(next) * chunk) < samples * tiles;) {
    int rows = min(chunk, samples * tiles - first);
    for (int block = 0; block < inputs / 16; block++)
      for (int row = 0; row < rows; row++) {
        int sample = (first + row) / tiles, tile = (first + row) % tiles;
        transform_input(in + (size_t)(sample * (inputs / 16) + block) * inBlock, load(style + sample * inputs + block * 16),
                        v + row * inputs + block * 16, s, firstRow + tile / across * 4, tile % across * 4, plane);
      }
    for (int kind = 0; kind < 36; kind++)
      for (int column = 0; column < outputs; column += strip_vectors(outputs, column) * 16)
        for (int y = kind / 6; y <= (kind / 6 == 5 ? 8 : kind / 6); y++)
          for (int x = kind % 6; x <= (kind % 6 == 5 ? 8 : kind % 6); x++)
            multiply_strip(v + (size_t)(y * POINTS + x) * plane, weights + (size_t)kind * outputs * inputs,
                           m + (size_t)(y * POINTS + x) * productPlane, rows, inputs, outputs, column);
    for (int block = 0; block < outputs / 16; block++)
      for (int row = 0; row < rows; row++) {
        int sample = (first + row) / tiles, tile = (first + row) % tiles;
        transform_output(m + row * outputs + block * 16, out + (size_t)(sample * (outputs / 16) + block) * outBlock, s,
                         firstRow + tile / across * 4, tile % across * 4, productPlane);
      }
  }
}
