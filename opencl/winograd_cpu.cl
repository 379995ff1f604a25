// Modulated 3×3 convolution by Winograd F(4×4, 3×3) for CPU devices (Lavin and Gray 2016), with style, demodulation,
// noise, bias and activation fused.
//
// in, out   [N][channels / 16][H + 2][W + 2][16], with a border of zeros
// weights   U: [36][outputs][inputs], a plane by strips of columns
// scratch   a worker's: V [36][chunk][inputs], M [36][chunk][outputs], a chunk of tiles being a multiple of ROWS
// The planes of V and M lie PAD apart, or their power-of-two distances would fall on the same cache sets.

#define PAD 80

typedef struct {
  int samples, inputs, outputs, height, width;
} Shape;

// Bᵀ d of six values.
#define INPUT_TRANSFORM(o0, o1, o2, o3, o4, o5, d0, d1, d2, d3, d4, d5) do { \
    vec a_ = fma(d2, (vec)(-4.0f), d4), b_ = fma(d1, (vec)(-4.0f), d3), c_ = d4 - d2, e_ = (d3 - d1) * 2.0f; \
    vec z_ = fma(d0, (vec)(4.0f), fma(d2, (vec)(-5.0f), d4)), y_ = fma(d1, (vec)(4.0f), fma(d3, (vec)(-5.0f), d5)); \
    o0 = z_; o1 = a_ + b_; o2 = a_ - b_; o3 = c_ + e_; o4 = c_ - e_; o5 = y_; } while (0)

// Aᵀ m of six values.
#define OUTPUT_TRANSFORM(o0, o1, o2, o3, m0, m1, m2, m3, m4, m5) do { \
    vec a_ = m1 + m2, b_ = m1 - m2, c_ = m3 + m4, e_ = m3 - m4, z_ = m5; \
    o0 = m0 + a_ + c_; o1 = fma(e_, (vec)(2.0f), b_); o2 = fma(c_, (vec)(4.0f), a_); o3 = fma(e_, (vec)(8.0f), b_) + z_; } while (0)

static inline void transform_input(__global const float *in, __global const float *style, __global float *v, Shape s,
                                   int tile, int block, int row, int plane) {
  int across = s.width / 4, tiles = across * (s.height / 4), sample = tile / tiles, at = tile % tiles;
  int rowStride = (s.width + 2) * 16;
  __global const float *p = in + ((size_t)(sample * (s.inputs / 16) + block) * (s.height + 2) + at / across * 4) * rowStride
                            + at % across * 64;
  // The columns that a tile adds some tiles further on: memory answers no sooner.
  UNROLL for (int y = 0; y < 6; y++) UNROLL for (int x = 26; x < 30; x++) PREFETCH(p + y * rowStride + x * 16);
  vec scale = load(style + sample * s.inputs + block * 16);
  vec d[6][6];
  for (int x = 0; x < 6; x++) {
    vec d0 = load(p + x * 16) * scale, d1 = load(p + rowStride + x * 16) * scale, d2 = load(p + 2 * rowStride + x * 16) * scale;
    vec d3 = load(p + 3 * rowStride + x * 16) * scale, d4 = load(p + 4 * rowStride + x * 16) * scale,
        d5 = load(p + 5 * rowStride + x * 16) * scale;
    INPUT_TRANSFORM(d[0][x], d[1][x], d[2][x], d[3][x], d[4][x], d[5][x], d0, d1, d2, d3, d4, d5);
  }
  __global float *q = v + (size_t)row * s.inputs + block * 16;
  for (int y = 0; y < 6; y++) {
    vec o0, o1, o2, o3, o4, o5;
    INPUT_TRANSFORM(o0, o1, o2, o3, o4, o5, d[y][0], d[y][1], d[y][2], d[y][3], d[y][4], d[y][5]);
    __global float *o = q + (size_t)(6 * y) * plane;
    store(o, o0); store(o + plane, o1); store(o + 2 * (size_t)plane, o2);
    store(o + 3 * (size_t)plane, o3); store(o + 4 * (size_t)plane, o4); store(o + 5 * (size_t)plane, o5);
  }
}

