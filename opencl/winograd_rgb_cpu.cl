// The last layers of a generator in one: the convolution of winograd_tiles_cpu.cl and the to-RGB layer of rgb_row_cpu.cl, with no more than a
// chunk of the map between them, which stays in the cache.

#include "winograd_tiles_cpu.cl"
#include "rgb_row_cpu.cl"

// Item: a worker, as in winograd_cpu.cl, whose scratch has the features of its chunk, too: [outputs / 16][TILE][TILE · chunk][16].
__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void winograd_rgb(LAYER_ARGUMENTS, __global float *scratch, int chunk,
                                                                          RGB_ARGUMENTS, PHASE_ARGUMENTS) {
  UNPACK_SHAPE;
  UNPACK_EPILOGUE;
  UNPACK_RGB(outputs, height, width);
  size_t rowStride = (size_t)chunk * TILE * 16, blockStride = TILE * rowStride;
  __global float *v = scratch + (size_t)get_global_id(0) * (PLANES * (plane + productPlane) + outputs / 16 * blockStride);
  __global float *m = v + (size_t)PLANES * plane, *features = m + (size_t)PLANES * productPlane;
  PHASE(0, 0, BEGINNINGS, item, DEMODULATE(item);)
  PHASE(1, first, last, taken,
    int start = taken * chunk, rows = min(chunk, samples * s.tiles - start);
    transform_and_multiply(in, weights, v, m, style, s, start, rows, plane, productPlane);
    for (int block = 0; block < outputs / 16; block++)
      for (int row = 0; row < rows; row++)
        transform_output(m, features + block * blockStride + row * TILE * 16, rowStride, demodulation, noise, bias, s, e, start + row,
                         block, row, productPlane);
    // Tiles that lie side by side make a piece of TILE rows of the image.
    for (int row = 0, count; row < rows; row += count) {
      int tile = start + row, sample = sample_of(tile, s), top = top_of(tile, s), left = left_of(tile, s);
      count = min(rows - row, across - left / TILE);
      for (int y = 0; y < min(TILE, height - top); y++)
        rgb_row(rgb, (__global const vec *)(features + y * rowStride) + row * TILE, blockStride / 16, sample, top + y, left,
                min(width, left + count * TILE));
    })
  LEAVE;
}
