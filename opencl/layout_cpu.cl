// Between the plain layout N×C×H×W and the vector layout [N][channels / 16][H + 2][W + 2][16] of the CPU kernels, whose
// border, and whose channels beyond C, are zero.

#include "common_cpu.cl"

// Item: a row of the bordered picture of one block of 16 channels.
__kernel void to_vectors(__global const float *plain, __global float *vectors, int channels, int height, int width) {
  int row = get_global_id(0) % (height + 2) - 1, plane = get_global_id(0) / (height + 2), blocks = (channels + 15) / 16;
  int sample = plane / blocks, block = plane % blocks;
  __global float *to = vectors + (size_t)get_global_id(0) * (width + 2) * 16;
  for (int x = -1; x <= width; x++)
    for (int k = 0; k < 16; k++) {
      int channel = block * 16 + k;
      int inside = row >= 0 && row < height && x >= 0 && x < width && channel < channels;
      to[(x + 1) * 16 + k] = inside ? plain[((size_t)(sample * channels + channel) * height + row) * width + x] : 0.0f;
    }
}

// Item: a row of one channel.
__kernel void to_plain(__global const float *vectors, __global float *plain, int channels, int height, int width) {
  int row = get_global_id(0) % height, plane = get_global_id(0) / height, blocks = (channels + 15) / 16;
  int sample = plane / channels, channel = plane % channels;
  size_t above = (size_t)(sample * blocks + channel / 16) * (height + 2) + row + 1;
  __global const float *from = vectors + (above * (width + 2) + 1) * 16 + channel % 16;
  for (int x = 0; x < width; x++) plain[(size_t)get_global_id(0) * width + x] = from[x * 16];
}

// Blends the first sample of each pair with the second under a mask of one plain plane: x0 (1 - m) + x1 m. The border stays zero.
// Item: a row of the bordered picture of one block of 16 channels.
__kernel void blend_pairs(__global const float *x, __global const float *mask, __global float *y, int blocks, int height, int width) {
  int row = get_global_id(0) % (height + 2) - 1, sample = get_global_id(0) / (height + 2) / blocks;
  size_t from = (size_t)get_global_id(0) * (width + 2), other = from + (size_t)blocks * (height + 2) * (width + 2);
  __global const float16 *in = (__global const float16 *)x;
  __global float16 *out = (__global float16 *)y;
  if (sample % 2 == 1 || row < 0 || row >= height) {
    for (int k = 0; k < width + 2; k++) out[from + k] = in[from + k];
    return;
  }
  out[from] = out[from + width + 1] = 0;
  for (int k = 0; k < width; k++) {
    float m = mask[row * width + k];
    out[from + 1 + k] = in[from + 1 + k] * (1.0f - m) + in[other + 1 + k] * m;
  }
}
