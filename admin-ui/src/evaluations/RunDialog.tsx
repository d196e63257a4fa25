import { Autocomplete, MenuItem, TextField } from '@mui/material';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { usePermissions, useTranslate } from 'react-admin';
import type { Permissions } from '../access/permissions.ts';
import type { EvaluationRequest, EvaluationRun } from '../api/types.ts';
import { useEvaluationsApi } from './evaluations-api.ts';
import { FormDialog } from './FormDialog.tsx';

const targets = ['in_force', 'changeset', 'proposals', 'recipe'] as const;
type Target = (typeof targets)[number];

interface RunDialogProps {
  readonly evaluationId: string;
  readonly onClose: () => void;
  readonly onStarted: (run: EvaluationRun) => void;
}

interface Choice {
  readonly id: string;
  readonly title: string;
}

/** What a run compares with what is in force. */
export function RunDialog({ evaluationId, onClose, onStarted }: RunDialogProps) {
  const translate = useTranslate();
  const api = useEvaluationsApi();
  const { permissions = [] } = usePermissions<Permissions>();
  const [target, setTarget] = useState<Target>('in_force');
  const [changeset, setChangeset] = useState<Choice | null>(null);
  const [proposals, setProposals] = useState<readonly Choice[]>([]);
  const [recipe, setRecipe] = useState({ collectionId: '', recipe: '' });
  const [asOf, setAsOf] = useState('');
  const request: EvaluationRequest = {
    ...(asOf === '' ? {} : { asOf: new Date(asOf).toISOString() }),
    ...(target === 'changeset' && changeset ? { changesetId: changeset.id } : {}),
    ...(target === 'proposals' ? { proposalIds: proposals.map(({ id }) => id) } : {}),
    ...(target === 'recipe' ? { recipe: recipe as NonNullable<EvaluationRequest['recipe']> } : {}),
  };
  const start = useMutation({
    mutationFn: () => api.start(evaluationId, request),
    onSuccess: (run) => {
      onClose();
      onStarted(run);
    },
  });
  const ready = {
    in_force: true,
    changeset: changeset !== null,
    proposals: proposals.length > 0,
    recipe: recipe.collectionId !== '' && recipe.recipe !== '',
  }[target];
  const offered = targets.filter(
    (each) => (each !== 'proposals' && each !== 'changeset') || permissions.includes('proposals:read'),
  );
  return (
    <FormDialog
      title={translate('app.evaluations.run')}
      action={translate('app.evaluations.start')}
      error={start.error}
      busy={start.isPending}
      ready={ready}
      onSubmit={() => start.mutate()}
      onClose={onClose}
    >
      <TextField
        select
        margin="dense"
        label={translate('app.evaluations.compare')}
        value={target}
        onChange={(event) => setTarget(event.target.value as Target)}
        slotProps={{ htmlInput: { 'data-testid': 'run-target' } }}
      >
        {offered.map((each) => (
          <MenuItem key={each} value={each}>
            {translate(`app.evaluations.target.${each}`)}
          </MenuItem>
        ))}
      </TextField>
      {target === 'changeset' && (
        <Chooser name="changeset" read={api.changesets} value={changeset} onChange={setChangeset} />
      )}
      {target === 'proposals' && <Proposals chosen={proposals} onChange={setProposals} />}
      {target === 'recipe' && <RecipeFields value={recipe} onChange={setRecipe} />}
      <TextField
        type="datetime-local"
        label={translate('app.evaluations.as_of')}
        value={asOf}
        onChange={(event) => setAsOf(event.target.value)}
        slotProps={{ inputLabel: { shrink: true } }}
      />
    </FormDialog>
  );
}

interface ChooserProps {
  readonly name: 'changeset';
  readonly read: () => Promise<readonly Choice[]>;
  readonly value: Choice | null;
  readonly onChange: (value: Choice | null) => void;
}

function Chooser({ name, read, value, onChange }: ChooserProps) {
  const translate = useTranslate();
  const { data = [] } = useQuery({ queryKey: ['evaluation-choices', name], queryFn: read });
  return (
    <Autocomplete
      options={data}
      value={value}
      onChange={(_, chosen) => onChange(chosen)}
      getOptionLabel={({ title }) => title}
      getOptionKey={({ id }) => id}
      isOptionEqualToValue={(a, b) => a.id === b.id}
      renderInput={(params) => <TextField {...params} label={translate(`app.evaluations.${name}`)} />}
    />
  );
}

function Proposals({ chosen, onChange }: { chosen: readonly Choice[]; onChange: (chosen: Choice[]) => void }) {
  const translate = useTranslate();
  const api = useEvaluationsApi();
  const { data = [] } = useQuery({ queryKey: ['evaluation-choices', 'proposals'], queryFn: api.proposals });
  return (
    <Autocomplete
      multiple
      disableCloseOnSelect
      options={data}
      value={[...chosen]}
      onChange={(_, all) => onChange(all)}
      getOptionLabel={({ title }) => title}
      getOptionKey={({ id }) => id}
      isOptionEqualToValue={(a, b) => a.id === b.id}
      renderInput={(params) => <TextField {...params} label={translate('app.evaluations.proposals')} />}
    />
  );
}

interface RecipeChoice {
  readonly collectionId: string;
  readonly recipe: string;
}

function RecipeFields({ value, onChange }: { value: RecipeChoice; onChange: (value: RecipeChoice) => void }) {
  const translate = useTranslate();
  const api = useEvaluationsApi();
  const { data } = useQuery({ queryKey: ['collections'], queryFn: api.collections });
  return (
    <>
      <TextField
        select
        label={translate('resources.collections.name')}
        value={value.collectionId}
        onChange={(event) => onChange({ ...value, collectionId: event.target.value })}
      >
        {(data?.items ?? []).map(({ id, name }) => (
          <MenuItem key={id} value={id}>
            {name}
          </MenuItem>
        ))}
      </TextField>
      <TextField
        select
        label={translate('app.evaluations.target.recipe')}
        value={value.recipe}
        onChange={(event) => onChange({ ...value, recipe: event.target.value })}
      >
        {(data?.recipes ?? []).map(({ name }) => (
          <MenuItem key={name} value={name}>
            {translate(`app.evaluations.recipes.${name}`)}
          </MenuItem>
        ))}
      </TextField>
    </>
  );
}
