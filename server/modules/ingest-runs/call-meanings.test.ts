import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { StoredSource } from '../../../ingest/ports.ts';
import { type Embedder, EmbedderUnavailable } from '../../ports/embedder.ts';
import { readMeanings } from './call-meanings.ts';

const call = (key: string, ...said: string[]): StoredSource => ({
  type: 'transcript',
  key,
  sourceId: key,
  title: key,
  language: 'en',
  metadata: {},
  segments: said.map((text, ordinal) => ({
    id: `${key}/${ordinal}`,
    ordinal,
    kind: 'utterance' as const,
    locator: '',
    role: 'customer' as const,
    text,
  })),
});
const never = new AbortController().signal;

describe('what calls mean', () => {
  it('is asked of the embedder in batches, by what customers ask for, and told by the keys of the calls', async () => {
    const asked: (readonly string[])[] = [];
    const embedder: Embedder = {
      model: 'm',
      embed: async (texts) => {
        asked.push(texts);
        return texts.map((text) => [text.length, 1]);
      },
    };
    const calls = [
      ...Array.from({ length: 70 }, (_, i) => call(`c${100 + i}`, 'Good morning.', 'Why was I charged?')),
      call('silent'),
    ];
    const meanings = await readMeanings({ embedder, log: pino({ level: 'silent' }) }, calls, never);
    expect(asked.map((texts) => texts.length)).toEqual([64, 6]);
    expect(asked[0]?.[0]).toBe('Why was I charged?');
    expect(meanings?.size).toBe(70);
    expect(meanings?.get('c169')).toEqual([18, 1]);
  });

  it('is nothing without an embedder, and when its endpoint is down, which the log says', async () => {
    const lines: string[] = [];
    const log = pino({}, { write: (line: string) => void lines.push(line) });
    const embedder: Embedder = {
      model: 'm',
      embed: () => Promise.reject(new EmbedderUnavailable('the endpoint answered 503')),
    };
    expect(await readMeanings({ log }, [call('a', 'Why?')], never)).toBeNull();
    expect(await readMeanings({ embedder, log }, [call('a', 'My zyxquill, why?')], never)).toBeNull();
    expect(lines.join()).toContain('by their words alone');
    expect(lines.join()).not.toContain('zyxquill');
  });
});
