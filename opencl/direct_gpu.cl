// Modulated 3×3 convolutions tap by tap, for GPUs: the plain one, and the transposed one of the up layer. Each is a product
// of matrices, the weights' with one that is read from the picture where it is needed (an implicit GEMM):
//
//   y[output][position] = Σ weights[tap, input][output] · style[input] · x[input][position moved by the tap]
//
// x         [N][inputs][H][W]
// weights   [9][paddedInputs][paddedOutputs], zero beyond what there is
// y         the plain one in one part, of pictures of a multiple of 4 pixels: [N][outputs][H][W], finished. Else sums of
//           parts of the inputs, from which filter_gpu.cl goes on: plain [parts][N][outputs][H][W]; UP:
//           [parts][N][outputs][2][2][H + 1][W + 1], the four phases of the transposed convolution, whose pixel
//           (2r + p, 2c + q) is the place (r, c) of phase (p, q)
//
// Groups: tiles of positions (of all samples, one after the other) × tiles of outputs × phases × parts. The host defines UP
// as 0 or 1, and what tile_gpu.cl needs. A phase p, q of the transposed convolution has the taps of its parity alone: 4, 2, 2
// and 1 of the 9. With them the up layer takes 9 multiplications a pixel of its input and pair of channels, as many as Winograd's
// algorithm on the four 3×3 phases of the kernel folded with the filter, but has a sixteenth of its weights, and moves 4
// intermediate numbers a pixel and output where that moves 9.

#include "tile_gpu.cl"
#include "epilogue_gpu.cl"

#define B_STRIDE (GROUP / COLUMNS)
#define GATHERS (DEPTH / B_STRIDE)

#if UP
#define PHASES 4
#define DY(tap) (-((tap) / 6))
#define DX(tap) (-((tap) % 3 / 2))
#else
#define PHASES 1
#define DY(tap) ((tap) / 3 - 1)
#define DX(tap) ((tap) % 3 - 1)
#endif

// Where a number of y lies.
#define PLACE(n, output, at) (((((size_t)part * samples + (n)) * outputs + (output)) * PHASES + phase) * pixels + (at))

// The t-th tap of a phase, and how many it has.
static inline int tap_of(int phase, int t) {
  int p = phase / 2, q = phase % 2, across = 2 - q;
  return UP ? (p + t / across * 2) * 3 + q + t % across * 2 : t;
}

static inline int taps_of(int phase) {
  return UP ? (2 - phase / 2) * (2 - phase % 2) : 9;
}

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void direct(
    __global const float *restrict x, __global const float4 *restrict weights, __global const float *restrict style,
    __global float *restrict y, EPILOGUE_ARGUMENTS, int samples, int inputs, int outputs, int paddedInputs, int paddedOutputs,
    int height, int width, int first, int parts) {
  __local float4 a[DEPTH * A_WIDTH], b[DEPTH * B_WIDTH];
  int phase = get_group_id(2) / parts, part = get_group_id(2) % parts, taps = taps_of(phase);
  int gridWidth = width + UP, plane = height * width;
  uint pixels = (uint)gridWidth * (height + UP), positions = samples * pixels;

  // The item gathers one column of the picture's matrix; the mask tells of each tap whether it meets the picture.
  uint position = first + get_group_id(0) * COLUMNS + get_local_id(0) % COLUMNS;
  uint sample = position / pixels;
  int row = position % pixels / gridWidth, column = position % pixels % gridWidth, mask = 0;
  for (int tap = 0; tap < 9; tap++) {
    int r = row + DY(tap), c = column + DX(tap);
    mask |= (position < positions && r >= 0 && r < height && c >= 0 && c < width) << tap;
  }
  size_t pixel = (size_t)sample * inputs * plane + row * width + column;
  __global const float *styles = style + (size_t)sample * inputs;
  int outputBlock = get_group_id(1) * A_WIDTH;

  float4 nextA[A_LOADS], sums[ITEM_ROWS][COLUMN_BLOCKS];
  float nextB[GATHERS];
  clear(sums);
  int steps = paddedInputs / DEPTH * taps, perPart = (steps + parts - 1) / parts;
  int begin = part * perPart, end = min(steps, begin + perPart);
  for (int step = begin - 1; step < end; step++) {
    if (step >= begin) {
      barrier(CLK_LOCAL_MEM_FENCE);
      stash(a, A_LOADS, nextA);
#pragma unroll
      for (int l = 0; l < GATHERS; l++) ((__local float *)b)[get_local_id(0) + l * GROUP] = nextB[l];
      barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (step + 1 < end) {
      int chunk = (step + 1) / taps * DEPTH, tap = tap_of(phase, (step + 1) % taps), met = mask >> tap & 1;
      size_t moved = pixel + DY(tap) * width + DX(tap);
      fetch(weights + ((size_t)tap * paddedInputs + chunk) * (paddedOutputs / 4) + outputBlock, paddedOutputs / 4,
            paddedOutputs / 4 - outputBlock, A_WIDTH, A_LOADS, nextA);
#pragma unroll
      for (int l = 0; l < GATHERS; l++) {
        int input = chunk + get_local_id(0) / COLUMNS + l * B_STRIDE;
        nextB[l] = met && input < inputs ? x[moved + (size_t)input * plane] * styles[input] : 0.0f;
      }
    }
    if (step >= begin) multiply(a, b, sums);
  }

  Epilogue e = EPILOGUE;
  int finished = !UP && parts == 1 && pixels % 4 == 0, row0 = get_group_id(1) * ROWS;
#pragma unroll
  for (int j = 0; j < COLUMN_BLOCKS; j++) {
    uint from = first + get_group_id(0) * COLUMNS + COLUMN(j), n = from / pixels, at = from % pixels;
    if (from >= positions) continue;
    float4 grain = finished ? noise4_at(e, n, at) : (float4)(0.0f);
#pragma unroll
    for (int i = 0; i < ITEM_ROWS; i++) {
      int output = row0 + ROW(i / 4) + i % 4;
      if (output >= outputs) continue;
      float4 sum = sums[i][j];
      if (finished) sum = finish4(sum, scale_of(e, n, output, outputs), bias[output], grain, e);
      if (pixels % 4 == 0) {
        *(__global float4 *)(y + PLACE(n, output, at)) = sum;
      } else {
        float four[4];
        vstore4(sum, 0, four);
        for (int k = 0; k < 4; k++)
          if (from + k < positions) y[PLACE((from + k) / pixels, output, (from + k) % pixels)] = four[k];
      }
    }
  }
}
