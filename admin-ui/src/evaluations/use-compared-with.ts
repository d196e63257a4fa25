import { useTranslate } from 'react-admin';
import type { EvaluationRun } from '../api/types.ts';

/** Says in words what a run compared with what is in force. */
export function useComparedWith(): (run: EvaluationRun) => string {
  const translate = useTranslate();
  return ({ changesetId, proposalIds, recipe }) => {
    const said = [
      ...(changesetId ? [translate('app.evaluations.compared_changeset')] : []),
      ...(proposalIds ? [translate('app.evaluations.compared_proposals', { smart_count: proposalIds.length })] : []),
      ...(recipe
        ? [
            translate('app.evaluations.compared_recipe', {
              recipe: translate(`app.evaluations.recipes.${recipe.recipe}`),
              collection: recipe.collectionId,
            }),
          ]
        : []),
    ];
    return said.length > 0 ? said.join(' · ') : translate('app.evaluations.in_force_only');
  };
}