static inline void transform_output(__global const float *m, __global float *out, __global const float *demodulation,
                                    __global const float *noise, __global const float *bias, Shape s, Epilogue e,
                                    int tile, int block, int row, int plane) {
  int across = s.width / 4, tiles = across * (s.height / 4), sample = tile / tiles, at = tile % tiles;
  int top = at / across * 4, left = at % across * 4, width = s.width;
  __global const float *q = m + (size_t)row * s.outputs + block * 16;
  vec t[4][6];
  for (int x = 0; x < 6; x++) {
#define POINT(y) load(q + (size_t)(6 * y + x) * plane)
    OUTPUT_TRANSFORM(t[0][x], t[1][x], t[2][x], t[3][x], POINT(0), POINT(1), POINT(2), POINT(3), POINT(4), POINT(5));
#undef POINT
  }
  vec d = load(demodulation + sample * s.outputs + block * 16), b = load(bias + block * 16);
  __global const float *grain = noise + (size_t)sample * e.noiseStride + top * width + left;
  size_t above = (size_t)(sample * (s.outputs / 16) + block) * (s.height + 2) + top + 1;
  __global float *o = out + (above * (width + 2) + left + 1) * 16;
  for (int y = 0; y < 4; y++) {
    vec y0, y1, y2, y3;
    OUTPUT_TRANSFORM(y0, y1, y2, y3, t[y][0], t[y][1], t[y][2], t[y][3], t[y][4], t[y][5]);
    __global const float *g = grain + y * width;
    __global float *r = o + y * (width + 2) * 16;
    store(r, finish(y0, d, b, g[0], e));
    store(r + 16, finish(y1, d, b, g[1], e));
    store(r + 32, finish(y2, d, b, g[2], e));
    store(r + 48, finish(y3, d, b, g[3], e));
  }
}

#define ARGUMENTS \
  __global const float *in, __global const float *weights, __global float *out, __global float *scratch, \
  __global const float *style, __global const float *demodulation, __global const float *noise, __global const float *bias, \
  int samples, int inputs, int outputs, int height, int width, EPILOGUE_ARGUMENTS, int chunk, volatile __global int *next, int last

#define UNPACK \
  Shape s = {samples, inputs, outputs, height, width}; \
  UNPACK_EPILOGUE; \
  int plane = chunk * inputs + PAD, productPlane = chunk * outputs + PAD

// All three steps on chunks of tiles that stay in the cache: for large pictures. Item: a worker; `next` is the chunk that the next
// free one takes, up to the tile `last`.
__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void winograd(ARGUMENTS) {
  UNPACK;
  __global float *v = scratch + (size_t)get_global_id(0) * 36 * (plane + productPlane), *m = v + (size_t)36 * plane;
  for (int first; (first = atomic_inc(next) * chunk) < last;) {
    int rows = min(chunk, last - first);
    for (int block = 0; block < inputs / 16; block++)
      for (int row = 0; row < rows; row++) transform_input(in, style, v, s, first + row, block, row, plane);
    for (int point = 0; point < 36; point++)
      for (int column = 0; column < outputs; column += strip_vectors(outputs, column) * 16)
        multiply_strip(v + (size_t)point * plane, weights + (size_t)point * outputs * inputs, m + (size_t)point * productPlane,
                       rows, inputs, outputs, column);
    for (int block = 0; block < outputs / 16; block++)
      for (int row = 0; row < rows; row++)
        transform_output(m, out, demodulation, noise, bias, s, e, first + row, block, row, productPlane);
  }
}

// The three steps one after the other on all tiles, so that the weights are read once: for small pictures with many
// channels. The chunk is the number of tiles, rounded up to ROWS. Items: input blocks; points × strips; output blocks.
__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void winograd_input(ARGUMENTS) {
  UNPACK;
  for (int tile = 0; tile < last; tile++) transform_input(in, style, scratch, s, tile, get_global_id(0), tile, plane);
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void winograd_multiply(ARGUMENTS) {
  UNPACK;
  int point = get_global_id(0) / strips(outputs), column = strip_start(outputs, get_global_id(0) % strips(outputs));
  multiply_strip(scratch + (size_t)point * plane, weights + (size_t)point * outputs * inputs,
                 scratch + (size_t)36 * plane + (size_t)point * productPlane, last, inputs, outputs, column);
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void winograd_output(ARGUMENTS) {
  UNPACK;
  for (int tile = 0; tile < last; tile++)
    transform_output(scratch + (size_t)36 * plane, out, demodulation, noise, bias, s, e, tile, get_global_id(0), tile,
                     productPlane);
}
