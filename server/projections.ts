import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ItemContent, ItemKind, ItemText } from '../graph-schema/index.ts';
import { itemText } from '../graph-schema/index.ts';
import { bm25TextIndex } from './adapters/memory/bm25-text-index.ts';
import {
  createMentionMatcher,
  createNameBook,
  type MentionMatcher,
  type NameBook,
  namingKinds,
} from './modules/retrieval/index.ts';
import type { Database } from './ports/database.ts';
import type { PointInTime } from './ports/graph-index.ts';
import type { Logger } from './ports/logger.ts';
import type { IndexedVersion, TextIndex } from './ports/text-index.ts';
import type { WakeUps } from './ports/wake-ups.ts';
import {
  type ContentProjection,
  createProjector,
  createPublishedState,
  logHashAt,
  type Projector,
  type PublishedStateProjection,
  projectToHead,
} from './publishing/index.ts';

/** What this process derives from the published log, and how it is kept. */
export interface Projections {
  readonly state: PublishedStateProjection;
  readonly textIndex: TextIndex;
  readonly mentions: MentionMatcher;
  /** What items that a text names are called otherwise. */
  readonly names: NameBook;
  /** Products in force that a text names, by their names. */
  productsIn(text: string, at: PointInTime): readonly { readonly itemId: string; readonly name: string }[];
  readonly projector: Projector;
  /** Builds state and text index anew beside the old ones, then swaps them. */
  rebuild(): Promise<void>;
  /** Forgets the words of versions that were erased, in memory and in the snapshot. Doing it again changes nothing. */
  forgetErased(): Promise<void>;
  /** Writes the snapshot now, if it is older than the projection. */
  saveSnapshot(): Promise<void>;
}

interface Options {
  readonly database: Database;
  readonly wakeUps: WakeUps;
  readonly log: Logger;
  /** Folder for the text index's snapshot; null: none is kept. */
  readonly directory: string | null;
  /** How decisions that this process cannot take in are written down; see the projector. */
  readonly name?: string;
  /** See the projector. */
  readonly answerMs?: number;
}

const saveAfterQuietMs = 5_000;

