import { readFileSync } from 'node:fs';

/** A file of an upload. */
export interface UploadFile {
  readonly name: string;
  readonly text: string;
}

const samples = ['zh-cards', 'zh-loans', 'en-international'].flatMap((name) =>
  readFileSync(new URL(`../../samples/calls/${name}.jsonl`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== ''),
);

/**
 * The calls of the samples over and over, each time as other calls; the same arguments give the same files. Each has an
 * agent of its own: who is among the best, whose lines are learnt, depends on all imports, and what is mined from these
 * depends on nothing but them.
 */
export function manyCalls(files: number, callsPerFile: number): readonly UploadFile[] {
  return Array.from({ length: files }, (_, file) => ({
    name: `calls-${file}.jsonl`,
    text: Array.from({ length: callsPerFile }, (_, index) => {
      const number = file * callsPerFile + index;
      const call = JSON.parse(samples[number % samples.length] ?? '{}') as { id: string; agent: { id: string } };
      const agent = { ...call.agent, id: `${call.agent.id}-${number}` };
      return `${JSON.stringify({ ...call, id: `${call.id}-${number}`, agent })}\n`;
    }).join(''),
  }));
}

/** As the console sends it. */
export function uploadOf(files: readonly UploadFile[], collectionId: string): FormData {
  const form = new FormData();
  form.set('label', collectionId);
  form.set('collectionId', collectionId);
  for (const { name, text } of files) form.append('file', new Blob([text]), name);
  return form;
}
