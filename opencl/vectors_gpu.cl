// Vectors on GPUs: fully connected layers, styles, demodulation, normalisation. A group of 64 items sums up one number
// through local memory.

#define GROUP 64

static inline float sum_of_group(float x, __local float *sums) {
  int item = get_local_id(0);
  sums[item] = x;
  for (int half_ = GROUP / 2; half_ > 0; half_ /= 2) {
    barrier(CLK_LOCAL_MEM_FENCE);
    if (item < half_) sums[item] += sums[item + half_];
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  return sums[0];
}

// y = activation(weightGain · W x + biasGain · b); x is N×inputs. Groups: outputs × samples.
__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void fully_connected(
    __global const float *restrict x, __global const float *restrict weights, __global const float *restrict bias,
    __global float *restrict y, int inputs, int outputs, float weightGain, float biasGain, float alpha, float gain) {
  __local float sums[GROUP];
  int output = get_group_id(0), sample = get_group_id(1);
  __global const float *from = x + (size_t)sample * inputs, *w = weights + (size_t)output * inputs;
  float sum = 0;
  for (int k = get_local_id(0); k < inputs; k += GROUP) sum = fma(from[k], w[k], sum);
  sum = sum_of_group(sum, sums);
  if (get_local_id(0) == 0) {
    float result = fma(sum, weightGain, bias[output] * biasGain);
    y[(size_t)sample * outputs + output] = fmax(result, result * alpha) * gain;
  }
}

// d = 1 / √(Σ e s² + 1e-8) with the energies e[outputs][inputs]; styles N×inputs. Groups: outputs × samples.
__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void demodulate(
    __global const float *restrict style, __global const float *restrict energy, __global float *restrict demodulation, int inputs,
    int outputs) {
  __local float sums[GROUP];
  int output = get_group_id(0), sample = get_group_id(1);
  float sum = 0;
  for (int k = get_local_id(0); k < inputs; k += GROUP) {
    float s = style[(size_t)sample * inputs + k];
    sum = fma(s * s, energy[(size_t)output * inputs + k], sum);
  }
  sum = sum_of_group(sum, sums);
  if (get_local_id(0) == 0) demodulation[(size_t)sample * outputs + output] = rsqrt(sum + 1e-8f);
}

// y = x / √(mean(x²) + 1e-8). Group: a vector.
__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void normalize_vectors(__global const float *restrict x,
                                                                                   __global float *restrict y, int size) {
  __local float sums[GROUP];
  size_t from = get_group_id(0) * (size_t)size;
  float sum = 0;
  for (int k = get_local_id(0); k < size; k += GROUP) sum = fma(x[from + k], x[from + k], sum);
  float scale = rsqrt(sum_of_group(sum, sums) / size + 1e-8f);
  for (int k = get_local_id(0); k < size; k += GROUP) y[from + k] = x[from + k] * scale;
}
