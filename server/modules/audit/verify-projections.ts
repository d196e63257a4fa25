import { DomainError } from '../../errors.ts';
import type { Executor } from '../../ports/database.ts';
import type { GraphProjection } from '../../ports/graph-projection.ts';
import type { TextIndex } from '../../ports/text-index.ts';
import type { Projector, PublishedState } from '../../publishing/index.ts';

export interface ProjectionFault {
  /** `graph` and `text` are this process's own; version 0 is an item itself. */
  readonly projection: 'graph' | 'text' | 'neo4j';
  readonly fault: 'missing' | 'extra' | 'stale';
  readonly itemId: string;
  readonly version: number;
}

export interface GraphVerification {
  readonly ok: boolean;
  readonly position: number;
  readonly nodes: number;
  readonly edges: number;
  readonly versions: number;
  readonly faults: readonly ProjectionFault[];
}

interface Row {
  item_id: string;
  version: number;
  sort: 'node' | 'edge';
  erased: boolean;
  position: number;
  valid_from: Date | null;
  valid_to: Date | null;
  later: number;
}

const pageSize = 5_000;
const faultsShown = 50;

/**
 * Holds the graph and the text index of this process, and the graph server if there is one, against the published log,
 * version by version. Of the faults it lists the first fifty. Throws `unavailable` when the graph server cannot be asked.
 */
export async function verifyProjections(
  executor: Executor,
  projector: Projector,
  state: PublishedState,
  textIndex: TextIndex,
  graphServer: GraphProjection | null = null,
): Promise<GraphVerification> {
  await projector.catchUp();
  const position = state.position;
  const faults: ProjectionFault[] = [];
  let faultCount = 0;
  const tell = (fault: ProjectionFault) => {
    faultCount += 1;
    if (faults.length < faultsShown) faults.push(fault);
  };
  const indexed = new Set<string>();
  for (const { itemId, version } of textIndex.versions()) indexed.add(`${itemId}@${version}`);
  const logged = new Set<string>();
  const counts = { node: 0, edge: 0, versions: 0 };
  let after = { itemId: '', version: 0 };
  for (;;) {
    const page = await executor.query<Row>(
      `select v.item_id, v.version, i.sort, v.erased_at is not null as erased, v.position, v.valid_from, v.valid_to,
              (select count(*)::int from decision_entries e where e.item_id = v.item_id and e.version = v.version and e.position <= $3) - 1 as later
         from item_versions v join items i on i.id = v.item_id
        where (v.item_id, v.version) > ($1, $2) and v.position <= $3 order by v.item_id, v.version limit $4`,
      [after.itemId, after.version, position, pageSize],
    );
    for (const row of page.rows) {
      if (row.item_id !== after.itemId) counts[row.sort] += 1;
      after = { itemId: row.item_id, version: row.version };
      const key = `${row.item_id}@${row.version}`;
      logged.add(key);
      const fault = graphFault(state, row);
      if (fault) tell({ projection: 'graph', fault, itemId: row.item_id, version: row.version });
      if (row.sort === 'node' && row.erased === indexed.has(key)) {
        tell({
          projection: 'text',
          fault: row.erased ? 'extra' : 'missing',
          itemId: row.item_id,
          version: row.version,
        });
      }
    }
    if (page.rows.length < pageSize) break;
  }
  for (const item of state.items()) {
    for (const { version } of item.versions) {
      if (!logged.has(`${item.itemId}@${version}`))
        tell({ projection: 'graph', fault: 'extra', itemId: item.itemId, version });
    }
  }
  for (const { itemId, version } of textIndex.versions()) {
    if (!logged.has(`${itemId}@${version}`)) tell({ projection: 'text', fault: 'extra', itemId, version });
  }
  if (graphServer) await verifyGraphServer(graphServer, tell);
  return {
    ok: faultCount === 0,
    position,
    nodes: counts.node,
    edges: counts.edge,
    versions: logged.size,
    faults,
  };
}

function graphFault(state: PublishedState, row: Row): 'missing' | 'stale' | null {
  const held = state.version(row.item_id, row.version);
  if (!held) return 'missing';
  const same =
    held.position === Number(row.position) &&
    held.later.length === row.later &&
    held.interval.from?.getTime() === row.valid_from?.getTime() &&
    held.interval.to?.getTime() === row.valid_to?.getTime();
  return same ? null : 'stale';
}

async function verifyGraphServer(graphServer: GraphProjection, tell: (fault: ProjectionFault) => void): Promise<void> {
  try {
    await graphServer.verify((fault) => tell({ projection: 'neo4j', ...fault }));
  } catch (cause) {
    throw new DomainError(
      'unavailable',
      'The graph server could not be verified; see whether it runs and NEO4J_URL is its address, then ask again',
      {},
      { cause },
    );
  }
}
