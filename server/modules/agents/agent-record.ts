import { z } from 'zod';
import { DomainError, type FieldError } from '../../errors.ts';

/** An agent's id as calls name it. */
export const agentId = z.string().trim().min(1).max(300);

const day = z.iso.date();
const statement = {
  displayName: z.string().trim().min(1).max(300).nullish(),
  team: z.string().trim().min(1).max(300).nullish(),
  /** The first day in this team; absent: today, if it is another team than before. */
  teamSince: day.optional(),
  /** Either the day they were taken on, or how many months they had been there on a day. */
  hiredOn: day.nullish(),
  tenureMonths: z.int().min(0).max(1_200).nullish(),
  tenureKnownOn: day.optional(),
};

/** What somebody who knows says of an agent; what is absent stays, null takes it back. */
export const agentStatementSchema = z.strictObject(statement);
export const namedAgentSchema = z.strictObject({ id: agentId, ...statement });
export type AgentStatement = z.output<typeof agentStatementSchema>;
export type NamedAgent = z.output<typeof namedAgentSchema>;

/** Refuses statements that contradict themselves or each other, each by its path, before anything is stored. */
export function checkStatements(
  statements: readonly (AgentStatement & { readonly id?: string })[],
  pathOf: (index: number) => string,
  today: string,
): void {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [index, { id, hiredOn, tenureMonths, tenureKnownOn, team, teamSince }] of statements.entries()) {
    const refuse = (message: string) => errors.push({ path: pathOf(index), message });
    if (id !== undefined && seen.has(id)) refuse(`this agent came before; say everything of an agent at once`);
    if (id !== undefined) seen.add(id);
    if (hiredOn != null && tenureMonths != null)
      refuse('hiredOn and tenureMonths say the same twice; send one of them');
    if (tenureKnownOn !== undefined && tenureMonths == null) refuse('tenureKnownOn is of no use without tenureMonths');
    if (teamSince !== undefined && team == null) refuse('teamSince is of no use without team');
    for (const [field, value] of Object.entries({ hiredOn, tenureKnownOn, teamSince }))
      if (value != null && (value > today || value < '1900-01-01')) refuse(`${field} is not a day from 1900 to today`);
  }
  const [first] = errors;
  if (first) {
    throw new DomainError('invalid_request', `Nothing was stored. ${first.path}: ${first.message}`, {
      errors: errors.slice(0, 20),
    });
  }
}

interface Tenure {
  readonly hiredOn: string | null;
  readonly tenureMonths: number | null;
  readonly tenureKnownOn: string | null;
}

/** Whole months with the institution on a day; as they were told, where nobody said of which day. Days as YYYY-MM-DD. */
export function tenureOn({ hiredOn, tenureMonths, tenureKnownOn }: Tenure, on: string): number | null {
  if (hiredOn !== null) return Math.max(0, monthsBetween(hiredOn, on));
  if (tenureMonths === null || tenureKnownOn === null) return tenureMonths;
  return Math.max(0, tenureMonths + monthsBetween(tenureKnownOn, on));
}

function monthsBetween(from: string, to: string): number {
  const [a, b] = [new Date(`${from}T00:00:00Z`), new Date(`${to}T00:00:00Z`)];
  const months = (b.getUTCFullYear() - a.getUTCFullYear()) * 12 + b.getUTCMonth() - a.getUTCMonth();
  return months - (b.getUTCDate() < a.getUTCDate() ? 1 : 0);
}
