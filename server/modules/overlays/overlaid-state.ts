import {
  inForceAt,
  type Published,
  type PublishedEdge,
  type PublishedState,
  type PublishedVersion,
  type VersionRef,
} from '../../publishing/index.ts';

/** What a change would do: versions put in force, versions taken out of it. */
export interface OverlaidChange {
  /** One for each item; `item` says what it is, also when it was never published. */
  readonly published: readonly { readonly item: Thing; readonly version: PublishedVersion }[];
  readonly withdrawn: readonly VersionRef[];
}

type Without<T, K extends string> = T extends unknown ? Omit<T, K> : never;
type Thing = Without<Published, 'versions'>;

/** Higher than that of any decision. */
export const overlaidPosition = Number.MAX_SAFE_INTEGER;
/** Known at whatever time is asked about. */
export const alwaysKnown = new Date(0);

/**
 * The published state as it would be with a change on top of it. Nothing is copied and nothing written: what is not part
 * of the change is asked of the state itself, as it is at that moment.
 */
export function overlaidState(base: PublishedState, { published, withdrawn }: OverlaidChange): PublishedState {
  const added = new Map(published.map(({ item, version }) => [item.itemId, { item, version }]));
  const gone = new Map<string, ReadonlySet<number>>();
  for (const { itemId, version } of withdrawn) gone.set(itemId, new Set([...(gone.get(itemId) ?? []), version]));
  const newEdges = published.flatMap(({ item, version }) =>
    item.sort === 'edge' && !base.get(item.itemId) ? [{ ...item, versions: [version] }] : [],
  );
  const leaving = grouped(newEdges, ({ fromId }) => fromId);
  const entering = grouped(newEdges, ({ toId }) => toId);

  const withdraw = (version: PublishedVersion): PublishedVersion =>
    gone.get(version.itemId)?.has(version.version)
      ? {
          ...version,
          later: [...version.later, { position: overlaidPosition, decidedAt: alwaysKnown, action: 'retract' }],
        }
      : version;
  const overlaid = (itemId: string): Published | undefined => {
    const known = base.get(itemId);
    const change = added.get(itemId);
    if (!change && !gone.has(itemId)) return known;
    if (!known) return change && { ...change.item, versions: [change.version] };
    // What was decided while the overlay stands has the same number; the overlay is asked about, so it counts.
    const before = known.versions.filter(({ version }) => version !== change?.version.version).map(withdraw);
    return { ...known, versions: change ? [...before, change.version] : before };
  };

  return {
    get position() {
      return base.position;
    },
    get decidedAt() {
      return base.decidedAt;
    },
    get logHash() {
      return base.logHash;
    },
    get epoch() {
      return base.epoch;
    },
    get: overlaid,
    version: (itemId, number) => overlaid(itemId)?.versions.find(({ version }) => version === number),
    inForce(itemId, at) {
      if (!added.has(itemId) && !gone.has(itemId)) return base.inForce(itemId, at);
      const thing = base.withheldBy(itemId) === null ? overlaid(itemId) : undefined;
      return thing ? inForceAt(thing.versions, at) : null;
    },
    edges(itemId, direction): readonly PublishedEdge[] {
      const more = (direction === 'out' ? leaving : entering).get(itemId);
      return more ? [...base.edges(itemId, direction), ...more] : base.edges(itemId, direction);
    },
    *items() {
      for (const { itemId } of base.items()) {
        const thing = overlaid(itemId);
        if (thing) yield thing;
      }
      for (const [itemId] of added) {
        const thing = base.get(itemId) ? undefined : overlaid(itemId);
        if (thing) yield thing;
      }
    },
    now: () => base.now(),
    withheldBy: (itemId) => base.withheldBy(itemId),
    withheld: () => base.withheld(),
  };
}

function grouped(edges: readonly PublishedEdge[], keyOf: (edge: PublishedEdge) => string) {
  const groups = new Map<string, PublishedEdge[]>();
  for (const edge of edges) groups.set(keyOf(edge), [...(groups.get(keyOf(edge)) ?? []), edge]);
  return groups as ReadonlyMap<string, readonly PublishedEdge[]>;
}
