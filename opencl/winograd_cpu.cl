// The kernels of winograd_tiles_cpu.cl that make a whole map of what comes out: out [N][outputs / 16][H + 2][W + 2][16], with a border of
// zeros.

#include "winograd_tiles_cpu.cl"

#define ARGUMENTS \
  __global const float *in, __global const float *weights, __global float *out, __global float *scratch, \
  __global const float *style, __global const float *demodulation, __global const float *noise, __global const float *bias, \
  int samples, int inputs, int outputs, int height, int width, EPILOGUE_ARGUMENTS, int chunk, volatile __global int *next, int last

#define UNPACK \
  UNPACK_SHAPE; \
  UNPACK_EPILOGUE

// The first pixel of a tile in the output.
static inline __global float *pixel(__global float *out, Shape s, int tile, int block) {
  size_t row = (size_t)(sample_of(tile, s) * (s.outputs / 16) + block) * (s.height + 2) + top_of(tile, s) + 1;
  return out + (row * (s.width + 2) + left_of(tile, s) + 1) * 16;
}

// All three steps on chunks of tiles that stay in the cache: for large pictures. Item: a worker; `next` is the chunk that the next
// free one takes, up to the tile `last`.
__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void winograd(ARGUMENTS) {
  UNPACK;
  __global float *v = scratch + (size_t)get_global_id(0) * PLANES * (plane + productPlane), *m = v + (size_t)PLANES * plane;
  for (int first; (first = atomic_inc(next) * chunk) < last;) {
    int rows = min(chunk, last - first);
    transform_and_multiply(in, weights, v, m, style, s, first, rows, plane, productPlane);
    for (int block = 0; block < outputs / 16; block++)
      for (int row = 0; row < rows; row++)
        transform_output(m, pixel(out, s, first + row, block), (width + 2) * 16, demodulation, noise, bias, s, e, first + row, block,
                         row, productPlane);
  }
}

// The three steps one after the other on all tiles, so that the weights are read once: for small pictures with many
// channels. The chunk is the number of tiles, rounded up to ROWS. Items: input blocks; points × strips; output blocks.
__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void winograd_input(ARGUMENTS) {
  UNPACK;
  for (int tile = 0; tile < last; tile++) transform_input(in, style, scratch, s, tile, get_global_id(0), tile, plane);
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void winograd_multiply(ARGUMENTS) {
  UNPACK;
  int point = get_global_id(0) / strips(outputs), column = strip_start(outputs, get_global_id(0) % strips(outputs));
  multiply_strip(scratch + (size_t)point * plane, weights + (size_t)point * outputs * inputs,
                 scratch + (size_t)PLANES * plane + (size_t)point * productPlane, last, inputs, outputs, column);
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void winograd_output(ARGUMENTS) {
  UNPACK;
  for (int tile = 0; tile < last; tile++)
    transform_output(scratch + (size_t)PLANES * plane, pixel(out, s, tile, get_global_id(0)), (width + 2) * 16, demodulation, noise,
                     bias, s, e, tile, get_global_id(0), tile, productPlane);
}
