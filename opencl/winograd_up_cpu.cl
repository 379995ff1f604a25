// The up layer by Winograd's algorithm, for CPU devices: the transposed convolution with stride 2, and in its output transform the
// 4×4 filter, demodulation, noise, bias and activation, so that nothing between them goes to memory.
//
// Of the transposed convolution z[2r] = w0 x[r] + w2 x[r − 1] and z[2r + 1] = w1 x[r], in each direction. Of four positions r,
// the even outputs are a convolution of two taps, F(4, 2) with the points 0, ±1, 2 and ∞; the odd ones are products as they
// stand. So a tile of 4×4 positions, 8×8 outputs, takes (5 + 4)² = 81 products where tap by tap it takes 144; and since the
// odd outputs share their weight, these are of (5 + 1)² = 36 kinds.
//
// A picture has one even output more than twice its positions, z[2H], of w2 x[H − 1] alone: so beyond the last tile of a row or
// column lies another of which only the point 0 counts, the others being zeros.
//
// The filter of a tile reads the last three columns of z of the tile to the left, and the last three rows, filtered along x, of
// the tile above: so tiles go row by row, each to the right, and what they finish lies two to the left of, and two above, their
// own outputs. A worker takes a band of rows of tiles; the three rows of outputs at a seam of bands come last.
//
// in        [N][inputs / 16][H + 2][W + 2][16], with a border of zeros
// weights   U: [36][outputs][inputs], a plane by strips of columns
// out       [N][outputs / 16][2H + 2][2W + 2][16], with a border of zeros
// taps      four vertical, then four horizontal ones, in the order in which they meet rows and columns
// rows      [N][bands][outputs / 16][6][8 (tiles across + 1)][16]: a band's first and last three rows, filtered along x
// scratch   a worker's: V [81][room][inputs], M [81][room][outputs], planes PAD apart, of a chunk of tiles and those beyond the
//           picture among them, room being a multiple of ROWS; then the last columns of the tile to the left, [outputs / 16][8][3][16]

#include "layer_cpu.cl"

#define PAD 80
#define POINTS 9
#define KINDS 36

#define SIDE 8
#define KEPT 3

typedef struct {
  int inputs, outputs, height, width;
  // Tiles, without those beyond the picture.
  int across, down;
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
  int rowStride = (s.width + 2) * 16, whole = top + 5 <= s.height + 2 && left + 5 <= s.width + 2;
  __global const float *p = in + (size_t)top * rowStride + left * 16;
  vec columns[5][POINTS];
  for (int x = 0; x < 5; x++) {
    vec d[5];
    if (whole) UNROLL for (int y = 0; y < 5; y++) {
      // The columns that a tile adds some tiles further on: memory answers no sooner.
      if (x < 4) PREFETCH(p + y * rowStride + (x + 16) * 16);
      d[y] = load(p + y * rowStride + x * 16) * style;
    }
    else UNROLL for (int y = 0; y < 5; y++)
      d[y] = top + y < s.height + 2 && left + x < s.width + 2 ? load(p + y * rowStride + x * 16) * style : (vec)(0);
    INPUT_TRANSFORM(columns[x], d[0], d[1], d[2], d[3], d[4]);
  }
  for (int y = 0; y < POINTS; y++) {
    vec points[POINTS];
    INPUT_TRANSFORM(points, columns[0][y], columns[1][y], columns[2][y], columns[3][y], columns[4][y]);
    UNROLL for (int x = 0; x < POINTS; x++) store(v + (size_t)(y * POINTS + x) * plane, points[x]);
  }
}

// What finishes a block of 16 channels of a sample, and its place in the output and in what tiles leave for others.
typedef struct {
  vec demodulation, bias;
  __global const float *noise, *taps;
  __global float *out, *columns, *rows;
} Block;

#define FILTER(a, b, c, d, taps) fma(a, (vec)((taps)[0]), fma(b, (vec)((taps)[1]), fma(c, (vec)((taps)[2]), (d) * (taps)[3])))

// Outputs from `row` on at a column, of as many rows filtered along x and three more.
static inline void finish_column(const vec *rows, int count, Block b, Shape s, Epilogue e, int row, int column) {
  int width = 2 * s.width;
  if (column < 0 || column >= width) return;
  __global float *out = b.out + ((size_t)(row + 1) * (width + 2) + column + 1) * 16;
  __global const float *noise = b.noise + (size_t)row * width + column;
#define FINISH_ROW(y) \
  STREAM(out + (size_t)(y) * (width + 2) * 16, finish(FILTER(rows[y], rows[y + 1], rows[y + 2], rows[y + 3], b.taps), \
                                                      b.demodulation, b.bias, noise[(size_t)(y) * width], e))
  if (row >= 0 && row + count <= 2 * s.height) for (int y = 0; y < count; y++) FINISH_ROW(y);
  else for (int y = 0; y < count; y++) if (row + y >= 0 && row + y < 2 * s.height) FINISH_ROW(y);
#undef FINISH_ROW
}

