/** What observers said of one unit, in categories; an observer may judge it several times. */
export interface ObservedUnit {
  readonly judgements: readonly (readonly [observer: string, category: string])[];
  /** What an adjudicator decided, where one did. */
  readonly truth?: string | undefined;
}

export interface Estimated {
  /** How common each category is. */
  readonly prevalence: ReadonlyMap<string, number>;
  /** For each observer how likely they say the truth, over all categories by their prevalence; 0..1. */
  readonly accuracy: ReadonlyMap<string, number>;
  /** For each unit how likely each category is the true one. */
  readonly posterior: readonly ReadonlyMap<string, number>[];
}

interface Options {
  /** Judgements that every observer is taken to have given before, of which `trusted` were right; 0: none. */
  readonly strength?: number;
  readonly trusted?: number;
  readonly iterations?: number;
}

/**
 * How well each observer tells the truth that nobody knows, by expectation and maximisation (Dawid and Skene 1979). Units
 * with a known truth keep it. With `strength` each observer's table begins with that many judgements of every category,
 * so that a few cannot make anybody perfect or worthless.
 */
export function dawidSkene(
  units: readonly ObservedUnit[],
  { strength = 0, trusted = 0.8, iterations = 100 }: Options = {},
): Estimated {
  const categories = [
    ...new Set(
      units.flatMap(({ judgements, truth }) => [
        ...judgements.map(([, said]) => said),
        ...(truth === undefined ? [] : [truth]),
      ]),
    ),
  ].sort();
  const observers = [...new Set(units.flatMap(({ judgements }) => judgements.map(([observer]) => observer)))].sort();
  let beliefs = units.map((unit) => begin(unit, categories));
  let model = maximise(units, beliefs, categories, observers, strength, trusted);
  for (let n = 0; n < iterations; n += 1) {
    const next = units.map((unit) => expect(unit, model, categories));
    const moved = Math.max(
      0,
      ...next.map((row, u) => Math.max(...row.map((value, c) => Math.abs(value - (beliefs[u]?.[c] ?? 0))))),
    );
    beliefs = next;
    model = maximise(units, beliefs, categories, observers, strength, trusted);
    if (moved < 1e-7) break;
  }
  const { prevalence, tables } = model;
  return {
    prevalence: new Map(categories.map((category, c) => [category, prevalence[c] ?? 0])),
    accuracy: new Map(
      observers.map((observer) => [
        observer,
        categories.reduce((sum, _category, c) => sum + (prevalence[c] ?? 0) * (tables.get(observer)?.[c]?.[c] ?? 0), 0),
      ]),
    ),
    posterior: beliefs.map((row) => new Map(categories.map((category, c) => [category, row[c] ?? 0]))),
  };
}

interface Model {
  readonly prevalence: readonly number[];
  /** For each observer: of each true category, how likely they say each. */
  readonly tables: ReadonlyMap<string, readonly (readonly number[])[]>;
}

/** By majority at first. */
function begin({ judgements, truth }: ObservedUnit, categories: readonly string[]): number[] {
  if (truth !== undefined) return categories.map((category) => (category === truth ? 1 : 0));
  return categories.map((category) => judgements.filter(([, said]) => said === category).length / judgements.length);
}

function maximise(
  units: readonly ObservedUnit[],
  beliefs: readonly (readonly number[])[],
  categories: readonly string[],
  observers: readonly string[],
  strength: number,
  trusted: number,
): Model {
  const places = new Map(categories.map((category, c) => [category, c]));
  const wrong = categories.length > 1 ? (strength * (1 - trusted)) / (categories.length - 1) : 0;
  const counts = new Map(
    observers.map((observer) => [
      observer,
      categories.map((_t, t) => categories.map((_s, s) => (t === s ? strength * trusted : wrong))),
    ]),
  );
  units.forEach(({ judgements }, u) => {
    for (const [observer, said] of judgements) {
      const s = places.get(said) ?? 0;
      counts.get(observer)?.forEach((row, t) => {
        row[s] = (row[s] ?? 0) + (beliefs[u]?.[t] ?? 0);
      });
    }
  });
  const tables = new Map(
    [...counts].map(([observer, rows]) => [
      observer,
      rows.map((row) => {
        const sum = row.reduce((a, b) => a + b, 0);
        return row.map((count) => (sum === 0 ? 1 / categories.length : count / sum));
      }),
    ]),
  );
  const prevalence = categories.map(
    (_category, c) => beliefs.reduce((sum, row) => sum + (row[c] ?? 0), 0) / Math.max(1, units.length),
  );
  return { prevalence, tables };
}

function expect(
  { judgements, truth }: ObservedUnit,
  { prevalence, tables }: Model,
  categories: readonly string[],
): number[] {
  if (truth !== undefined) return categories.map((category) => (category === truth ? 1 : 0));
  const places = new Map(categories.map((category, c) => [category, c]));
  const likelihood = categories.map((_category, c) =>
    judgements.reduce(
      (product, [observer, said]) => product * (tables.get(observer)?.[c]?.[places.get(said) ?? 0] ?? 0),
      prevalence[c] ?? 0,
    ),
  );
  const sum = likelihood.reduce((a, b) => a + b, 0);
  return likelihood.map((value) => (sum === 0 ? 1 / categories.length : value / sum));
}
