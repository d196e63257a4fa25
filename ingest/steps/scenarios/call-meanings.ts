import type { StoredSource } from '../../ports.ts';
import { discoveryStride } from './cluster-calls.ts';
import { isRequest, sentencesOf } from './sentences.ts';

/** Enough to say what is asked for, and within what small models read. */
const mostCharacters = 600;

/**
 * What is to be embedded of the calls that take part in the discovery, by their keys: what the customer asks for or says
 * went wrong, else all that they say, in their own words. Calls whose customer says nothing are left out.
 */
export function meaningTexts(calls: readonly StoredSource[]): { readonly key: string; readonly text: string }[] {
  return sampledCalls(calls).flatMap((call) => {
    const said = sentencesOf(call, 'customer').map(({ text }) => text);
    const asked = said.filter(isRequest);
    const text = (asked.length > 0 ? asked : said).join(' ').slice(0, mostCharacters);
    return text === '' ? [] : [{ key: call.key, text }];
  });
}

/** Each language by itself, in the order of keys, as mining groups them. */
function sampledCalls(calls: readonly StoredSource[]): StoredSource[] {
  const sorted = calls.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  return [sorted.filter((call) => call.language !== 'en'), sorted.filter((call) => call.language === 'en')].flatMap(
    (own) => own.filter((_, i) => i % discoveryStride(own.length) === 0),
  );
}
