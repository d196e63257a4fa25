/** How much the signals beyond a version's own words count. */
export interface Recipe {
  /** What one unit of a whole's authority adds: the logarithm of how much the collection refers to it. */
  readonly authority: number;
  /** What one unit of a whole's size adds: the logarithm of how many items belong to it. */
  readonly size: number;
  /** What the other hits of the same whole add, by the logarithm of their votes. */
  readonly votes: number;
  /** Share of what relations hand on that counts. */
  readonly relations: number;
}

export type RecipeName = 'default' | 'no_standing' | 'words';

/** Ways to weigh what was found, by name; a collection uses one of them. */
export const recipes: Readonly<Record<RecipeName, Recipe>> = {
  default: { authority: 0.12, size: 0.03, votes: 0.07, relations: 1 },
  /** For collections whose references and sizes say nothing of what is asked for. */
  no_standing: { authority: 0, size: 0, votes: 0.07, relations: 1 },
  /** By the words alone, and what is named. */
  words: { authority: 0, size: 0, votes: 0, relations: 0 },
};
export const recipeNames = Object.keys(recipes) as [RecipeName, ...RecipeName[]];

/** The recipe of that name; the default where a newer program wrote a name that this one does not know. */
export function recipeNamed(name: string | undefined): Recipe {
  return recipes[recipeNames.find((known) => known === name) ?? 'default'];
}
