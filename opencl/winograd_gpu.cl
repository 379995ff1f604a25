// The transforms of Winograd's F(4×4, 3×3) for GPUs (Lavin and Gray 2016), with style, demodulation, noise, bias and activation
// fused; the products between them are in product_gpu.cl. Items: a tile of 4×4 pixels × a channel; neighbours have
// neighbouring tiles, so that V and M are written and read in whole lines. A launch takes the tiles of one band.
//
// x, y      [N][channels][H][W]; tiles reach beyond the picture where its sides are no multiples of 4
// v         V: [36][paddedInputs][paddedTiles], zero where padded
// m         M: [36][paddedOutputs][paddedTiles]

#include "epilogue_gpu.cl"

// Bᵀ d of six values.
#define INPUT_TRANSFORM(o0, o1, o2, o3, o4, o5, d0, d1, d2, d3, d4, d5) do { \
    float a_ = fma(d2, -4.0f, d4), b_ = fma(d1, -4.0f, d3), c_ = d4 - d2, e_ = (d3 - d1) * 2.0f; \
    float z_ = fma(d0, 4.0f, fma(d2, -5.0f, d4)), y_ = fma(d1, 4.0f, fma(d3, -5.0f, d5)); \
    o0 = z_; o1 = a_ + b_; o2 = a_ - b_; o3 = c_ + e_; o4 = c_ - e_; o5 = y_; } while (0)

// Aᵀ m of six values.
#define OUTPUT_TRANSFORM(o0, o1, o2, o3, m0, m1, m2, m3, m4, m5) do { \
    float a_ = m1 + m2, b_ = m1 - m2, c_ = m3 + m4, e_ = m3 - m4, z_ = m5; \
    o0 = m0 + a_ + c_; o1 = fma(e_, 2.0f, b_); o2 = fma(c_, 4.0f, a_); o3 = fma(e_, 8.0f, b_) + z_; } while (0)

typedef struct {
  int sample, top, left;
} Place;

static inline Place place_of(int tile, int height, int width) {
  int across = (width + 3) / 4, tiles = across * ((height + 3) / 4), at = tile % tiles;
  Place p = {tile / tiles, at / across * 4, at % across * 4};
  return p;
}

__kernel __attribute__((reqd_work_group_size(32, 4, 1))) void winograd_input(
    __global const float *restrict x, __global const float *restrict style, __global float *restrict v, int inputs, int height,
    int width, int first, int tiles) {
  int tile = get_global_id(0), input = get_global_id(1);
  size_t plane = get_global_size(0) * get_global_size(1);
  v += input * get_global_size(0) + tile;
  if (tile >= tiles || input >= inputs) {
    for (int point = 0; point < 36; point++) v[point * plane] = 0;
    return;
  }
  Place p = place_of(first + tile, height, width);
  x += ((size_t)p.sample * inputs + input) * height * width;
  float scale = style[(size_t)p.sample * inputs + input], d[6][6];
#pragma unroll
  for (int i = 0; i < 6; i++)
#pragma unroll
    for (int j = 0; j < 6; j++) {
      int row = p.top + i - 1, column = p.left + j - 1;
      d[i][j] = row >= 0 && row < height && column >= 0 && column < width ? x[row * width + column] * scale : 0.0f;
    }
#pragma unroll
  for (int j = 0; j < 6; j++)
    INPUT_TRANSFORM(d[0][j], d[1][j], d[2][j], d[3][j], d[4][j], d[5][j], d[0][j], d[1][j], d[2][j], d[3][j], d[4][j], d[5][j]);
#pragma unroll
  for (int i = 0; i < 6; i++) {
    float o[6];
    INPUT_TRANSFORM(o[0], o[1], o[2], o[3], o[4], o[5], d[i][0], d[i][1], d[i][2], d[i][3], d[i][4], d[i][5]);
#pragma unroll
    for (int j = 0; j < 6; j++) v[(6 * i + j) * plane] = o[j];
  }
}

__kernel __attribute__((reqd_work_group_size(32, 4, 1))) void winograd_output(
    __global const float *restrict m, __global float *restrict y, EPILOGUE_ARGUMENTS, int outputs, int paddedOutputs, int height,
    int width, int first, int tiles) {
  int tile = get_global_id(0), output = get_global_id(1);
  if (tile >= tiles || output >= outputs) return;
  size_t plane = paddedOutputs * get_global_size(0);
  m += output * get_global_size(0) + tile;
  float t[4][6];
#pragma unroll
  for (int j = 0; j < 6; j++)
    OUTPUT_TRANSFORM(t[0][j], t[1][j], t[2][j], t[3][j], m[j * plane], m[(6 + j) * plane], m[(12 + j) * plane], m[(18 + j) * plane],
                     m[(24 + j) * plane], m[(30 + j) * plane]);
  Place p = place_of(first + tile, height, width);
  Epilogue e = EPILOGUE;
  float d = scale_of(e, p.sample, output, outputs), b = bias[output];
  y += ((size_t)p.sample * outputs + output) * height * width;
  int down = min(4, height - p.top), across = min(4, width - p.left);
#pragma unroll
  for (int i = 0; i < 4; i++) {
    float o[4];
    OUTPUT_TRANSFORM(o[0], o[1], o[2], o[3], t[i][0], t[i][1], t[i][2], t[i][3], t[i][4], t[i][5]);
    int at = (p.top + i) * width + p.left;
    if (i < down && width % 4 == 0) {
      *(__global float4 *)(y + at) = finish4(vload4(0, o), d, b, noise4_at(e, p.sample, at), e);
    } else if (i < down) {
      for (int j = 0; j < across; j++) y[at + j] = finish(o[j], d, b, noise_at(e, p.sample, at + j), e);
    }
  }
}
