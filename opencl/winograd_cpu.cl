// The kernels of winograd_tiles_cpu.cl that make a whole map of what comes out: out [N][outputs / 16][H + 2][W + 2][16], with a border of
// zeros. Items: workers.

#include "winograd_tiles_cpu.cl"

#define ARGUMENTS LAYER_ARGUMENTS, __global float *out, __global float *scratch, int chunk, PHASE_ARGUMENTS

#define UNPACK \
  UNPACK_SHAPE; \
  UNPACK_EPILOGUE

// The first pixel of a tile in the output.
static inline __global float *pixel(__global float *out, Shape s, int tile, int block) {
  size_t row = (size_t)(sample_of(tile, s) * (s.outputs / 16) + block) * (s.height + 2) + top_of(tile, s) + 1;
  return out + (row * (s.width + 2) + left_of(tile, s) + 1) * 16;
}

// All three steps on chunks of tiles that stay in the cache: for large pictures.
__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void winograd(ARGUMENTS) {
  UNPACK;
  __global float *v = scratch + (size_t)get_global_id(0) * PLANES * (plane + productPlane), *m = v + (size_t)PLANES * plane;
  PHASE(0, 0, BEGINNINGS, item, DEMODULATE(item); clear_border(out, height, width, item);)
  PHASE(1, first, last, taken,
    int tile = taken * chunk, rows = min(chunk, samples * s.tiles - tile);
    transform_and_multiply(in, weights, v, m, style, s, tile, rows, plane, productPlane);
    for (int block = 0; block < outputs / 16; block++)
      for (int row = 0; row < rows; row++)
        transform_output(m, pixel(out, s, tile + row, block), (width + 2) * 16, demodulation, noise, bias, s, e, tile + row, block,
                         row, productPlane);)
  LEAVE;
}

// The three steps one after the other on all tiles, so that the weights are read once: for small pictures with many
// channels. The chunk is the number of tiles, rounded up to ROWS.
__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void winograd_steps(ARGUMENTS) {
  UNPACK;
  int tiles = samples * s.tiles;
  __global float *m = scratch + (size_t)PLANES * plane;
  PHASE(0, 0, BEGINNINGS + inputs / 16, item,
    if (item < BEGINNINGS) {
      DEMODULATE(item);
      clear_border(out, height, width, item);
    } else {
      for (int tile = 0; tile < tiles; tile++) transform_input(in, style, scratch, s, tile, item - BEGINNINGS, tile, plane);
    })
  PHASE(1, first, last, item,
    int point = item / strips(outputs), column = strip_start(outputs, item % strips(outputs));
    multiply_strip(scratch + (size_t)point * plane, weights + (size_t)point * outputs * inputs, m + (size_t)point * productPlane, tiles,
                   inputs, outputs, column);)
  PHASE(2, 0, outputs / 16, block,
    for (int tile = 0; tile < tiles; tile++)
      transform_output(m, pixel(out, s, tile, block), (width + 2) * 16, demodulation, noise, bias, s, e, tile, block, tile,
                       productPlane);)
  LEAVE;
}
