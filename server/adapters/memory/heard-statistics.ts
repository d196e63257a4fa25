import type { HeardStatistics } from './heard-words.ts';
import type { IndexParts } from './index-snapshot.ts';
import { type SoundAlikes, soundAlikes } from './sound-alikes.ts';

const alikes = new WeakMap<object, SoundAlikes>();
/** A term of the texts alone is the collection's own where so many of them hold it. */
const heldByMany = 3;

/** What the repair of misheard words needs of an index; `collectionIds`: whose terms may be put in. */
export function heardStatistics(
  { documents, index }: IndexParts,
  collectionIds: readonly string[] | undefined,
): HeardStatistics {
  const { terms, postings } = index;
  const sounds = alikes.get(terms) ?? soundAlikes(terms);
  alikes.set(terms, sounds);
  const wanted = documents.filter(collectionIds ? { collectionIds } : {});
  const count = (key: number) => {
    const term = key < 0 ? -1 : terms.find(key);
    return term < 0 ? 0 : postings.count(term);
  };
  const isOwn = (key: number) => {
    const term = key < 0 ? -1 : terms.find(key);
    if (term < 0) return false;
    let [held, named] = [0, false];
    postings.eachSlice(term, (page, start, end) => {
      // A few are enough to know.
      for (let at = start; at < end && !named && held < heldByMany; at += 2) {
        if (!wanted(page[at] ?? 0)) continue;
        held += 1;
        named = (page[at + 1] ?? 0) > 0xff;
      }
    });
    return named || held >= heldByMany;
  };
  return {
    size: documents.size,
    count,
    characters: sounds.characters,
    isOwnTerm: isOwn,
    countWord: (word) => count(terms.findWord(word)),
    words: sounds.words,
    isOwnWord: (word) => isOwn(terms.findWord(word)),
  };
}
