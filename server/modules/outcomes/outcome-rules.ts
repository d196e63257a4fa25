import { z } from 'zod';
import { canonicalJson, sha256 } from '../../publishing/keyed-hash.ts';

/** The agent's own word at the end of a call; it is never trusted, since it would measure the agent by what they say. */
export const agentsOwnWord = 'agent';
/** What a call's own record says of its end without naming who says so. */
export const unnamedSource = 'transcript';

/** Name of a source of outcomes, such as `crm`. */
export const sourceName = z
  .string()
  .regex(
    /^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}._ -]{0,49}$/u,
    'a name of at most 50 lower case letters, digits and . _ - that begins with a letter',
  );

/** The least and the most that somebody can say of their satisfaction; the most is the best. */
export const satisfactionScale = z
  .strictObject({ min: z.number().min(-1_000).max(1_000), max: z.number().min(-1_000).max(1_000) })
  .refine(({ min, max }) => min < max, 'min must be less than max');
export type SatisfactionScale = z.output<typeof satisfactionScale>;

const sourceRule = z.strictObject({
  name: sourceName,
  /** Whether agents may be measured by what it says. */
  trusted: z.boolean().default(false),
  /** Of two that are trusted alike, the one with the lower rank counts. */
  rank: z.int().min(1).max(1_000).default(1_000),
  satisfactionScale: satisfactionScale.default({ min: 1, max: 5 }),
});

/** The institution's word on which sources of outcomes count. */
export const outcomeSourcesSchema = z
  .array(sourceRule)
  .max(100)
  .refine((sources) => new Set(sources.map(({ name }) => name)).size === sources.length, 'a source is named twice')
  .refine(
    (sources) => !sources.some(({ name, trusted }) => name === agentsOwnWord && trusted),
    `the source "${agentsOwnWord}" is the agent's own word and cannot be trusted`,
  )
  .default([
    { name: 'quality', trusted: true, rank: 1, satisfactionScale: { min: 1, max: 5 } },
    { name: 'crm', trusted: true, rank: 2, satisfactionScale: { min: 1, max: 5 } },
    { name: 'survey', trusted: true, rank: 3, satisfactionScale: { min: 1, max: 5 } },
  ]);

export interface OutcomeRules {
  readonly sources: z.output<typeof outcomeSourcesSchema>;
  /** A customer who comes back within so many days after a solved call has not had it solved. */
  readonly repeatContactDays: number;
}

export const defaultOutcomeRules: OutcomeRules = {
  sources: outcomeSourcesSchema.parse(undefined),
  repeatContactDays: 7,
};

/** Names a set of rules: the same for the same rules. */
export const fingerprintOf = ({ sources }: OutcomeRules): string => sha256(canonicalJson(sources));

export function trustedSources({ sources }: OutcomeRules): readonly string[] {
  return sources.filter(({ trusted }) => trusted).map(({ name }) => name);
}

/** The scale that a source gives its satisfaction on where a report does not say. */
export function scaleOf({ sources }: OutcomeRules, source: string): SatisfactionScale {
  return sources.find(({ name }) => name === source)?.satisfactionScale ?? { min: 1, max: 5 };
}
