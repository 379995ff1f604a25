// What follows direct_gpu.cl where it left sums: the parts are added, the up layer's phases filtered, and the layer finished.

#include "epilogue_gpu.cl"

// y = the parts' sum, finished. parts [parts][count]; item: a number of y, [N][outputs][pixels].
__kernel void finish_parts(__global const float *restrict sums, __global float *restrict y, EPILOGUE_ARGUMENTS, int parts,
                           int outputs, int pixels, int count) {
  size_t item = get_global_id(0), sample = item / pixels / outputs;
  if (item >= count) return;
  float sum = 0;
  for (int part = 0; part < parts; part++) sum += sums[(size_t)part * count + item];
  int output = item / pixels % outputs, pixel = item % pixels;
  Epilogue e = EPILOGUE;
  y[item] = finish(sum, scale_of(e, sample, output, outputs), bias[output], noise_at(e, sample, pixel), e);
}

// The 4×4 filter (mirrored, with its gain) on the phases [parts][N][outputs][2][2][height + 1][width + 1] of a picture of
// 2 height + 1 × 2 width + 1 with one row and column of zeros before and after it. Item: 2×2 pixels of y,
// [N][outputs][2 height][2 width], from 5×5 of the picture.
__kernel void filter_phases(__global const float *restrict phases, __constant float *taps, __global float *restrict y,
                            EPILOGUE_ARGUMENTS, int parts, int samples, int outputs, int height, int width) {
  int pixels = height * width, grid = (height + 1) * (width + 1);
  size_t planes = (size_t)samples * outputs, plane = get_global_id(0) / pixels;
  if (plane >= planes) return;
  int pixel = get_global_id(0) % pixels, row = pixel / width, column = pixel % width;
  float picture[5][5];
#pragma unroll
  for (int u = 0; u < 5; u++)
#pragma unroll
    for (int v = 0; v < 5; v++) {
      // Row 2·row − 1 + u of the picture is of the odd phase where u is even. The odd phases' last row and column are zero.
      int phase = (u % 2 ? 0 : 2) + (v % 2 ? 0 : 1), r = row - 1 + (u + 1) / 2, c = column - 1 + (v + 1) / 2;
      float sum = 0;
      if (r >= 0 && c >= 0)
        for (int part = 0; part < parts; part++)
          sum += phases[((part * planes + plane) * 4 + phase) * grid + r * (width + 1) + c];
      picture[u][v] = sum;
    }
  Epilogue e = EPILOGUE;
  size_t sample = plane / outputs;
  int output = plane % outputs;
  float d = scale_of(e, sample, output, outputs), b = bias[output];
#pragma unroll
  for (int i = 0; i < 2; i++) {
    float2 sum = 0;
#pragma unroll
    for (int k = 0; k < 16; k++)
      sum = fma((float2)(taps[k]), (float2)(picture[i + k / 4][k % 4], picture[i + k / 4][k % 4 + 1]), sum);
    int at = (2 * row + i) * 2 * width + 2 * column;
    *(__global float2 *)(y + plane * 4 * pixels + at) = (float2)(finish(sum.x, d, b, noise_at(e, sample, at), e),
                                                                 finish(sum.y, d, b, noise_at(e, sample, at + 1), e));
  }
}
