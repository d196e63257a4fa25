import { z } from 'zod';
import { type Route, route } from '../../http/route.ts';
import type { CollectionRecipes } from './collection-recipes.ts';
import { recipeNames, recipes } from './recipes.ts';

const collectionSchema = z.object({ id: z.string(), name: z.string(), recipe: z.string() });
const recipeSchema = z.object({
  name: z.enum(recipeNames),
  authority: z.number(),
  size: z.number(),
  votes: z.number(),
  relations: z.number(),
});
const collectionParams = z.strictObject({ id: z.string().min(1).max(300) });
const recipeBody = z.strictObject({ recipe: z.enum(recipeNames) });

/** For whoever runs the service: the collections, and the recipe by which each is searched. */
export function collectionsRoutes(collections: CollectionRecipes): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/collections',
      operationId: 'listCollections',
      summary: 'Collections with the recipe that each is searched by, and the recipes there are',
      tag: 'operations',
      access: 'collections:read',
      response: {
        status: 200,
        schema: z.object({ items: z.array(collectionSchema), recipes: z.array(recipeSchema) }),
      },
      handle: async () => ({
        status: 200,
        body: {
          items: await collections.list(),
          recipes: recipeNames.map((name) => ({ name, ...recipes[name] })),
        },
      }),
    }),
    route({
      method: 'put',
      path: '/v1/collections/{id}/recipe',
      operationId: 'switchRecipe',
      summary: 'Search a collection by another recipe, in every process within five seconds',
      tag: 'operations',
      access: 'collections:write',
      params: collectionParams,
      body: recipeBody,
      response: { status: 200, schema: collectionSchema },
      handle: async ({ params, body, principal }) => ({
        status: 200,
        body: await collections.switchTo(params.id, body.recipe, principal.id),
      }),
    }),
  ];
}
