// The last layers of a generator in one: the convolution of winograd_tiles_cpu.cl and the to-RGB layer of rgb_row_cpu.cl, with no more than a
// chunk of the map between them, which stays in the cache.

#include "winograd_tiles_cpu.cl"
#include "rgb_row_cpu.cl"

// Item: a worker, as in winograd_cpu.cl, whose scratch has the features of its chunk, too: [outputs / 16][TILE][TILE · chunk][16].
__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void winograd_rgb(
    __global const float *in, __global const float *weights, __global float *scratch, __global const float *style,
    __global const float *demodulation, __global const float *noise, __global const float *bias, int samples, int inputs, int outputs,
    int height, int width, EPILOGUE_ARGUMENTS, int chunk, volatile __global int *next, int last, RGB_ARGUMENTS) {
  UNPACK_SHAPE;
  UNPACK_EPILOGUE;
  UNPACK_RGB(outputs, height, width);
  size_t rowStride = (size_t)chunk * TILE * 16, blockStride = TILE * rowStride;
  __global float *v = scratch + (size_t)get_global_id(0) * (PLANES * (plane + productPlane) + outputs / 16 * blockStride);
  __global float *m = v + (size_t)PLANES * plane, *features = m + (size_t)PLANES * productPlane;
  for (int first; (first = atomic_inc(next) * chunk) < last;) {
    int rows = min(chunk, last - first);
    transform_and_multiply(in, weights, v, m, style, s, first, rows, plane, productPlane);
    for (int block = 0; block < outputs / 16; block++)
      for (int row = 0; row < rows; row++)
        transform_output(m, features + block * blockStride + row * TILE * 16, rowStride, demodulation, noise, bias, s, e, first + row,
                         block, row, productPlane);
    // Tiles that lie side by side make a piece of TILE rows of the image.
    for (int row = 0, count; row < rows; row += count) {
      int tile = first + row, sample = sample_of(tile, s), top = top_of(tile, s), left = left_of(tile, s);
      count = min(rows - row, across - left / TILE);
      for (int y = 0; y < min(TILE, height - top); y++)
        rgb_row(rgb, (__global const vec *)(features + y * rowStride) + row * TILE, blockStride / 16, sample, top + y, left,
                min(width, left + count * TILE));
    }
  }
}
