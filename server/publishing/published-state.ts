import type { Applicability, Approval, Audience, ItemKind, RelationType } from '../../graph-schema/index.ts';
import type { PointInTime } from '../ports/graph-index.ts';
import { createDatabaseTime } from './database-time.ts';
import { inForceAt, type LaterDecision, type VersionInTime } from './in-force.ts';

/** A published version without its content, as every process keeps it in memory. */
export interface PublishedVersion extends VersionInTime {
  readonly itemId: string;
  readonly conditions: Applicability;
  readonly audience: readonly Audience[];
  readonly approval: Approval;
  readonly confidence: number;
}

interface PublishedThing {
  readonly itemId: string;
  readonly collectionId: string;
  readonly versions: readonly PublishedVersion[];
}

export interface PublishedNode extends PublishedThing {
  readonly sort: 'node';
  readonly kind: ItemKind;
}

export interface PublishedEdge extends PublishedThing {
  readonly sort: 'edge';
  readonly kind: RelationType;
  readonly fromId: string;
  readonly toId: string;
}

export type Published = PublishedNode | PublishedEdge;

/** What a decision says of one version. */
export type DecisionEntry =
  | {
      readonly action: 'publish';
      readonly item: Omit<PublishedNode, 'versions'> | Omit<PublishedEdge, 'versions'>;
      readonly version: PublishedVersion;
    }
  | { readonly action: LaterDecision['action']; readonly itemId: string; readonly version: number };

/** Everything that was ever published, by item, up to one position of the log; answers for any point of both times. */
export interface PublishedState {
  /** The last decision that was applied; 0: none. */
  readonly position: number;
  readonly decidedAt: Date | null;
  /** The audit hash of that decision, which stands for the whole log up to it; null: none, or not known. */
  readonly logHash: string | null;
  /** Rises each time that everything was forgotten because the log is another; what was kept from before is worth nothing. */
  readonly epoch: number;
  get(itemId: string): Published | undefined;
  version(itemId: string, version: number): PublishedVersion | undefined;
  inForce(itemId: string, at: PointInTime): PublishedVersion | null;
  /** Ids of the relations that leave or enter an item, in force or not. */
  edges(itemId: string, direction: 'out' | 'in'): readonly PublishedEdge[];
  items(): Iterable<Published>;
  /** Now on both axes; everything applied so far is known. */
  now(): PointInTime;
  /** The decision for which nothing of an item is in force here, since it could not be taken in; null: none. */
  withheldBy(itemId: string): number | null;
  /** The items of each decision that could not be taken in, by its position. */
  withheld(): ReadonlyMap<number, readonly string[]>;
}

interface AppliedDecision {
  readonly position: number;
  readonly decidedAt: Date;
  readonly logHash?: string | null;
}

interface MutableState extends PublishedState {
  /** What the database's clock said between two moments of `performance.now()`; `now` follows it. */
  learnTime(said: Date, askedAt: number, answeredAt: number): void;
  /** Applies one whole decision at once, so that no reader sees half of it. One that was applied before is left out. */
  apply(decision: AppliedDecision, entries: readonly DecisionEntry[]): void;
  /**
   * Goes past a decision that cannot be taken in: until it is restored nothing is in force for the items it is about,
   * whatever is decided of them later.
   */
  withhold(decision: AppliedDecision, itemIds: readonly string[]): void;
  /** Puts whole histories, read up to the state's own position, in place of what a withheld decision left. */
  restore(position: number, histories: readonly Published[]): void;
  /** Takes over everything that another state holds, at once. */
  replaceWith(other: PublishedState): void;
  /** Forgets everything, so that nothing is in force until another state takes its place. */
  forget(): void;
}

export type PublishedStateProjection = MutableState;

type Stored =
  | { -readonly [K in keyof PublishedNode]: PublishedNode[K] }
  | { -readonly [K in keyof PublishedEdge]: PublishedEdge[K] };

