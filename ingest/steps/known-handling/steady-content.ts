type Content = Readonly<Record<string, unknown>>;

// A share is another one when it differs by more than this, or by more than chance moves it in so many calls.
const leastShareChange = 0.05;
// Calls are more or fewer when they differ by more than this part.
const leastGrowth = 0.25;
const mostPoints = 15;
const mostPlaces = 2;
const mostAvoided = 20;

/** Numbers that are told together: where one changed, all are told anew. */
const counted = ['frequency', 'calls', 'solvedShare', 'calmerShare'];
const measured = ['effect', 'description'];
const told = new Set([...counted, ...measured]);

/**
 * What is proposed of something known: its known content, with those fields replaced that calls changed more than chance
 * does. Names and lines stay as a person, or the mining that found them, put them; what calls no longer show stays until people take it out. The same object as `known`: nothing changed.
 */
export function steadyContent(known: Content, found: Content): Content {
  const changed = Object.keys(found).filter((field) => !told.has(field) && !isSame(field, known[field], found[field]));
  const recounted = counted.some((field) => isMoved(field, known, found)) ? counted : [];
  changed.push(...recounted);
  if (found['effect'] !== undefined && !isSameEffect(known['effect'], found['effect'])) changed.push(...measured);
  if (changed.length === 0) return known;
  const kept = Object.entries(known).filter(([field]) => !recounted.includes(field));
  const next = changed.flatMap((field) => (found[field] === undefined ? [] : [[field, found[field]] as const]));
  const avoid = [...new Set([...listOf(known['avoid']), ...listOf(found['avoid'])])].slice(0, mostAvoided);
  return { ...Object.fromEntries([...kept, ...next]), ...(avoid.length > 0 ? { avoid } : {}) };
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function isSame(field: string, known: unknown, found: unknown): boolean {
  if (found === undefined || (Array.isArray(found) && found.length === 0)) return true;
  switch (field) {
    case 'condition':
    case 'doneWhen':
      return isSameStatement(known, found);
    case 'order':
      return isNear(known, found, mostPlaces);
    case 'emotions':
      return listOf(found).some((one) => listOf(known).includes(one));
    case 'avoid':
      return listOf(found).every((one) => listOf(known).includes(one));
    default:
      return known !== undefined;
  }
}

function isNear(known: unknown, found: unknown, most: number): boolean {
  return typeof known === 'number' && typeof found === 'number' && Math.abs(known - found) <= most + 1e-9;
}

function isMoved(field: string, known: Content, found: Content): boolean {
  if (found[field] === undefined) return false;
  const calls = typeof known['calls'] === 'number' ? known['calls'] : 0;
  // The standard error of a share of one half.
  const share = Math.max(leastShareChange, 0.5 / Math.sqrt(Math.max(1, calls)));
  return !isNear(known[field], found[field], field === 'calls' ? leastGrowth * calls : share);
}

// The share behind a statement, and after it an example: what it says stands before.
const shareOf = /[（(](?:此分支的|so in )?(\d+)%/;

/** Whether two statements say the same with about the same share of calls; what a person wrote says the same as any. */
function isSameStatement(known: unknown, found: unknown): boolean {
  if (typeof known !== 'string' || typeof found !== 'string') return false;
  const [a, b] = [shareOf.exec(known), shareOf.exec(found)];
  if (known === found || !a) return true;
  if (!b || known.slice(0, a.index) !== found.slice(0, b.index)) return false;
  return Math.abs(Number(a[1]) - Number(b[1])) <= mostPoints;
}

interface Effect {
  readonly lift: number;
  readonly low: number;
  readonly high: number;
  readonly calls: number;
}

const isEffect = (value: unknown): value is Effect => typeof value === 'object' && value !== null && 'lift' in value;

function isSameEffect(known: unknown, found: unknown): boolean {
  if (!isEffect(known) || !isEffect(found)) return false;
  const isWithin = found.lift >= known.low && found.lift <= known.high;
  return isWithin && isNear(known.calls, found.calls, leastGrowth * known.calls);
}
