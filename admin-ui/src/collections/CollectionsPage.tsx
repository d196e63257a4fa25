import { Box, Button, MenuItem, Paper, TextField, Typography } from '@mui/material';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Confirm, useNotify, usePermissions, useTranslate } from 'react-admin';
import type { Permissions } from '../access/permissions.ts';
import type { Collections } from '../api/types.ts';
import { useEvaluationsApi } from '../evaluations/evaluations-api.ts';
import { HeardOnly } from '../widgets/HeardOnly.tsx';
import { PageTitle } from '../widgets/PageTitle.tsx';
import { ErrorMessage, LoadingMessage, StateMessage } from '../widgets/StateMessage.tsx';
import { useProblemText } from '../widgets/use-problem-text.ts';
import { RecipeTrial } from './RecipeTrial.tsx';

type Collection = Collections['items'][number];
type Recipe = Collections['recipes'][number];

/** The collections, the recipe that each is searched by, and a way to try another before it is switched. */
export function CollectionsPage() {
  const translate = useTranslate();
  const api = useEvaluationsApi();
  const { data, error, refetch } = useQuery({ queryKey: ['collections'], queryFn: api.collections });
  const title = translate('resources.collections.name');
  if (!data) return error ? <ErrorMessage error={error} onRetry={() => void refetch()} /> : <LoadingMessage />;
  return (
    <Box sx={{ pt: 2, pb: 4, display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      <PageTitle title={title} />
      <HeardOnly>{title}</HeardOnly>
      <Typography variant="body2" color="textSecondary">
        {translate('app.evaluations.recipes.hint')}
      </Typography>
      <Recipes recipes={data.recipes} />
      {data.items.length === 0 && <StateMessage title={translate('app.evaluations.recipes.none')} />}
      {data.items.map((collection) => (
        <CollectionRow
          key={collection.id}
          collection={collection}
          recipes={data.recipes}
          reload={() => void refetch()}
        />
      ))}
    </Box>
  );
}

function Recipes({ recipes }: { recipes: readonly Recipe[] }) {
  const translate = useTranslate();
  return (
    <Box
      component="section"
      aria-label={translate('app.evaluations.recipes.title')}
      sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: { xs: '1fr', md: 'repeat(3, 1fr)' } }}
    >
      {recipes.map(({ name, authority, size, votes, relations }) => (
        <Paper key={name} sx={{ border: 1, borderColor: 'divider', p: 1.75 }}>
          <Typography variant="subtitle2">{translate(`app.evaluations.recipes.${name}`)}</Typography>
          <Typography variant="body2" sx={{ my: 0.5 }}>
            {translate(`app.evaluations.recipes.says.${name}`)}
          </Typography>
          <Typography variant="caption" color="textSecondary">
            {translate('app.evaluations.recipes.weights', { authority, size, votes, relations })}
          </Typography>
        </Paper>
      ))}
    </Box>
  );
}

interface CollectionRowProps {
  readonly collection: Collection;
  readonly recipes: readonly Recipe[];
  readonly reload: () => void;
}

function CollectionRow({ collection, recipes, reload }: CollectionRowProps) {
  const translate = useTranslate();
  const notify = useNotify();
  const problem = useProblemText();
  const api = useEvaluationsApi();
  const { permissions = [] } = usePermissions<Permissions>();
  const [chosen, setChosen] = useState(collection.recipe);
  const [sure, setSure] = useState(false);
  const switching = useMutation({
    mutationFn: () => api.switchRecipe(collection.id, chosen),
    onSuccess: () => {
      notify('app.evaluations.recipes.switched', { type: 'success' });
      setSure(false);
      reload();
    },
    onError: (error) => notify(problem(error).title, { type: 'error' }),
  });
  const nameOf = (recipe: string) => translate(`app.evaluations.recipes.${recipe}`, { _: recipe });
  const other = chosen !== collection.recipe;
  return (
    <Paper component="section" data-testid="collection-row" sx={{ border: 1, borderColor: 'divider', p: 2 }}>
      <Box sx={{ display: 'flex', gap: 2, alignItems: 'center', flexWrap: 'wrap' }}>
        <Box sx={{ flex: 1, minWidth: 200 }}>
          <Typography variant="h6" component="h2">
            {collection.name}
          </Typography>
          <Typography variant="caption" color="textSecondary">
            {translate('app.evaluations.recipes.used')}: {nameOf(collection.recipe)}
          </Typography>
        </Box>
        <TextField
          select
          size="small"
          label={translate('app.evaluations.recipes.title')}
          value={chosen}
          onChange={(event) => setChosen(event.target.value)}
          sx={{ minWidth: 200 }}
          slotProps={{ htmlInput: { 'data-testid': 'recipe-choice' } }}
        >
          {[...new Set([...recipes.map(({ name }) => name), collection.recipe])].map((recipe) => (
            <MenuItem key={recipe} value={recipe}>
              {nameOf(recipe)}
            </MenuItem>
          ))}
        </TextField>
        {permissions.includes('collections:write') && (
          <Button variant="contained" disabled={!other} onClick={() => setSure(true)} data-testid="switch-recipe">
            {translate('app.evaluations.recipes.switch')}
          </Button>
        )}
      </Box>
      {other && permissions.includes('evaluations:run') && <RecipeTrial collectionId={collection.id} recipe={chosen} />}
      <Confirm
        isOpen={sure}
        loading={switching.isPending}
        title={translate('app.evaluations.recipes.switch_sure', {
          collection: collection.name,
          recipe: nameOf(chosen),
        })}
        content="app.evaluations.recipes.switch_hint"
        onConfirm={() => switching.mutate()}
        onClose={() => setSure(false)}
      />
    </Paper>
  );
}