/** `clock` is for tests; without it, `now` is the database's clock as far as it is known. */
export function createPublishedState(clock?: () => Date): PublishedStateProjection {
  const databaseTime = createDatabaseTime();
  const things = new Map<string, Stored>();
  const outgoing = new Map<string, PublishedEdge[]>();
  const incoming = new Map<string, PublishedEdge[]>();
  const withheld = new Map<number, readonly string[]>();
  // The newest of the decisions that withhold an item.
  let withheldItems: ReadonlyMap<string, number> = new Map();
  let position = 0;
  let decidedAt: Date | null = null;
  let logHash: string | null = null;
  let epoch = 0;

  const reached = (decision: AppliedDecision) => {
    position = decision.position;
    decidedAt = decision.decidedAt;
    logHash = decision.logHash ?? null;
  };

  const empty = () => {
    things.clear();
    outgoing.clear();
    incoming.clear();
    withheld.clear();
    withheldChanged();
  };

  const withheldChanged = () => {
    withheldItems = new Map(
      [...withheld].toSorted(([a], [b]) => a - b).flatMap(([at, ids]) => ids.map((itemId) => [itemId, at] as const)),
    );
  };

  const connect = (edge: PublishedEdge) => {
    append(outgoing, edge.fromId, edge);
    append(incoming, edge.toId, edge);
  };

  const publish = (entry: Extract<DecisionEntry, { action: 'publish' }>) => {
    const known = things.get(entry.item.itemId);
    if (known) {
      known.versions = [...known.versions, entry.version];
      return;
    }
    const created: Stored = { ...entry.item, versions: [entry.version] };
    things.set(created.itemId, created);
    if (created.sort === 'edge') connect(created);
  };

  const mark = (entry: Exclude<DecisionEntry, { action: 'publish' }>, decision: LaterDecision) => {
    const known = things.get(entry.itemId);
    if (!known) return;
    known.versions = known.versions.map((version) =>
      version.version === entry.version ? { ...version, later: [...version.later, decision] } : version,
    );
  };

  return {
    get position() {
      return position;
    },
    get decidedAt() {
      return decidedAt;
    },
    get logHash() {
      return logHash;
    },
    get epoch() {
      return epoch;
    },
    get: (itemId) => things.get(itemId),
    version: (itemId, version) => things.get(itemId)?.versions.find((candidate) => candidate.version === version),
    inForce(itemId, at) {
      if (withheldItems.has(itemId)) return null;
      const thing = things.get(itemId);
      return thing ? inForceAt(thing.versions, at) : null;
    },
    edges: (itemId, direction) => (direction === 'out' ? outgoing : incoming).get(itemId) ?? [],
    items: () => things.values(),
    now() {
      const now = clock?.() ?? databaseTime.now();
      // What was applied is known, however well this process tells the database's clock, that assigns decidedAt.
      return { asOf: now, knownAt: decidedAt !== null && decidedAt > now ? decidedAt : now };
    },
    learnTime: databaseTime.learn,
    withheldBy: (itemId) => withheldItems.get(itemId) ?? null,
    withheld: () => withheld,
    withhold(decision, itemIds) {
      if (decision.position <= position) return;
      withheld.set(decision.position, itemIds);
      withheldChanged();
      reached(decision);
    },
    restore(restored, histories) {
      for (const history of histories) {
        const known = things.get(history.itemId);
        if (known) known.versions = history.versions;
        else {
          const created: Stored = { ...history };
          things.set(created.itemId, created);
          if (created.sort === 'edge') connect(created);
        }
      }
      withheld.delete(restored);
      withheldChanged();
    },
    apply(decision, entries) {
      if (decision.position <= position) return;
      for (const entry of entries) {
        if (entry.action === 'publish') publish(entry);
        else mark(entry, { position: decision.position, decidedAt: decision.decidedAt, action: entry.action });
      }
      reached(decision);
    },
    replaceWith(other) {
      empty();
      for (const item of other.items()) {
        things.set(item.itemId, { ...item });
        if (item.sort === 'edge') connect(item);
      }
      for (const [at, itemIds] of other.withheld()) withheld.set(at, itemIds);
      withheldChanged();
      position = other.position;
      decidedAt = other.decidedAt;
      logHash = other.logHash;
    },
    forget() {
      empty();
      position = 0;
      decidedAt = null;
      logHash = null;
      epoch += 1;
    },
  };
}

function append<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
