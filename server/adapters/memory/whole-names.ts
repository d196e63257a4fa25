import { foldText } from '../../text/fold-text.ts';
import { openStart } from './cited-names.ts';

/** Numbers the wholes of all collections, and finds the one that a reference means. */
export interface WholeNames {
  readonly size: number;
  /** The number of a whole, given a new one if it has none; how its name is written does not matter. */
  intern(collectionId: string, name: string): number;
  /** As it was written first. */
  nameOf(whole: number): string;
  collectionOf(whole: number): string;
  /**
   * The whole that a reference of a collection means, or -1. It says the full name, or, of a whole of several
   * documents, an ending of its name that no other has (刑法 for 中华人民共和国刑法).
   */
  find(collectionId: string, reference: string): number;
  /** Names of a collection's wholes of several documents, in the order in which they became that; it only grows. */
  ofSeveral(collectionId: string): readonly string[];
}

interface Whole {
  readonly number: number;
  documents: number;
}

/** The wholes of one collection. */
interface Names {
  readonly asWritten: Map<string, Whole>;
  readonly full: Map<string, Whole>;
  /** -1: of more than one whole. */
  readonly endings: Map<string, number>;
  readonly ofSeveral: string[];
}

const shortestEnding = 2;
const shortestOpenEnding = 3;

export function wholeNames(): WholeNames {
  const names: string[] = [];
  const collections: string[] = [];
  const byCollection = new Map<string, Names>();

  const namesOf = (collectionId: string): Names => {
    const known = byCollection.get(collectionId) ?? {
      asWritten: new Map(),
      full: new Map(),
      endings: new Map(),
      ofSeveral: [],
    };
    byCollection.set(collectionId, known);
    return known;
  };

  return {
    get size() {
      return names.length;
    },
    intern(collectionId, name) {
      const { asWritten, full, endings, ofSeveral } = namesOf(collectionId);
      const whole = asWritten.get(name) ?? full.get(folded(name)) ?? { number: names.length, documents: 0 };
      if (whole.documents === 0) {
        names.push(name);
        collections.push(collectionId);
        full.set(folded(name), whole);
      }
      asWritten.set(name, whole);
      whole.documents += 1;
      if (whole.documents === 2) {
        ofSeveral.push(name);
        for (const ending of endingsOf(folded(name), shortestEnding))
          endings.set(ending, endings.has(ending) ? -1 : whole.number);
      }
      return whole.number;
    },
    ofSeveral: (collectionId) => byCollection.get(collectionId)?.ofSeveral ?? [],
    nameOf: (whole) => names[whole] ?? '',
    collectionOf: (whole) => collections[whole] ?? '',
    find(collectionId, reference) {
      const { full, endings } = namesOf(collectionId);
      const meant = (words: string) => full.get(words)?.number ?? endings.get(words);
      if (!reference.startsWith(openStart)) return meant(reference) ?? -1;
      const words = reference.slice(openStart.length);
      for (const ending of [words, ...endingsOf(words, shortestOpenEnding)]) {
        const whole = meant(ending);
        if (whole !== undefined) return whole;
      }
      return -1;
    },
  };
}

const folded = (name: string) => foldText(name).trim();

const letter = /[\p{L}\p{N}]/u;
const han = /\p{Script=Han}/u;

/** What is left of a name without its beginning, longest first; words of scripts that part them stay whole. */
function* endingsOf(name: string, shortest: number): Generator<string> {
  for (let at = 1; at + shortest <= name.length; at++) {
    const [before, first] = [name.charAt(at - 1), name.charAt(at)];
    if (letter.test(first) && (han.test(first) || !letter.test(before))) yield name.slice(at);
  }
}
