// What ends every 3×3 layer on a GPU: clamp(gain · leaky(d · y + strength · noise + bias)). Included by other files.
//
// demodulation  d: [N][outputs]; read where `demodulated` says so
// noise         planes of the output's size, `noiseStride` apart; read where the strength is not 0
// bias          [outputs]

#define EPILOGUE_ARGUMENTS \
  __global const float *restrict demodulation, __global const float *restrict noise, __global const float *restrict bias, \
  int demodulated, int noiseStride, float strength, float alpha, float gain, float clamp

#define EPILOGUE {demodulation, noise, bias, demodulated, noiseStride, strength, alpha, gain, clamp}

typedef struct {
  __global const float *demodulation, *noise, *bias;
  int demodulated, noiseStride;
  float strength, alpha, gain, clamp;
} Epilogue;

static inline float scale_of(Epilogue e, size_t sample, int output, int outputs) {
  return e.demodulated ? e.demodulation[sample * outputs + output] : 1.0f;
}

static inline float finish(float y, float d, float b, float grain, Epilogue e) {
  y = fma(y, d, fma(e.strength, grain, b));
  y = fmax(y, y * e.alpha) * e.gain;
  return fmin(e.clamp, fmax(-e.clamp, y));
}

static inline float noise_at(Epilogue e, size_t sample, int pixel) {
  return e.strength == 0 ? 0.0f : e.noise[sample * e.noiseStride + pixel];
}

// Four pixels from a multiple of 4 on.
static inline float4 noise4_at(Epilogue e, size_t sample, int pixel) {
  return e.strength == 0 ? (float4)(0.0f) : *(__global const float4 *)(e.noise + sample * e.noiseStride + pixel);
}

static inline float4 finish4(float4 y, float d, float b, float4 grain, Epilogue e) {
  return (float4)(finish(y.x, d, b, grain.x, e), finish(y.y, d, b, grain.y, e), finish(y.z, d, b, grain.z, e),
                  finish(y.w, d, b, grain.w, e));
}
