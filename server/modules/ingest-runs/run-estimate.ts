/** Of the whole run, how many percent reading takes by experience; the rest is mining. */
export const readingPercent = 60;

/** What is known of a run's pace; times in seconds, sizes in bytes. */
export interface RunPace {
  /** Since the reading that is under way began. */
  readonly readingFor: number;
  /** Read in that time. */
  readonly bytesRead: number;
  readonly bytesLeft: number;
  /** Since mining began; null: it has not, or waits for its turn. */
  readonly miningFor: number | null;
  /** How much of the mining is done, 0..1. */
  readonly miningShare: number;
  /** How long reading took, once it is done. */
  readonly readingTook: number | null;
  readonly dryRun: boolean;
}

const soonest = 2;
const leastShare = 0.02;

/**
 * An estimate of the seconds that a run still takes: reading goes on as fast as it did, and mining, until it shows its
 * own pace, takes its usual part. Null while there is too little to tell by.
 */
export function remainingSeconds(pace: RunPace): number | null {
  const seconds = pace.readingTook === null ? whileReading(pace) : whileMining(pace, pace.readingTook);
  if (seconds === null) return null;
  // Not more exact than it can be.
  const step = seconds > 600 ? 60 : seconds > 60 ? 10 : 1;
  return Math.max(1, Math.ceil(seconds / step) * step);
}

const miningFactor = (100 - readingPercent) / readingPercent;

function whileReading({ readingFor, bytesRead, bytesLeft, dryRun }: RunPace): number | null {
  if (readingFor < soonest || bytesRead < leastShare * (bytesRead + bytesLeft)) return null;
  const left = (bytesLeft * readingFor) / bytesRead;
  return dryRun ? left : left + (readingFor + left) * miningFactor;
}

function whileMining({ miningFor, miningShare }: RunPace, readingTook: number): number | null {
  if (miningFor === null) return null;
  if (miningFor >= soonest && miningShare >= leastShare) return (miningFor * (1 - miningShare)) / miningShare;
  return Math.max(0, readingTook * miningFactor - miningFor);
}
