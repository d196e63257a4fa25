import type { Colleague } from './staff.ts';

/** A caller's channel that says one thing after another and sends each until it is acknowledged. */
export interface SteadySpeaker {
  /** Client ids of what was acknowledged, in order. */
  readonly acknowledged: readonly string[];
  /** Answers other than success, and failures to reach anybody; of the answers their statuses. */
  readonly refusals: readonly (number | null)[];
  stop(): Promise<void>;
}

const pauseMs = 100;

/** Sends what `words` gives for each number, to the processes in turn. */
export function startSpeaking(
  agent: Colleague,
  urls: readonly string[],
  callId: string,
  words: (number: number) => string,
): SteadySpeaker {
  const acknowledged: string[] = [];
  const refusals: (number | null)[] = [];
  let stopping = false;
  let turn = 0;

  const sent = async (clientId: string, text: string): Promise<boolean> => {
    turn += 1;
    try {
      const { status } = await agent.send(urls[turn % urls.length] ?? '', `/v1/calls/${callId}/utterances`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ clientId, role: 'customer', text }),
      });
      if (status === 202) return true;
      refusals.push(status);
    } catch {
      refusals.push(null);
    }
    return false;
  };
  const speaking = (async () => {
    for (let number = 1; !stopping; number += 1) {
      const clientId = `said-${number}`;
      // The same id again and again: the first try may have been stored without its answer having come.
      while (!(await sent(clientId, words(number)))) await new Promise((resolve) => setTimeout(resolve, pauseMs));
      acknowledged.push(clientId);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  })();
  return {
    acknowledged,
    refusals,
    async stop() {
      stopping = true;
      await speaking;
    },
  };
}
