import AddIcon from '@mui/icons-material/Add';
import DeleteIcon from '@mui/icons-material/DeleteOutlined';
import EditIcon from '@mui/icons-material/EditOutlined';
import RunIcon from '@mui/icons-material/PlayArrowOutlined';
import UploadIcon from '@mui/icons-material/UploadFileOutlined';
import { Box, Breadcrumbs, Button, Typography } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Confirm, useNotify, usePermissions, useRedirect, useTranslate } from 'react-admin';
import { Link, useNavigate } from 'react-router-dom';
import type { Permissions } from '../access/permissions.ts';
import type { Evaluation } from '../api/types.ts';
import { PageTitle } from '../widgets/PageTitle.tsx';
import { RecordPage } from '../widgets/RecordPage.tsx';
import { EvaluationDialog } from './EvaluationDialog.tsx';
import { useEvaluationsApi } from './evaluations-api.ts';
import { ImportDialog } from './ImportDialog.tsx';
import { QuestionDialog } from './QuestionDialog.tsx';
import { Questions } from './Questions.tsx';
import { RunDialog } from './RunDialog.tsx';
import { Runs } from './Runs.tsx';

/** A question set: its questions, and what came of its runs. */
export function EvaluationShow() {
  return <RecordPage<Evaluation>>{(set, reload) => <EvaluationPage evaluation={set} reload={reload} />}</RecordPage>;
}

type Open = 'edit' | 'add' | 'import' | 'run' | 'delete' | null;

function EvaluationPage({ evaluation, reload }: { evaluation: Evaluation; reload: () => void }) {
  const translate = useTranslate();
  const navigate = useNavigate();
  const { permissions = [] } = usePermissions<Permissions>();
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const mayWrite = permissions.includes('evaluations:write');
  const button = (what: Exclude<Open, null>, icon: typeof AddIcon, label: string, contained = false) => {
    const Icon = icon;
    return (
      <Button
        size="small"
        variant={contained ? 'contained' : 'text'}
        startIcon={<Icon />}
        data-testid={`evaluation-${what}`}
        onClick={() => setOpen(what)}
      >
        {translate(label)}
      </Button>
    );
  };
  return (
    <Box sx={{ pb: 4 }}>
      <PageTitle title={evaluation.name} />
      <Box component="header" sx={{ display: 'flex', gap: 1, alignItems: 'flex-end', flexWrap: 'wrap', py: 1.5 }}>
        <Box sx={{ flex: 1, minWidth: 240 }}>
          <Breadcrumbs sx={{ fontSize: '.85rem', mb: 0.25 }}>
            <Link to="/evaluations">{translate('resources.evaluations.name', { smart_count: 2 })}</Link>
          </Breadcrumbs>
          <Typography variant="h5" component="h1">
            {evaluation.name}
          </Typography>
        </Box>
        {mayWrite && button('delete', DeleteIcon, 'ra.action.delete')}
        {mayWrite && button('edit', EditIcon, 'ra.action.edit')}
        {mayWrite && button('import', UploadIcon, 'app.evaluations.import')}
        {mayWrite && button('add', AddIcon, 'app.evaluations.add')}
        {permissions.includes('evaluations:run') && button('run', RunIcon, 'app.evaluations.run', true)}
      </Box>
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr', lg: '3fr 2fr' }, alignItems: 'start' }}>
        <Questions evaluation={evaluation} mayWrite={mayWrite} reload={reload} />
        <Runs evaluationId={evaluation.id} />
      </Box>
      {open === 'edit' && <EvaluationDialog evaluation={evaluation} onClose={close} onSaved={reload} />}
      {open === 'add' && <QuestionDialog evaluation={evaluation} onClose={close} onSaved={reload} />}
      {open === 'import' && <ImportDialog evaluation={evaluation} onClose={close} onSaved={reload} />}
      {open === 'run' && (
        <RunDialog
          evaluationId={evaluation.id}
          onClose={close}
          onStarted={(run) => navigate(`/evaluations/${evaluation.id}/runs/${run.id}`)}
        />
      )}
      {open === 'delete' && <Delete evaluation={evaluation} onClose={close} />}
    </Box>
  );
}

function Delete({ evaluation, onClose }: { evaluation: Evaluation; onClose: () => void }) {
  const api = useEvaluationsApi();
  const notify = useNotify();
  const redirect = useRedirect();
  const remove = useMutation({
    mutationFn: () => api.remove(evaluation),
    onSuccess: () => {
      notify('app.evaluations.removed', { type: 'success' });
      redirect('list', 'evaluations');
    },
    onError: (error) => notify(error.message, { type: 'error' }),
  });
  return (
    <Confirm
      isOpen
      loading={remove.isPending}
      title="app.evaluations.delete"
      content="app.evaluations.delete_sure"
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    />
  );
}
