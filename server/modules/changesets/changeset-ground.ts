import type { IngestSettings } from '../../../ingest/ports.ts';
import type { Database } from '../../ports/database.ts';
import type { GraphIndex } from '../../ports/graph-index.ts';
import type { WakeUps } from '../../ports/wake-ups.ts';
import type { KeyedHash, PublishedState } from '../../publishing/index.ts';
import type { ProposalsService } from '../proposals/index.ts';

/** What changesets stand on. */
export interface ChangesetGround {
  readonly database: Database;
  readonly hash: KeyedHash;
  readonly wakeUps: WakeUps;
  readonly proposals: ProposalsService;
  readonly graph: GraphIndex;
  readonly state: PublishedState;
  readonly settings: Omit<IngestSettings, 'verbatim'>;
  /** The institution's own zone, where a changeset names none. */
  readonly timeZone: string;
}
