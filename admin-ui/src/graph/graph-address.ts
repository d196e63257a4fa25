import { type ItemKind, itemKinds, parseInstant } from '../../../graph-schema/index.ts';

export const graphModes = ['whole', 'around', 'impact', 'path'] as const;
export type GraphMode = (typeof graphModes)[number];

/** What the explorer shows, as its address holds it: whoever is sent the address sees the same. */
export interface GraphView {
  readonly mode: GraphMode;
  /** Where it begins; empty for the whole graph. */
  readonly item: string;
  /** Where a path leads. */
  readonly to: string;
  readonly depth: number;
  /** Items whose neighbours were opened as well. */
  readonly opened: readonly string[];
  readonly hidden: readonly ItemKind[];
  /** The item whose details are shown; empty: none. */
  readonly chosen: string;
  /** Date-times on the institution's clock, as a date-time field gives them; empty: now. */
  readonly asOf: string;
  readonly knownAt: string;
}

const mostDepth = { whole: 1, around: 3, impact: 6, path: 6 } as const satisfies Record<GraphMode, number>;
export const depthsOf = (mode: GraphMode): readonly number[] =>
  Array.from({ length: mostDepth[mode] }, (_, index) => index + 1);
const usualDepth = { whole: 1, around: 1, impact: 3, path: 4 } as const satisfies Record<GraphMode, number>;

const listed = (text: string | null) => (text ?? '').split(',').filter((part) => part !== '');

/** Reads an address; what it does not say, or says wrongly, is as usual. */
export function viewIn(address: URLSearchParams): GraphView {
  const item = address.get('item') ?? '';
  const said = graphModes.find((mode) => mode === address.get('mode'));
  const mode = item === '' ? 'whole' : said === undefined || said === 'whole' ? 'around' : said;
  const depth = Number(address.get('depth'));
  return {
    mode,
    item,
    to: address.get('to') ?? '',
    depth: depthsOf(mode).includes(depth) ? depth : usualDepth[mode],
    opened: listed(address.get('opened')),
    hidden: itemKinds.filter((kind) => listed(address.get('hidden')).includes(kind)),
    chosen: address.get('chosen') ?? '',
    asOf: address.get('asOf') ?? '',
    knownAt: address.get('knownAt') ?? '',
  };
}

/** The address that says what is out of the usual, and nothing else. */
export function addressOf(view: GraphView): URLSearchParams {
  const address = new URLSearchParams();
  const say = (name: string, value: string) => value !== '' && address.set(name, value);
  say('item', view.item);
  if (view.item !== '' && view.mode !== 'around') say('mode', view.mode);
  if (view.mode === 'path') say('to', view.to);
  if (view.depth !== usualDepth[view.mode]) say('depth', String(view.depth));
  say('opened', view.opened.join(','));
  say('hidden', view.hidden.join(','));
  say('chosen', view.chosen);
  say('asOf', view.asOf);
  say('knownAt', view.knownAt);
  return address;
}

/** The view that begins at an item: only the filters and the times stay. */
export function beginAt(view: GraphView, item: string, mode: GraphMode = 'around'): GraphView {
  const next = item === '' ? 'whole' : mode;
  return { ...view, mode: next, item, to: '', depth: usualDepth[next], opened: [], chosen: item };
}

/** The query for both times; what cannot be read as a time is left out. */
export function timesOf(view: Pick<GraphView, 'asOf' | 'knownAt'>, timeZone: string): Record<string, string> {
  const times: Record<string, string> = {};
  for (const name of ['asOf', 'knownAt'] as const) {
    if (view[name] === '') continue;
    try {
      times[name] = parseInstant(view[name], timeZone).toISOString();
    } catch {
      // Half a date while it is typed.
    }
  }
  return times;
}
