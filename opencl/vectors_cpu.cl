// Products of a matrix with vectors for CPU devices: fully connected layers, styles and demodulation. Item: one output
// number of one sample.

#include "common_cpu.cl"

// y = activation(weightGain · W x + biasGain · b); x is N×inputs.
__kernel void fully_connected(__global const float *x, __global const float *weights, __global const float *bias,
                              __global float *y, int inputs, int outputs, float weightGain, float biasGain, float alpha,
                              float gain) {
  int output = get_global_id(0) % outputs, sample = get_global_id(0) / outputs;
  __global const float *from = x + (size_t)sample * inputs;
  __global const float *w = weights + (size_t)output * inputs;
  vec a = 0, b = 0;
  int k = 0;
  for (; k + 32 <= inputs; k += 32) {
    a = fma(vload16(0, from + k), vload16(0, w + k), a);
    b = fma(vload16(0, from + k + 16), vload16(0, w + k + 16), b);
  }
  float result = sum(a + b);
  for (; k < inputs; k++) result = fma(from[k], w[k], result);
  result = fma(result, weightGain, bias[output] * biasGain);
  y[get_global_id(0)] = fmax(result, result * alpha) * gain;
}

// d = 1 / √(Σ e s² + 1e-8) with the energies e[outputs][inputs]; styles N×inputs, inputs a multiple of 16.
__kernel void demodulate(__global const float *style, __global const float *energy, __global float *demodulation, int inputs,
                         int outputs) {
  int output = get_global_id(0) % outputs, sample = get_global_id(0) / outputs;
  __global const vec *s = (__global const vec *)(style + (size_t)sample * inputs);
  __global const vec *e = (__global const vec *)(energy + (size_t)output * inputs);
  vec a = 0;
  for (int k = 0; k < inputs / 16; k++) a = fma(s[k] * s[k], e[k], a);
  demodulation[get_global_id(0)] = rsqrt(sum(a) + 1e-8f);
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

// The counter from which workers take their shares.
__kernel void start(__global int *next, int first) { *next = first; }
