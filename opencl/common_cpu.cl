// What the kernels for CPU devices share. A vector is 16 channels.

typedef float16 vec;

static inline vec load(__global const float *p) { return *(__global const vec *)p; }
static inline void store(__global float *p, vec x) { *(__global vec *)p = x; }

// What OpenCL C lacks is left to compilers for the processor itself: those that hand SPIR-V on, as Mesa's, end the process on it.
#if defined(__has_builtin) && (defined(__x86_64__) || defined(__aarch64__))
#define HAS(builtin) __has_builtin(builtin)
#else
#define HAS(builtin) 0
#endif

// Past the cache: lines that are written whole need not be read before. For maps that fill the cache anyway.
#if HAS(__builtin_nontemporal_store)
#define STREAM(p, x) __builtin_nontemporal_store(x, (__global vec *)(p))
#else
#define STREAM(p, x) store(p, x)
#endif

static inline float sum(vec x) {
  float8 a = x.lo + x.hi;
  float4 b = a.lo + a.hi;
  float2 c = b.lo + b.hi;
  return c.x + c.y;
}

// The end of a layer: demodulation, noise, bias and activation.
typedef struct {
  int noiseStride;
  float strength, alpha, gain, clamp;
} Epilogue;

#define EPILOGUE_ARGUMENTS int noiseStride, float strength, float alpha, float gain, float clamp
#define UNPACK_EPILOGUE Epilogue e = {noiseStride, strength, alpha, gain, clamp}

// NaN stays NaN.
static inline vec clamped(vec y, float most) {
  vec low = (vec)(-most), high = (vec)(most);
  y = y < low ? low : y;
  return y > high ? high : y;
}

static inline vec finish(vec y, vec demodulation, vec bias, float noise, Epilogue e) {
  y = fma(y, demodulation, fma((vec)(e.strength), (vec)(noise), bias));
  vec falling = y * e.alpha;
  return clamped((y > falling ? y : falling) * e.gain, e.clamp);
}

// The inner product of every convolution: ROWS rows of input channels, wherever they lie, by a strip of columns (output
// channels). Strips have 64 columns while there are so many, then 32 and 16; a strip's weights are [inputs][its columns].
// 6 × 4 vectors of sums are as many as the registers of AVX-512 hold beside what feeds them.
#define ROWS 6
#define UNROLL _Pragma("unroll")

// Weights are read in their order, once for every few rows: to ask for the next strip while one is multiplied hides the way
// from memory. OpenCL's own prefetch does nothing on PoCL, and ends the process on Mesa.
#if HAS(__builtin_prefetch)
#define PREFETCH(p) __builtin_prefetch((const void *)(size_t)(p), 0, 2)
#else
#define PREFETCH(p)
#endif

static inline int strip_vectors(int outputs, int column) { return column + 64 <= outputs ? 4 : column + 32 <= outputs ? 2 : 1; }

static inline int strips(int outputs) { return outputs / 64 + (outputs % 64 + 31) / 32; }
static inline int strip_start(int outputs, int strip) { return min(strip, outputs / 64) * 64 + (strip > outputs / 64 ? 32 : 0); }

// Adds blocks of 16 input channels, `stride` numbers apart in each row, and prefetches `lines` vectors from `ahead` on for each
// channel.
#define DEFINE_PRODUCT(VECTORS) \
  static inline void product_##VECTORS(vec sums[ROWS][VECTORS], __global const float *const rows[ROWS], size_t stride, int blocks, \
                                       __global const float *weights, __global const float *ahead, int lines) { \
    for (int block = 0; block < blocks; block++) \
      for (int k = 0; k < 16; k += 4) \
        UNROLL for (int j = 0; j < 4; j++, weights += VECTORS * 16, ahead += lines * 16) { \
          UNROLL for (int v = 0; v < lines; v++) PREFETCH(ahead + v * 16); \
          vec w[VECTORS]; \
          UNROLL for (int v = 0; v < VECTORS; v++) w[v] = load(weights + v * 16); \
          UNROLL for (int i = 0; i < ROWS; i++) { \
            vec x = (vec)(rows[i][block * stride + k + j]); \
            UNROLL for (int v = 0; v < VECTORS; v++) sums[i][v] = fma(x, w[v], sums[i][v]); \
          } \
        } \
  } \
  /* c[rows][outputs], one strip of it = a[rows][inputs] · weights; rows are a multiple of ROWS. */ \
  static inline void multiply_strip_##VECTORS(__global const float *a, __global const float *weights, __global float *c, int rows, \
                                              int inputs, int outputs) { \
    __global const float *next = weights + (size_t)inputs * VECTORS * 16; \
    for (int row = 0; row < rows; row += ROWS) { \
      vec sums[ROWS][VECTORS]; \
      __global const float *from[ROWS]; \
      UNROLL for (int i = 0; i < ROWS; i++) { \
        from[i] = a + (size_t)(row + i) * inputs; \
        UNROLL for (int v = 0; v < VECTORS; v++) sums[i][v] = 0; \
      } \
      product_##VECTORS(sums, from, 16, inputs / 16, weights, row / ROWS < VECTORS ? next + row / ROWS * inputs * 16 : weights, 1); \
      UNROLL for (int i = 0; i < ROWS; i++) \
        UNROLL for (int v = 0; v < VECTORS; v++) store(c + (size_t)(row + i) * outputs + v * 16, sums[i][v]); \
    } \
  }

DEFINE_PRODUCT(4)
DEFINE_PRODUCT(2)
DEFINE_PRODUCT(1)

// The columns from `column` on, one strip of them, of c[rows][outputs] = a[rows][inputs] · weights.
static inline void multiply_strip(__global const float *a, __global const float *weights, __global float *c, int rows, int inputs,
                                  int outputs, int column) {
  weights += (size_t)column * inputs;
  c += column;
  int vectors = strip_vectors(outputs, column);
  if (vectors == 4) multiply_strip_4(a, weights, c, rows, inputs, outputs);
  else if (vectors == 2) multiply_strip_2(a, weights, c, rows, inputs, outputs);
  else multiply_strip_1(a, weights, c, rows, inputs, outputs);
}
