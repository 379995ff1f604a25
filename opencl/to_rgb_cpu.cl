// To-RGB: the modulated 1×1 convolution to a few image channels, with bias and clamp, for CPU devices; and the skip's
// upsampling and sum. Images are N×C×H×W, feature maps [N][channels / 16][H + 2][W + 2][16].

// Item: a row of one image channel. weights [outputs][inputs], inputs a multiple of 16.
__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void to_rgb(
    __global const float *in, __global const float *weights, __global const float *style, __global const float *bias,
    __global float *image, int inputs, int outputs, int height, int width, float clamp) {
  int row = get_global_id(0) % height, plane = get_global_id(0) / height, sample = plane / outputs, output = plane % outputs;
  __global const vec *w = (__global const vec *)(weights + (size_t)output * inputs);
  __global const vec *s = (__global const vec *)(style + (size_t)sample * inputs);
  size_t blockStride = (size_t)(height + 2) * (width + 2);
  __global const vec *p = (__global const vec *)in + (size_t)sample * (inputs / 16) * blockStride + (row + 1) * (width + 2) + 1;
  __global float *to = image + (size_t)get_global_id(0) * width;
  for (int x = 0; x < width; x += 4) {
    vec y0 = 0, y1 = 0, y2 = 0, y3 = 0;
    for (int block = 0; block < inputs / 16; block++) {
      vec f = w[block] * s[block];
      __global const vec *q = p + block * blockStride + x;
      y0 = fma(f, q[0], y0);
      y1 = fma(f, q[1], y1);
      y2 = fma(f, q[2], y2);
      y3 = fma(f, q[3], y3);
    }
    float y[4] = {sum(y0), sum(y1), sum(y2), sum(y3)};
    for (int i = 0; i < min(4, width - x); i++) to[x + i] = fmin(clamp, fmax(-clamp, y[i] + bias[output]));
  }
}

// out = own + below, upsampled twice by a 4×4 filter (taps mirrored, gain included). Item: a row of one output plane.
__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void upsample_add(
    __global const float *own, __global const float *below, __global const float *taps, __global float *out, int height, int width) {
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