// The tile at row `top` and column `left` of tiles, of a band from the row `start` on.
static inline void transform_output(__global const float *m, Block b, Shape s, Epilogue e, int top, int left, int start, int plane) {
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
  size_t rowStride = (s.across + 1) * SIDE * 16;
  for (int x = 0; x < SIDE; x++) {
    vec h[KEPT + SIDE];
    __global float *first = b.rows + (left * SIDE + x) * 16, *last = first + KEPT * rowStride;
    UNROLL for (int k = 0; k < KEPT; k++) {
      h[k] = top > start ? load(last + k * rowStride) : (vec)(0);
      store(last + k * rowStride, filtered[SIDE - KEPT + k][x]);
    }
    UNROLL for (int y = 0; y < SIDE; y++) h[KEPT + y] = filtered[y][x];
    if (top == start) UNROLL for (int k = 0; k < KEPT; k++) store(first + k * rowStride, filtered[k][x]);
    if (top == start && top > 0) finish_column(h + KEPT, SIDE - KEPT, b, s, e, top * SIDE - 2 + KEPT, left * SIDE - 2 + x);
    else finish_column(h, SIDE, b, s, e, top * SIDE - 2, left * SIDE - 2 + x);
  }
}

// Rows of V and M: first the tiles within the picture, then those to the right of it, then those below.
typedef struct { int inside, right, below; } Counts;

#define EACH_TILE(first, count, start, places, ...) \
  for (int tile = first; tile < (first) + (count); tile++) { \
    int top = (start) + tile / (s.across + 1), left = tile % (s.across + 1); \
    int place = top == s.down ? places.below++ : left == s.across ? places.right++ : places.inside++; \
    __VA_ARGS__ \
  }

// The products of one of the 36 kinds, a strip of columns of them.
static inline void multiply_kind(__global const float *v, __global const float *weights, __global float *m, Shape s, Counts counts,
                                 int kind, int column, int plane, int productPlane) {
  int rows = counts.inside + (kind % 6 == 0 || kind < 6 ? counts.right : 0) + (kind < 6 ? counts.below : 0);
  for (int y = kind / 6; y <= (kind / 6 == 5 ? 8 : kind / 6); y++)
    for (int x = kind % 6; x <= (kind % 6 == 5 ? 8 : kind % 6); x++)
      multiply_strip(v + (size_t)(y * POINTS + x) * plane, weights + (size_t)kind * s.outputs * s.inputs,
                     m + (size_t)(y * POINTS + x) * productPlane, rows, s.inputs, s.outputs, column);
}

// The products that a tile beyond the picture does not have.
static inline void clear_products(__global float *m, Shape s, int top, int left, int plane) {
  for (int point = 0; point < POINTS * POINTS; point++)
    if ((top == s.down && point >= POINTS) || (left == s.across && point % POINTS > 0)) store(m + (size_t)point * plane, 0);
}

#define ARGUMENTS \
  LAYER_ARGUMENTS, __global float *out, __global float *rows, __global float *scratch, __global const float *taps, int chunk, int room, \
  int band, PHASE_ARGUMENTS

#define UNPACK \
  Shape s = {inputs, outputs, height, width, (width + 3) / 4, (height + 3) / 4}; \
  UNPACK_EPILOGUE; \
  int bands = (s.down + band - 1) / band, plane = room * inputs + PAD, productPlane = room * outputs + PAD

#define IN_BLOCK(sample, block) (in + (size_t)((sample) * (inputs / 16) + (block)) * (height + 2) * (width + 2) * 16)

#define BLOCK(sample, at, block, columns) \
  {load(demodulation + (sample) * outputs + (block) * 16), load(bias + (block) * 16), noise + (size_t)(sample) * e.noiseStride, taps, \
   out + (size_t)((sample) * (outputs / 16) + (block)) * (2 * height + 2) * (2 * width + 2) * 16, columns, \
   rows + (((size_t)(sample) * bands + (at)) * (outputs / 16) + (block)) * 2 * KEPT * (s.across + 1) * SIDE * 16}

// The three rows of outputs between two bands, of a block of 16 outputs.
static inline void finish_seam(Block above, Block below, Shape s, Epilogue e, int row) {
  size_t rowStride = (s.across + 1) * SIDE * 16;
  for (int column = 0; column < 2 * s.width; column++) {
    vec h[2 * KEPT];
    UNROLL for (int k = 0; k < KEPT; k++) {
      h[k] = load(above.rows + (KEPT + k) * rowStride + (column + 2) * 16);
      h[KEPT + k] = load(below.rows + k * rowStride + (column + 2) * 16);
    }
    finish_column(h, KEPT, below, s, e, row, column);
  }
}

