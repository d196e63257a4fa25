import { z } from 'zod';
import { channels } from './closed-lists.ts';

const names = z.array(z.string().trim().min(1).max(300)).min(1).max(200);

/**
 * When an item applies, beyond its validity in time. Absent field: no condition. Every list means "one of these";
 * `contractDate` is half-open and compares with the day on which the customer's contract began.
 */
export const applicabilitySchema = z.strictObject({
  products: names.optional(),
  channels: z.array(channels.schema).min(1).optional(),
  regions: names.optional(),
  segments: names.optional(),
  contractDate: z.strictObject({ from: z.iso.date().optional(), to: z.iso.date().optional() }).optional(),
});
export type Applicability = z.infer<typeof applicabilitySchema>;

/** What is known of a call; every field may be unknown. */
export const callContextSchema = z.strictObject({
  products: names.optional(),
  channel: channels.schema.optional(),
  region: z.string().trim().min(1).max(300).optional(),
  segment: z.string().trim().min(1).max(300).optional(),
  contractDate: z.iso.date().optional(),
});
export type CallContext = z.infer<typeof callContextSchema>;

export type ConditionName = keyof Applicability;

/** `no`: a condition is known to fail. `yes`: all hold. `unknown`: show those named, the call does not tell. */
export type ApplicabilityVerdict =
  | { readonly applies: 'yes' }
  | { readonly applies: 'no'; readonly failed: ConditionName }
  | { readonly applies: 'unknown'; readonly open: readonly ConditionName[] };

/** Holds the conditions against what is known of the call. Unknown context never hides an item. */
export function checkApplicability(conditions: Applicability, context: CallContext): ApplicabilityVerdict {
  const open: ConditionName[] = [];
  const test = (condition: ConditionName, known: boolean, holds: () => boolean): boolean => {
    if (!known) open.push(condition);
    return !known || holds();
  };
  const includes = (list: readonly string[], value: string | undefined) => value !== undefined && list.includes(value);
  const { products, channels: allowed, regions, segments, contractDate } = conditions;
  const { contractDate: signed } = context;

  if (
    products &&
    !test('products', context.products !== undefined, () => products.some((p) => context.products?.includes(p)))
  ) {
    return { applies: 'no', failed: 'products' };
  }
  if (allowed && !test('channels', context.channel !== undefined, () => includes(allowed, context.channel))) {
    return { applies: 'no', failed: 'channels' };
  }
  if (regions && !test('regions', context.region !== undefined, () => includes(regions, context.region))) {
    return { applies: 'no', failed: 'regions' };
  }
  if (segments && !test('segments', context.segment !== undefined, () => includes(segments, context.segment))) {
    return { applies: 'no', failed: 'segments' };
  }
  if (contractDate && !test('contractDate', signed !== undefined, () => inDays(contractDate, signed ?? ''))) {
    return { applies: 'no', failed: 'contractDate' };
  }
  return open.length > 0 ? { applies: 'unknown', open } : { applies: 'yes' };
}

// ISO days compare as text.
function inDays(range: { from?: string | undefined; to?: string | undefined }, day: string): boolean {
  return (range.from === undefined || range.from <= day) && (range.to === undefined || day < range.to);
}
