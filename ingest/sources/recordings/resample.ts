/** Brings a stream of samples to another rate, block by block. */
export type Resample = (block: Float32Array) => Float32Array;

/** Zero crossings of the sinc on each side. */
const crossings = 12;
/** Steps between two samples that the filter is tabulated at. */
const phases = 256;

/**
 * A band-limited resampler that lowers the rate `from` to `to` (a windowed sinc; Smith, "Digital Audio Resampling",
 * 1984-). Its output lags by half a filter, some 1 ms.
 */
export function createResampler(from: number, to: number): Resample {
  if (from === to) return (block) => block;
  const ratio = from / to;
  const half = Math.ceil(crossings * ratio);
  const taps = 2 * half;
  const table = filterTable(half, ratio);
  let kept = new Float32Array(taps);
  // Where the next output stands, in input samples from the beginning of `kept`.
  let next = half;
  return (block) => {
    const input = new Float32Array(kept.length + block.length);
    input.set(kept);
    input.set(block, kept.length);
    const count = Math.max(0, Math.ceil((input.length - half - next) / ratio));
    const output = new Float32Array(count);
    let written = 0;
    for (; next + half < input.length && written < count; written++, next += ratio) {
      const whole = Math.floor(next);
      const row = Math.round((next - whole) * (phases - 1)) * taps;
      let sum = 0;
      for (let tap = 0; tap < taps; tap++) sum += (input[whole - half + 1 + tap] ?? 0) * (table[row + tap] ?? 0);
      output[written] = sum;
    }
    const drop = Math.max(0, Math.floor(next) - half);
    kept = input.slice(drop);
    next -= drop;
    return output.subarray(0, written);
  };
}

/** For each phase between two samples the weights of the samples around it. */
function filterTable(half: number, ratio: number): Float32Array {
  const taps = 2 * half;
  const table = new Float32Array(phases * taps);
  for (let phase = 0; phase < phases; phase++) {
    const shift = phase / (phases - 1);
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      const x = (tap - half + 1 - shift) / ratio;
      const window = 0.5 + 0.5 * Math.cos((Math.PI * x) / crossings);
      const weight = Math.abs(x) >= crossings ? 0 : (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)) * window;
      table[phase * taps + tap] = weight;
      sum += weight;
    }
    for (let tap = 0; tap < taps; tap++) table[phase * taps + tap] = (table[phase * taps + tap] ?? 0) / sum;
  }
  return table;
}
