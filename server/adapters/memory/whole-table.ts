import type { WholeStanding } from '../../ports/text-index.ts';
import { foldText } from '../../text/fold-text.ts';
import { type AbbreviatedName, abbreviated, spelledOut } from './abbreviations.ts';
import type { WholeEntry } from './whole-entry.ts';
import { wholeNames } from './whole-names.ts';
import { wholeStandings } from './whole-standings.ts';

/** Which law, policy or product each document belongs to, and what standing that has in its collection. */
export interface WholeTable {
  /** Entries come in the order of the documents' numbers. */
  add(entry: WholeEntry): void;
  entry(document: number): WholeEntry | undefined;
  /** Forgets what a document says; its number stays taken. */
  forget(document: number): void;
  standing(document: number): WholeStanding | undefined;
  /** Of a whole by its collection and name. */
  standingNamed(collectionId: string, name: string): WholeStanding | undefined;
  /** Full names of wholes that a text means by abbreviations; of these collections, or of all. */
  spelledOut(text: string, collectionIds?: readonly string[]): readonly string[];
}

export function wholeTable(): WholeTable {
  const entries: (WholeEntry | undefined)[] = [];
  const wholes: number[] = [];
  const names = wholeNames();
  let standings: ReturnType<typeof wholeStandings> | null = null;
  const collections = new Set<string>();
  const abbreviations = new Map<string, AbbreviatedName[]>();

  function abbreviatedNames(collectionId: string): readonly AbbreviatedName[] {
    const known = abbreviations.get(collectionId) ?? [];
    abbreviations.set(collectionId, known);
    for (const name of names.ofSeveral(collectionId).slice(known.length)) known.push(abbreviated(name));
    return known;
  }

  return {
    add(entry) {
      entries.push(entry);
      collections.add(entry.collectionId);
      wholes.push(entry.whole === null ? -1 : names.intern(entry.collectionId, entry.whole));
      if (entry.whole !== null) standings = null;
    },
    entry: (document) => entries[document],
    forget(document) {
      entries[document] = undefined;
      standings = null;
    },
    standing(document) {
      const whole = wholes[document] ?? -1;
      if (whole < 0 || !entries[document]) return undefined;
      standings ??= wholeStandings(entries, wholes, names);
      return standings.of(whole);
    },
    standingNamed(collectionId, name) {
      const whole = names.find(collectionId, foldText(name).trim());
      if (whole < 0) return undefined;
      standings ??= wholeStandings(entries, wholes, names);
      return standings.of(whole);
    },
    spelledOut: (text, collectionIds = [...collections]) =>
      collectionIds.flatMap((collectionId) => spelledOut(text, abbreviatedNames(collectionId))),
  };
}
