// The first sample of each pair blended with the second under a mask of one plane: x0 (1 - m) + x1 m; the second stays.

#include "planes_gpu.cl"

// Item: a pixel of a plane.
__kernel void blend_pairs(__global const float *restrict x, __global const float *restrict mask, __global float *restrict y,
                          int channels, int height, int width) {
  int column = column_of(width), row = get_global_id(1);
  if (column >= width || row >= height) return;
  size_t plane = plane_of(width), pixel = row * width + column, item = plane * height * width + pixel;
  if (plane / channels % 2 == 1) {
    y[item] = x[item];
    return;
  }
  float m = mask[pixel];
  y[item] = x[item] * (1.0f - m) + x[item + (size_t)channels * height * width] * m;
}
