import type { z } from 'zod';
import type { Statements } from '../../../ingest/index.ts';
import { DomainError, type FieldError } from '../../errors.ts';
import { unstorableTexts } from '../../text/storable-text.ts';
import { type AgentsService, namedAgentSchema } from '../agents/index.ts';
import { type OutcomesService, outcomeReportSchema } from '../outcomes/index.ts';

/** Who takes in what lists of agents and of outcomes say. */
export interface StatementServices {
  readonly outcomes: OutcomesService;
  readonly agents: AgentsService;
}

export type Taken =
  | { readonly ok: true; readonly changed: number; readonly unchanged: number }
  | { readonly ok: false; readonly reason: string; readonly remedy: string };

interface From {
  readonly collectionId: string;
  readonly startedBy: string;
  /** Only says whether it would be taken in. */
  readonly dryRun: boolean;
}

const linesShown = 5;
const remedy = 'Mend these lines and ingest the list again; lines that were right then change nothing twice.';

/** Takes a list in as a whole, or says of each line that is wrong why nothing was taken in. */
export async function takeStatements(services: StatementServices, from: From, list: Statements): Promise<Taken> {
  const lines = list.rows.map(({ line }) => line);
  try {
    if (unstorableTexts(list.rows, 'rows').length > 0)
      return {
        ok: false,
        reason: 'a text of it holds U+0000 or half of a surrogate pair',
        remedy: 'Write it as well-formed Unicode text.',
      };
    const changed = await (list.holds === 'agents'
      ? takeAgents(services.agents, from, checked(namedAgentSchema, list.rows))
      : takeOutcomes(services.outcomes, from, checked(outcomeReportSchema, list.rows)));
    return { ok: true, changed, unchanged: list.rows.length - changed };
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'invalid_request') throw error;
    return { ok: false, reason: inLines(error, lines), remedy };
  }
}

function checked<S extends z.ZodType>(schema: S, rows: readonly { readonly said: unknown }[]): z.output<S>[] {
  const errors: FieldError[] = [];
  const values = rows.flatMap(({ said }, index) => {
    const parsed = schema.safeParse(said);
    if (parsed.success) return [parsed.data];
    for (const issue of parsed.error.issues)
      errors.push({ path: `body.rows.${index}.${issue.path.join('.')}`, message: issue.message });
    return [];
  });
  if (errors.length > 0) throw new DomainError('invalid_request', 'Nothing was stored', { errors });
  return values;
}

async function takeAgents(service: AgentsService, { dryRun }: From, agents: Parameters<AgentsService['tell']>[0]) {
  if (!dryRun) return service.tell(agents);
  service.check(agents);
  return agents.length;
}

async function takeOutcomes(
  service: OutcomesService,
  { collectionId, startedBy, dryRun }: From,
  reports: Parameters<OutcomesService['report']>[2],
) {
  if (dryRun) {
    service.check(reports);
    return reports.length;
  }
  const told = await service.report(collectionId, startedBy, reports);
  return told.filter(({ status }) => status === 'new').length;
}

/** `body.reports.3.satisfaction` is the fourth row, wherever it stands in the file. */
function inLines({ message, details: { errors = [] } }: DomainError, lines: readonly number[]): string {
  const told = errors.map(({ path, message: why }) => {
    const [, index, field] = /^body\.\w+\.(\d+)(?:\.(\w+))?/.exec(path) ?? [];
    const line = lines[Number(index)];
    return line === undefined ? why : `line ${line}: ${field ? `${field}: ` : ''}${why}`;
  });
  if (told.length === 0) return message;
  const more = told.length > linesShown ? `; and ${told.length - linesShown} more` : '';
  return `nothing of the list was taken in: ${told.slice(0, linesShown).join('; ')}${more}`;
}