export async function createProjections({
  database,
  wakeUps,
  log,
  directory,
  name,
  answerMs,
}: Options): Promise<Projections> {
  const file = directory === null ? null : join(directory, 'text-index.snapshot');
  const state = createPublishedState();
  let index = bm25TextIndex();
  const textIndex = viewOf(() => index);
  const mentions = createMentionMatcher();
  const productNames = new Map<string, string>();
  const names = createNameBook();
  const learn: Learn = (itemId, kind, text) => {
    names.learn(itemId, kind, text);
    if (kind !== 'product') return;
    mentions.set({ itemId, names: [text.title, ...text.phrases] });
    productNames.set(itemId, text.title);
  };
  let saved = file === null ? 0 : await loadSnapshot(database, textIndex, file);
  await loadNames(database, learn, saved);
  // Up to where the snapshot fed them; what is built anew holds no more than the log.
  let loaded = saved;
  const feeding = (add: ContentProjection['add']): ContentProjection => ({
    add,
    get loadedPosition() {
      return loaded;
    },
  });
  const contents = [feeding((versions) => textIndex.add(versions)), feeding((versions) => learnNames(versions, learn))];
  const forgetNames = () => {
    for (const itemId of productNames.keys()) mentions.remove(itemId);
    productNames.clear();
    names.clear();
  };

  const buildAnew = async () => {
    const fresh = createPublishedState();
    const freshIndex = bm25TextIndex();
    const named: Parameters<Learn>[] = [];
    const feed: ContentProjection[] = [
      { loadedPosition: 0, add: (versions) => freshIndex.add(versions) },
      { loadedPosition: 0, add: (versions) => learnNames(versions, (...name) => named.push(name)) },
    ];
    await projectToHead(database, fresh, feed);
    await projector.hold(async () => {
      await projectToHead(database, fresh, feed);
      index = freshIndex;
      forgetNames();
      for (const name of named) learn(...name);
      state.replaceWith(fresh);
      loaded = 0;
      saved = 0;
    });
  };
  const projector: Projector = createProjector({
    database,
    state,
    contents,
    wakeUps,
    log,
    name: name ?? null,
    answerMs,
    rebuild: () => {
      index = bm25TextIndex();
      forgetNames();
      return buildAnew();
    },
  });

  const saveSnapshot = async () => {
    // With something withheld the index is not what its position says: what is mended later would be missing for ever.
    if (file === null || state.position === saved || state.withheld().size > 0) return;
    await projector.hold(async () => {
      const { position } = state;
      const hash = await logHashAt(database, position);
      // The log is not the one that this process applied: it was put back to an older state under it.
      if (hash === null || hash !== state.logHash) return;
      await textIndex.save(file, { position, hash });
      saved = position;
    });
  };
  const forgetErased = async () => {
    const before = textIndex.size;
    await projector.hold(async () => {
      const erased = await database.query<{ item_id: string; version: number; kind: string }>(
        `select v.item_id, v.version, i.kind from item_versions v join items i on i.id = v.item_id
          where v.erased_at is not null and i.sort = 'node'`,
      );
      for (const { item_id, version } of erased.rows) textIndex.remove(item_id, version);
      if (!erased.rows.some(({ kind }) => namingKinds.some((naming) => naming === kind))) return;
      forgetNames();
      await loadNames(database, learn, Math.max(saved, state.position));
    });
    if (file === null || textIndex.size === before) return;
    // Whatever becomes of the new one, the old one holds the words.
    await rm(file, { force: true });
    saved = -1;
    await saveSnapshot();
  };
  let quiet: NodeJS.Timeout | undefined;
  projector.onApplied(() => {
    clearTimeout(quiet);
    quiet = setTimeout(() => {
      saveSnapshot().catch((error) =>
        log.warn({ err: error }, 'the text index snapshot was not written; the next start takes longer'),
      );
    }, saveAfterQuietMs).unref();
  });

  return {
    state,
    textIndex,
    mentions,
    names,
    projector,
    productsIn(text, at) {
      const itemIds = new Set(mentions.find(textIndex.heard(text).text).map(({ itemId }) => itemId));
      return [...itemIds].flatMap((itemId) =>
        state.inForce(itemId, at) ? [{ itemId, name: productNames.get(itemId) ?? '' }] : [],
      );
    },
    forgetErased,
    saveSnapshot,
    async rebuild() {
      await buildAnew();
      await saveSnapshot();
    },
  };
}

/** The index that is current when it is asked, so that a rebuilt one takes over at once. */
function viewOf(current: () => TextIndex): TextIndex {
  return {
    add: (versions) => current().add(versions),
    remove: (itemId, version) => current().remove(itemId, version),
    search: (query) => current().search(query),
    layered: (versions) => current().layered(versions),
    heard: (text, collectionIds) => current().heard(text, collectionIds),
    contentWords: (text) => current().contentWords(text),
    get size() {
      return current().size;
    },
    versions: () => current().versions(),
    clear: () => current().clear(),
    save: (file, at) => current().save(file, at),
    load: (file) => current().load(file),
  };
}

/** The position that the snapshot stands for; 0 when there is none that fits this database. */
async function loadSnapshot(database: Database, textIndex: TextIndex, file: string): Promise<number> {
  const at = await textIndex.load(file);
  if (at !== null && at.hash === (await logHashAt(database, at.position))) return at.position;
  // It is of another database, or of this one before a backup was restored: what came after that was decided anew.
  textIndex.clear();
  return 0;
}

type Learn = (itemId: string, kind: ItemKind, text: ItemText) => void;

function learnNames(versions: readonly IndexedVersion[], learn: Learn): void {
  for (const { itemId, kind, text } of versions) {
    if (namingKinds.includes(kind)) learn(itemId, kind, text);
  }
}

async function loadNames(database: Database, learn: Learn, upTo: number): Promise<void> {
  if (upTo === 0) return;
  const named = await database.query<{ item_id: string; kind: ItemKind; content: ItemContent }>(
    `select distinct on (v.item_id) v.item_id, i.kind, v.content from item_versions v join items i on i.id = v.item_id
      where i.kind = any($2) and i.sort = 'node' and v.content is not null and v.position <= $1 order by v.item_id, v.version desc`,
    [upTo, namingKinds],
  );
  for (const { item_id, kind, content } of named.rows) learn(item_id, kind, itemText(kind, content));
}