// All steps on chunks of tiles of a band. Item: a worker.
__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void winograd_up(ARGUMENTS) {
  UNPACK;
  __global float *v = scratch + get_global_id(0) * ((size_t)POINTS * POINTS * (plane + productPlane) + outputs * SIDE * KEPT);
  __global float *m = v + (size_t)POINTS * POINTS * plane, *columns = m + (size_t)POINTS * POINTS * productPlane;
  PHASE(0, 0, BEGINNINGS, item, DEMODULATE(item); clear_border(out, 2 * height, 2 * width, item);)
  PHASE(1, first, last, taken,
    int sample = taken / bands, at = taken % bands, start = at * band, end = at == bands - 1 ? s.down + 1 : start + band;
    int tiles = (end - start) * (s.across + 1);
    for (int chunkStart = 0, count; chunkStart < tiles; chunkStart += count) {
      Counts counts = {0, 0, 0};
      for (count = 0; chunkStart + count < tiles && counts.inside < chunk && count < room;) {
        EACH_TILE(chunkStart + count, 1, start, counts, (void)place;)
        count++;
      }
      Counts starts = {0, counts.inside, counts.inside + counts.right};
      for (int block = 0; block < inputs / 16; block++) {
        Counts places = starts;
        EACH_TILE(chunkStart, count, start, places,
                  transform_input(IN_BLOCK(sample, block), load(style + sample * inputs + block * 16), v + place * inputs + block * 16,
                                  s, top * 4, left * 4, plane);)
      }
      for (int kind = 0; kind < KINDS; kind++)
        for (int column = 0; column < outputs; column += strip_vectors(outputs, column) * 16)
          multiply_kind(v, weights, m, s, counts, kind, column, plane, productPlane);
      for (int block = 0; block < outputs / 16; block++) {
        Block b = BLOCK(sample, at, block, columns + block * SIDE * KEPT * 16);
        Counts places = starts;
        EACH_TILE(chunkStart, count, start, places,
                  __global float *products = m + place * outputs + block * 16;
                  if (top == s.down || left == s.across) clear_products(products, s, top, left, productPlane);
                  transform_output(products, b, s, e, top, left, start, productPlane);)
      }
    })
  PHASE(2, 0, samples * (bands - 1) * (outputs / 16), item,
    int block = item % (outputs / 16), seam = item / (outputs / 16), at = seam % (bands - 1) + 1, sample = seam / (bands - 1);
    Block above = BLOCK(sample, at - 1, block, 0);
    Block below = BLOCK(sample, at, block, 0);
    finish_seam(above, below, s, e, at * band * SIDE - 2);)
  LEAVE;
}

// The steps one after the other on all tiles, so that the weights are read once: for small pictures, of one band each. Item: a
// worker.
__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void winograd_up_steps(ARGUMENTS) {
  UNPACK;
  Counts counts = {samples * s.down * s.across, samples * s.down, samples * (s.across + 1)};
  int tiles = (s.down + 1) * (s.across + 1);
#define PLACES(sample) \
  {(sample) * s.down * s.across, counts.inside + (sample) * s.down, counts.inside + counts.right + (sample) * (s.across + 1)}
  __global float *m = scratch + (size_t)POINTS * POINTS * plane, *columns = m + (size_t)POINTS * POINTS * productPlane;
  PHASE(0, 0, BEGINNINGS + samples * (inputs / 16), item,
    if (item < BEGINNINGS) {
      DEMODULATE(item);
      clear_border(out, 2 * height, 2 * width, item);
    } else {
      int sample = (item - BEGINNINGS) / (inputs / 16), block = (item - BEGINNINGS) % (inputs / 16);
      Counts places = PLACES(sample);
      EACH_TILE(0, tiles, 0, places,
                transform_input(IN_BLOCK(sample, block), load(style + sample * inputs + block * 16), scratch + place * inputs + block * 16,
                                s, top * 4, left * 4, plane);)
    })
  PHASE(1, first, last, item,
    multiply_kind(scratch, weights, m, s, counts, item / strips(outputs), strip_start(outputs, item % strips(outputs)), plane,
                  productPlane);)
  PHASE(2, 0, samples * (outputs / 16), item,
    int block = item % (outputs / 16), sample = item / (outputs / 16);
    Block b = BLOCK(sample, 0, block, columns + item * SIDE * KEPT * 16);
    Counts places = PLACES(sample);
    EACH_TILE(0, tiles, 0, places,
              __global float *products = m + place * outputs + block * 16;
              if (top == s.down || left == s.across) clear_products(products, s, top, left, productPlane);
              transform_output(products, b, s, e, top, left, 0, productPlane);))
#undef PLACES
  LEAVE;
}
