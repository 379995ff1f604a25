// To-RGB: the modulated 1×1 convolution to a few image channels, with bias and clamp, for GPUs; and the skip's upsampling
// and sum. Pictures are N×C×H×W.
//
// A group has PIXELS pixels × SLICES slices of the inputs, 256 items, which the host defines: all items on pixels of their
// own where the picture is large, many items a pixel where it is small. The weights of up to four outputs, times the style,
// wait in local memory, CHUNK inputs at a time.

#include "planes_gpu.cl"

#define GROUP (PIXELS * SLICES)
#define CHUNK 128

// weights [outputs][inputs], with their gain. Groups: pixels × blocks of four outputs × samples.
__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void to_rgb(
    __global const float *restrict x, __global const float *restrict weights, __global const float *restrict style,
    __global const float *restrict bias, __global float *restrict image, int inputs, int outputs, int pixels, float clamp) {
  __local float4 modulated[CHUNK], sums[GROUP];
  int item = get_local_id(0), slice = item / PIXELS, first = get_group_id(1) * 4, count = min(4, outputs - first);
  size_t sample = get_group_id(2), pixel = get_group_id(0) * PIXELS + item % PIXELS;
  float4 sum = 0;
  for (int chunk = 0; chunk < inputs; chunk += CHUNK) {
    int depth = min(CHUNK, inputs - chunk);
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int k = item; k < depth; k += GROUP) {
      __global const float *w = weights + (size_t)first * inputs + chunk + k;
      float4 four = (float4)(w[0], count > 1 ? w[inputs] : 0, count > 2 ? w[2 * inputs] : 0, count > 3 ? w[3 * inputs] : 0);
      modulated[k] = four * style[sample * inputs + chunk + k];
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (pixel < pixels)
      for (int k = slice; k < depth; k += SLICES)
        sum = fma((float4)(x[(sample * inputs + chunk + k) * pixels + pixel]), modulated[k], sum);
  }
  sums[item] = sum;
  for (int half_ = SLICES / 2; half_ > 0; half_ /= 2) {
    barrier(CLK_LOCAL_MEM_FENCE);
    if (slice < half_) sums[item] += sums[item + half_ * PIXELS];
  }
  if (slice == 0 && pixel < pixels) {
    float y[4];
    vstore4(sums[item], 0, y);
    for (int k = 0; k < count; k++)
      image[(sample * outputs + first + k) * pixels + pixel] = fmin(clamp, fmax(-clamp, y[k] + bias[first + k]));
  }
}

// out = own + below, upsampled twice by a 4×4 filter (taps mirrored, gain included). Item: a pixel of one plane of `out`.
__kernel void upsample_add(__global const float *restrict own, __global const float *restrict below, __constant float *taps,
                           __global float *restrict out, int height, int width) {
  int column = column_of(2 * width), row = get_global_id(1);
  if (column >= 2 * width || row >= 2 * height) return;
  size_t plane = plane_of(2 * width), item = (plane * 2 * height + row) * 2 * width + column;
  float sum = own[item];
  for (int i = 0; i < 2; i++)
    for (int j = 0; j < 2; j++) {
      // Taps of the row's and column's parity meet pixels.
      int r = row / 2 - 1 + row % 2 + i, c = column / 2 - 1 + column % 2 + j;
      if (r >= 0 && r < height && c >= 0 && c < width)
        sum = fma(taps[(row % 2 + 2 * i) * 4 + column % 2 + 2 * j], below[(plane * height + r) * width + c], sum);
    }
  out[item] = sum;
}
