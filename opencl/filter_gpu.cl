// What follows direct_gpu.cl where it left sums: the parts are added, the up layer's phases filtered, and the layer finished.

#include "epilogue_gpu.cl"
#include "planes_gpu.cl"

// y = the parts' sum, finished. parts [parts][planes][pixels]; item: a pixel of y in a plane of [N][outputs].
__kernel void finish_parts(__global const float *restrict sums, __global float *restrict y, EPILOGUE_ARGUMENTS, int parts,
                           int outputs, int pixels) {
  int pixel = column_of(pixels), plane = plane_of(pixels), sample = plane / outputs, output = plane % outputs;
  if (pixel >= pixels) return;
  size_t item = (size_t)plane * pixels + pixel, count = planes_of(pixels) * pixels;
  float sum = 0;
#pragma unroll 4
  for (int part = 0; part < parts; part++) sum += sums[part * count + item];
  Epilogue e = EPILOGUE;
  y[item] = finish(sum, scale_of(e, sample, output, outputs), bias[output], noise_at(e, sample, pixel), e);
}

// The 4×4 filter (mirrored, with its gain) on the phases [parts][N][outputs][2][2][height + 1][width + 1] of a picture of
// 2 height + 1 × 2 width + 1 with one row and column of zeros before and after it. Item: 2×2 pixels of y in a plane of
// [N][outputs][2 height][2 width], from 5×5 of the picture.
__kernel void filter_phases(__global const float *restrict phases, __constant float *taps, __global float *restrict y,
                            EPILOGUE_ARGUMENTS, int parts, int outputs, int height, int width) {
  int column = column_of(width), row = get_global_id(1), plane = plane_of(width);
  if (column >= width || row >= height) return;
  int grid = (height + 1) * (width + 1), at = row * (width + 1) + column;
  float picture[5][5] = {{0}};
  phases += (size_t)plane * 4 * grid + at;
  for (int part = 0; part < parts; part++, phases += planes_of(width) * 4 * grid) {
#pragma unroll
    for (int u = 0; u < 5; u++)
#pragma unroll
      for (int v = 0; v < 5; v++) {
        // Row 2·row − 1 + u of the picture is of the odd phase where u is even. The odd phases' last row and column are zero.
        int phase = (u % 2 ? 0 : 2) + (v % 2 ? 0 : 1), r = (u + 1) / 2 - 1, c = (v + 1) / 2 - 1;
        if ((r >= 0 || row > 0) && (c >= 0 || column > 0)) picture[u][v] += phases[phase * grid + r * (width + 1) + c];
      }
  }
  Epilogue e = EPILOGUE;
  int sample = plane / outputs, output = plane % outputs;
  float d = scale_of(e, sample, output, outputs), b = bias[output];
  y += (size_t)plane * 4 * height * width;
#pragma unroll
  for (int i = 0; i < 2; i++) {
    float2 sum = 0;
#pragma unroll
    for (int k = 0; k < 16; k++)
      sum = fma((float2)(taps[k]), (float2)(picture[i + k / 4][k % 4], picture[i + k / 4][k % 4 + 1]), sum);
    int pixel = (2 * row + i) * 2 * width + 2 * column;
    *(__global float2 *)(y + pixel) = (float2)(finish(sum.x, d, b, noise_at(e, sample, pixel), e),
                                               finish(sum.y, d, b, noise_at(e, sample, pixel + 1), e));
  }
}
