// Products of a matrix with vectors for CPU devices: fully connected layers, styles and demodulation. Item, where nothing else is
// said: one output number of one sample.

#include "common_cpu.cl"

static inline float product(__global const float *x, __global const float *w, int size) {
  vec a = 0, b = 0;
  int k = 0;
  for (; k + 32 <= size; k += 32) {
    a = fma(vload16(0, x + k), vload16(0, w + k), a);
    b = fma(vload16(0, x + k + 16), vload16(0, w + k + 16), b);
  }
  float result = sum(a + b);
  for (; k < size; k++) result = fma(x[k], w[k], result);
  return result;
}

// y = activation(weightGain · W x + biasGain · b); x is N×inputs.
__kernel void fully_connected(__global const float *x, __global const float *weights, __global const float *bias,
                              __global float *y, int inputs, int outputs, float weightGain, float biasGain, float alpha,
                              float gain) {
  int output = get_global_id(0) % outputs, sample = get_global_id(0) / outputs;
  float result = product(x + (size_t)sample * inputs, weights + (size_t)output * inputs, inputs);
  result = fma(result, weightGain, bias[output] * biasGain);
  y[get_global_id(0)] = fmax(result, result * alpha) * gain;
}

// The styles of all layers, weightGain · A w + b, each of its own w of w+, N×latents×size. A layer has some rows of A and b, and in y its
// styles, N×rows, from N times its first row on. Of each block of 16 rows `blocks` tells the w, the layer's first row, how many it has, and
// the gain. Item: a block for a sample.
__kernel void styles(__global const float *wPlus, __global const float *weights, __global const float *bias, __global const float *blocks,
                     __global float *y, int samples, int latents, int size) {
  int block = get_global_id(0) / samples, sample = get_global_id(0) % samples;
  __global const float *told = blocks + block * 4;
  int latent = told[0], first = told[1], rows = told[2];
  __global const float *w = wPlus + ((size_t)sample * latents + latent) * size;
  for (int row = block * 16; row < min(block * 16 + 16, first + rows); row++)
    y[(size_t)samples * first + sample * rows + row - first] = fma(product(w, weights + (size_t)row * size, size), told[3], bias[row]);
}

// What a 3×3 layer finds done: its demodulations d = 1 / √(Σ e s² + 1e-8), or 1 where it has none, zeros around its output where it stores a
// map, and its workers' counter at zero. Energies e[outputs][inputs], styles N×inputs, both counts multiples of 16. Item: 16 outputs of a sample.
__kernel void begin_layer(__global const float *style, __global const float *energy, __global float *demodulation,
                          __global float *output, __global int *next, int demodulates, int inputs, int outputs, int bordered,
                          int height, int width) {
  int first = get_global_id(0) * 16 % outputs, sample = get_global_id(0) * 16 / outputs;
  __global const vec *s = (__global const vec *)(style + (size_t)sample * inputs);
  for (int k = 0; k < 16; k++) {
    __global const vec *e = (__global const vec *)(energy + (size_t)(first + k) * inputs);
    vec a = 0;
    if (demodulates) {
      for (int i = 0; i < inputs / 16; i++) a = fma(s[i] * s[i], e[i], a);
    }
    demodulation[get_global_id(0) * 16 + k] = demodulates ? rsqrt(sum(a) + 1e-8f) : 1.0f;
  }
  if (get_global_id(0) == 0) *next = 0;
  if (!bordered) return;
  __global vec *p = (__global vec *)output + (size_t)get_global_id(0) * (height + 2) * (width + 2);
  for (int x = 0; x < width + 2; x++) p[x] = p[(size_t)(height + 1) * (width + 2) + x] = 0;
  for (int y = 1; y <= height; y++) p[(size_t)y * (width + 2)] = p[(size_t)y * (width + 2) + width + 1] = 0;
}

// y = x / √(mean(x²) + 1e-8). Item: a vector.
__kernel void normalize_vectors(__global const float *x, __global float *y, int size) {
  size_t from = get_global_id(0) * size;
  float squares = 0;
  for (int k = 0; k < size; k++) squares = fma(x[from + k], x[from + k], squares);
  float scale = rsqrt(squares / size + 1e-8f);
  for (int k = 0; k < size; k++) y[from + k] = x[from + k] * scale;
}

// Copies vectors of `size` numbers to places `padded` apart, with zeros between. Item: a number of the copy.
__kernel void pad(__global const float *from, __global float *to, int size, int padded) {
  int k = get_global_id(0) % padded;
  to[get_global_id(0)] = k < size ? from[(size_t)(get_global_id(0) / padded) * size + k] : 0.0f;
}

// Sets the counter from which workers take their shares.
__kernel void set_counter(__global int *next, int first) { *next = first; }
