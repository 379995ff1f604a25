// The tile of a matrix product on a GPU: C[ROWS][COLUMNS] += A[k][ROWS]ᵀ · B[k][COLUMNS]. Included by other files.
//
// A group has DEPTH slices of both matrices in local memory, while those of the next step are on their way to registers.
// An item has ITEM_ROWS × ITEM_COLUMNS sums in registers: blocks of 4×4 that lie as far apart as the group reaches, so that
// neighbouring items read neighbouring float4s of local memory, without conflicts of banks. The host defines ROWS, COLUMNS,
// ITEM_ROWS and ITEM_COLUMNS; they make every item load equally much. All loops over an item's own numbers are unrolled, so that
// these stay in registers.

#define DEPTH 16
#define DOWN (ROWS / ITEM_ROWS)
#define ACROSS (COLUMNS / ITEM_COLUMNS)
#define GROUP (DOWN * ACROSS)
#define ROW_BLOCKS (ITEM_ROWS / 4)
#define COLUMN_BLOCKS (ITEM_COLUMNS / 4)
// float4s of a slice, and how many of a step's each item loads.
#define A_WIDTH (ROWS / 4)
#define B_WIDTH (COLUMNS / 4)
#define A_LOADS (DEPTH * A_WIDTH / GROUP)
#define B_LOADS (DEPTH * B_WIDTH / GROUP)

// Where the item's block i of four rows or block j of four columns begins in the tile.
#define ROW(i) (((i) * DOWN + (int)get_local_id(0) / ACROSS) * 4)
#define COLUMN(j) (((j) * ACROSS + (int)get_local_id(0) % ACROSS) * 4)

static inline void clear(float4 sums[ITEM_ROWS][COLUMN_BLOCKS]) {
#pragma unroll
  for (int i = 0; i < ITEM_ROWS; i++)
#pragma unroll
    for (int j = 0; j < COLUMN_BLOCKS; j++) sums[i][j] = 0;
}

static inline void multiply(__local const float4 *a, __local const float4 *b, float4 sums[ITEM_ROWS][COLUMN_BLOCKS]) {
  a += get_local_id(0) / ACROSS;
  b += get_local_id(0) % ACROSS;
#pragma unroll 4
  for (int k = 0; k < DEPTH; k++, a += A_WIDTH, b += B_WIDTH) {
    float4 x[COLUMN_BLOCKS];
#pragma unroll
    for (int j = 0; j < COLUMN_BLOCKS; j++) x[j] = b[j * ACROSS];
#pragma unroll
    for (int i = 0; i < ROW_BLOCKS; i++) {
      float4 w = a[i * DOWN];
#pragma unroll
      for (int j = 0; j < COLUMN_BLOCKS; j++) {
        sums[4 * i][j] = fma((float4)(w.x), x[j], sums[4 * i][j]);
        sums[4 * i + 1][j] = fma((float4)(w.y), x[j], sums[4 * i + 1][j]);
        sums[4 * i + 2][j] = fma((float4)(w.z), x[j], sums[4 * i + 2][j]);
        sums[4 * i + 3][j] = fma((float4)(w.w), x[j], sums[4 * i + 3][j]);
      }
    }
  }
}

// Fetches an item's share of DEPTH slices of a matrix [k][width], of which `from` is the group's first float4; columns from
// `inside` on are beyond the matrix, and zero. widths are in float4s.
static inline void fetch(__global const float4 *restrict from, int width, int inside, int slice, int loads, float4 *next) {
#pragma unroll
  for (int l = 0; l < loads; l++) {
    int index = get_local_id(0) + l * GROUP, k = index / slice, at = index % slice;
    next[l] = at < inside ? from[(size_t)k * width + at] : (float4)(0.0f);
  }
}

static inline void stash(__local float4 *to, int loads, const float4 *next) {
#pragma unroll
  for (int l = 0; l < loads; l++) to[get_local_id(0) + l * GROUP] = next[l];
}
