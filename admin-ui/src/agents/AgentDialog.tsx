import { Alert, Button, Dialog, DialogActions, DialogContent, DialogTitle, TextField } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useDataProvider, useNotify, useTranslate } from 'react-admin';
import type { CoachDataProvider } from '../api/data-provider.ts';
import type { Agent } from '../api/types.ts';
import { useProblemText } from '../widgets/use-problem-text.ts';

interface AgentDialogProps {
  readonly agent: Agent;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

/** Changes an agent's name, team and first day; what is said here, transcripts no longer change. */
export function AgentDialog({ agent, onClose, onChanged }: AgentDialogProps) {
  const translate = useTranslate();
  const notify = useNotify();
  const problem = useProblemText();
  const api = useDataProvider<CoachDataProvider>();
  const [said, setSaid] = useState({
    displayName: agent.displayName ?? '',
    team: agent.team ?? '',
    teamSince: '',
    hiredOn: agent.hiredOn ?? '',
  });
  const change = useMutation({
    mutationFn: () => {
      const orNothing = (text: string) => (text.trim() === '' ? null : text.trim());
      const hired = said.hiredOn === (agent.hiredOn ?? '') ? {} : { hiredOn: orNothing(said.hiredOn) };
      return api.changeAgent(agent.id, agent.etag, {
        displayName: orNothing(said.displayName),
        team: orNothing(said.team),
        ...hired,
        ...(said.teamSince === '' ? {} : { teamSince: said.teamSince }),
      });
    },
    onSuccess: () => {
      notify('app.agents.changed', { type: 'success' });
      onClose();
      onChanged();
    },
  });
  const refusal = change.error ? problem(change.error) : null;
  const field = (name: keyof typeof said, label: string, type: 'text' | 'date' = 'text') => (
    <TextField
      fullWidth
      margin="dense"
      type={type}
      label={label}
      value={said[name]}
      onChange={(event) => setSaid({ ...said, [name]: event.target.value })}
      slotProps={{ inputLabel: { shrink: true }, htmlInput: { maxLength: 300, 'data-testid': `agent-${name}` } }}
    />
  );
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate();
        }}
      >
        <DialogTitle>{translate('app.agents.edit', { name: agent.displayName ?? agent.id })}</DialogTitle>
        <DialogContent>
          {field('displayName', translate('resources.agents.fields.displayName'))}
          {field('team', translate('resources.agents.fields.team'))}
          {field('teamSince', translate('app.agents.team_since'), 'date')}
          {field('hiredOn', translate('app.agents.hired_on'), 'date')}
          {refusal && (
            <Alert severity="error" sx={{ mt: 1, whiteSpace: 'pre-line' }}>
              {[refusal.title, refusal.hint].filter(Boolean).join('\n')}
            </Alert>
          )}
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2 }}>
          <Button onClick={onClose}>{translate('ra.action.cancel')}</Button>
          <Button type="submit" variant="contained" disabled={change.isPending} data-testid="save-agent">
            {translate('ra.action.save')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
