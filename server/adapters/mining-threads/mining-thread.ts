import { parentPort } from 'node:worker_threads';
import { createPacer, learnHandling, runMixture, type TermTable } from '../../../ingest/index.ts';
import type { FromMiningThread, MiningAnswer, ToMiningThread } from './mining-messages.ts';

let table: TermTable | null = null;

async function answer(message: ToMiningThread): Promise<MiningAnswer | null> {
  if (message.type === 'table') {
    table = message.table;
    return null;
  }
  if (message.type === 'handling') return learnHandling(...message.given, createPacer());
  if (!table) throw new Error('a mixture was asked for before its table');
  return runMixture(table, message.task);
}

parentPort?.on('message', (message: ToMiningThread) => {
  answer(message)
    .then(
      (found): FromMiningThread => ({ ok: true, answer: found }),
      (error: unknown): FromMiningThread => ({ ok: false, error }),
    )
    .then((reply) => parentPort?.postMessage(reply));
});
