// To-RGB layers for CPU devices, of feature maps [N][channels / 16][H + 2][W + 2][16]; see rgb_row_cpu.cl.

#include "rgb_row_cpu.cl"

// Item: a row of the image, all its channels.
__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void to_rgb(__global const float *in, int inputs, int height, int width,
                                                                    RGB_ARGUMENTS) {
  UNPACK_RGB(inputs, height, width);
  int row = get_global_id(0) % height, sample = get_global_id(0) / height;
  size_t blockStride = (size_t)(height + 2) * (width + 2);
  __global const vec *p = (__global const vec *)in + (size_t)sample * (inputs / 16) * blockStride + (row + 1) * (width + 2) + 1;
  rgb_row(rgb, p, blockStride, sample, row, 0, width);
}

// The skip's sum by itself, to the same bits: out = own + below, upsampled. Item: a row of one output plane.
__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void upsample_add(
    __global const float *own, __global const float *below, __global const float *taps, __global float *out, int height,
    int width) {
  int outRow = get_global_id(0) % (2 * height), plane = get_global_id(0) / (2 * height), p = outRow % 2;
  __global const float *o = own + (size_t)get_global_id(0) * 2 * width;
  __global float *to = out + (size_t)get_global_id(0) * 2 * width;
  for (int x = 0; x < 2 * width; x++) to[x] = o[x];
  for (int i = 0; i < 2; i++) {
    // Row r of the upsampled picture is row r/2 of the picture below; taps p and p + 2 meet pixels.
    int row = outRow / 2 - 1 + p + i;
    if (row < 0 || row >= height) continue;
    __global const float *b = below + ((size_t)plane * height + row) * width;
    __global const float *t = taps + (p + 2 * i) * 4;
    to[0] = fma(t[2], b[0], to[0]);
    to[2 * width - 1] = fma(t[1], b[width - 1], to[2 * width - 1]);
    for (int x = 1; x < width; x++) to[2 * x] = fma(t[0], b[x - 1], fma(t[2], b[x], to[2 * x]));
    for (int x = 0; x < width - 1; x++) to[2 * x + 1] = fma(t[1], b[x], fma(t[3], b[x + 1], to[2 * x + 1]));
  }
}
