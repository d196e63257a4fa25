import type { CallContext } from '../../../graph-schema/index.ts';

const mostUnits = 300;

/** What is known of a call with its free text redacted; a day and a channel name nobody. */
export function redactedContext(context: CallContext, redact: (text: string) => string): CallContext {
  const { products, region, segment } = context;
  const clean = (text: string) => redact(text).slice(0, mostUnits);
  return {
    ...context,
    ...(products === undefined ? {} : { products: products.map(clean) }),
    ...(region === undefined ? {} : { region: clean(region) }),
    ...(segment === undefined ? {} : { segment: clean(segment) }),
  };
}
