/** How many tokens may be spent in a window of time, by this process. */
export interface TokenBudget {
  /** Whether at least so many are left now. */
  allows(tokens: number): boolean;
  spend(tokens: number): void;
  /** Spent in the hour and the day that run. */
  spent(): { readonly hour: number; readonly day: number };
}

interface Limits {
  /** Null: no limit. */
  readonly perHour: number | null;
  readonly perDay: number | null;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Counts by whole hours and days of UTC; a new one begins with nothing spent. */
export function createTokenBudget({ perHour, perDay }: Limits, now: () => number = Date.now): TokenBudget {
  const windows = [
    { ms: hourMs, limit: perHour, index: -1, spent: 0 },
    { ms: dayMs, limit: perDay, index: -1, spent: 0 },
  ];
  const current = () => {
    for (const window of windows) {
      const index = Math.floor(now() / window.ms);
      if (index !== window.index) Object.assign(window, { index, spent: 0 });
    }
    return windows;
  };
  return {
    allows: (tokens) => current().every(({ limit, spent }) => limit === null || spent + tokens <= limit),
    spend(tokens) {
      for (const window of current()) window.spent += tokens;
    },
    spent() {
      const [hour, day] = current();
      return { hour: hour?.spent ?? 0, day: day?.spent ?? 0 };
    },
  };
}

/** About how many tokens a text is, on the safe side: a Chinese character or three Latin ones each. */
export function estimatedTokens(text: string): number {
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  return han + Math.ceil((text.length - han) / 3);
}
