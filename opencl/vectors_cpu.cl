// Products of a matrix with vectors for CPU devices: fully connected layers and styles. Item, where nothing else is
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

// Copies `size` numbers. Item: 4096 of them.
__kernel void copy(__global const float *from, __global float *to, int size) {
  int first = get_global_id(0) << 12, end = min(size, first + (1 << 12)), k = first;
  for (; k + 16 <= end; k += 16) vstore16(vload16(0, from + k), 0, to + k);
  for (; k < end; k++) to[k] = from[k];
}
