/** Waiting that can be cut short: a loop pauses, whoever has work for it wakes it. */
export interface WakeablePause {
  /** Resolves after `ms` or when woken; at once if it was woken since the last pause. */
  pause(ms: number): Promise<void>;
  wake(): void;
}

export function wakeablePause(): WakeablePause {
  let woken = false;
  let finish: (() => void) | undefined;
  return {
    async pause(ms) {
      if (!woken) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          finish = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      finish = undefined;
      woken = false;
    },
    wake() {
      woken = true;
      finish?.();
    },
  };
}
