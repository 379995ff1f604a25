// Orders and transforms the weights of a 3×3 layer for direct_gpu.cl and winograd_gpu.cl, once a model. Item: a pair of
// padded channels, the outputs side by side.
//
// weight    [outputs][inputs][9], with its gain still to come
// packed    direct: [9][paddedInputs][paddedOutputs]; Winograd: [36][paddedInputs][paddedOutputs]; zero where padded
// energy    Σ W² of each pair of channels: [outputs][inputs]

#define ARGUMENTS __global const float *restrict weight, __global float *restrict packed, int outputs, int inputs, float gain

// The nine taps of the item's channels; the item's place in `packed`, and how far its planes lie apart.
#define GATHER(w) do { \
    int output_ = get_global_id(0), input_ = get_global_id(1), there = output_ < outputs && input_ < inputs; \
    for (int k = 0; k < 9; k++) w[k] = there ? weight[((size_t)output_ * inputs + input_) * 9 + k] * gain : 0.0f; } while (0)
#define HERE (get_global_id(1) * get_global_size(0) + get_global_id(0))
#define PLANE (get_global_size(0) * get_global_size(1))

__kernel void pack_direct(ARGUMENTS) {
  float w[9];
  GATHER(w);
  for (int k = 0; k < 9; k++) packed[k * PLANE + HERE] = w[k];
}

// G t of three values (points 0, ±1, ±2; Lavin and Gray 2016, section 4.1).
static inline void transform(float t0, float t1, float t2, float *u) {
  float even = t0 + t2, wide = fma(t2, 4.0f, t0);
  u[0] = t0 / 4.0f;
  u[1] = (even + t1) / -6.0f;
  u[2] = (even - t1) / -6.0f;
  u[3] = fma(t1, 2.0f, wide) / 24.0f;
  u[4] = fma(t1, -2.0f, wide) / 24.0f;
  u[5] = t2;
}

__kernel void pack_winograd(ARGUMENTS) {
  float w[9], columns[3][6], u[6];
  GATHER(w);
  for (int x = 0; x < 3; x++) transform(w[x], w[3 + x], w[6 + x], columns[x]);
  for (int y = 0; y < 6; y++) {
    transform(columns[0][y], columns[1][y], columns[2][y], u);
    for (int x = 0; x < 6; x++) packed[(y * 6 + x) * PLANE + HERE] = u[x];
  }
}

__kernel void pack_energy(ARGUMENTS) {
  float w[9], sum = 0;
  GATHER(w);
  for (int k = 0; k < 9; k++) sum = fma(w[k], w[k], sum);
  int output = get_global_id(0), input = get_global_id(1);
  if (output < outputs && input < inputs) packed[(size_t)output * inputs + input] = sum;
}
