import { z } from 'zod';
import { type Person, signIn } from './signed-in.ts';

/** Experts of a running installation with the samples, who decide over whichever replica is named. */
export interface ExpertTeam {
  /** Proposes a scenario with these words and approves it; resolves with the item once the approval is acknowledged. */
  publish(url: string, words: string): Promise<PublishedItem>;
  /** Resolves with the position once the retraction is acknowledged. */
  retract(url: string, itemId: string): Promise<number>;
  person(url: string, login: string): Promise<Person>;
}

export interface PublishedItem {
  readonly itemId: string;
  readonly position: number;
}

const listed = z.object({ items: z.array(z.object({ id: z.string() })) });
const proposed = z.object({ id: z.string(), etag: z.number(), contentHash: z.string() });
const parts = z.object({ items: z.array(z.object({ itemId: z.string() })) });
const reviewed = z.object({ published: z.object({ position: z.number() }) });
const decided = z.object({ position: z.number() });

const firstId = (answer: unknown): string => {
  const id = listed.parse(answer).items[0]?.id;
  if (id === undefined) throw new Error('the samples are not there');
  return id;
};

export function createExpertTeam(passwords: ReadonlyMap<string, string>): ExpertTeam {
  const signedIn = new Map<string, Promise<Person>>();
  const person = (url: string, login: string): Promise<Person> => {
    const key = `${login}@${url}`;
    const known = signedIn.get(key) ?? signIn(url, login, passwords.get(login) ?? '');
    signedIn.set(key, known);
    return known;
  };
  let span: Promise<string> | null = null;
  const segmentOf = async (annotator: Person): Promise<string> => {
    const source = firstId(await annotator.get('/v1/sources?type=document&perPage=1'));
    return firstId(await annotator.get(`/v1/sources/${source}/segments?perPage=1`));
  };
  return {
    person,
    async publish(url, words) {
      const annotator = await person(url, 'annotator');
      span ??= segmentOf(annotator);
      const evidence = [{ kind: 'supports', span: { segmentId: await span, start: 0, end: 1 } }];
      const content = { name: words, summary: words };
      const { id, etag, contentHash } = proposed.parse(
        await annotator.post('/v1/proposals', {
          title: words,
          rationale: '',
          parts: [{ sort: 'node', kind: 'scenario', key: words, content, evidence, confidence: 1 }],
        }),
      );
      const { items } = parts.parse(await annotator.get(`/v1/proposals/${id}/parts`));
      const reviewer = await person(url, 'reviewer');
      const command = { decision: 'approve', contentHash };
      const { published } = reviewed.parse(
        await reviewer.post(`/v1/proposals/${id}/reviews`, command, { 'if-match': `"${etag}"` }),
      );
      return { itemId: items[0]?.itemId ?? '', position: published.position };
    },
    async retract(url, itemId) {
      const reviewer = await person(url, 'reviewer');
      const answer = await reviewer.post(`/v1/items/${itemId}/versions/1/retract`, { reason: 'no longer right' });
      return decided.parse(answer).position;
    },
  };
}
