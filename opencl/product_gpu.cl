// The 36 products of Winograd's algorithm, for GPUs: M[point][output][tile] = Σ U[point][input][output] · V[point][input][tile].
//
// All three are padded: inputs to a multiple of DEPTH, outputs and tiles to multiples of 4. Groups: tiles of columns × of rows
// × points; what tile_gpu.cl needs the host defines.

#include "tile_gpu.cl"

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void product(
    __global const float4 *restrict u, __global const float4 *restrict v, __global float4 *restrict m, int inputs, int outputs,
    int tiles) {
  __local float4 a[DEPTH * A_WIDTH], b[DEPTH * B_WIDTH];
  int rowBlock = get_group_id(1) * A_WIDTH, columnBlock = get_group_id(0) * B_WIDTH, uWidth = outputs / 4, vWidth = tiles / 4;
  size_t point = get_group_id(2);
  u += point * inputs * uWidth + rowBlock;
  v += point * inputs * vWidth + columnBlock;
  float4 nextA[A_LOADS], nextB[B_LOADS], sums[ITEM_ROWS][COLUMN_BLOCKS];
  clear(sums);
  for (int depth = -DEPTH; depth < inputs; depth += DEPTH) {
    if (depth >= 0) {
      barrier(CLK_LOCAL_MEM_FENCE);
      stash(a, A_LOADS, nextA);
      stash(b, B_LOADS, nextB);
      barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (depth + DEPTH < inputs) {
      fetch(u + (size_t)(depth + DEPTH) * uWidth, uWidth, uWidth - rowBlock, A_WIDTH, A_LOADS, nextA);
      fetch(v + (size_t)(depth + DEPTH) * vWidth, vWidth, vWidth - columnBlock, B_WIDTH, B_LOADS, nextB);
    }
    if (depth >= 0) multiply(a, b, sums);
  }
#pragma unroll
  for (int i = 0; i < ITEM_ROWS; i++) {
    int output = rowBlock * 4 + ROW(i / 4) + i % 4;
    if (output >= outputs) continue;
#pragma unroll
    for (int j = 0; j < COLUMN_BLOCKS; j++) {
      int column = columnBlock + COLUMN(j) / 4;
      if (column < vWidth) m[(point * outputs + output) * vWidth + column] = sums[i][j];
    }
  }
}
