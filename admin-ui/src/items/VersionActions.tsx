import {
  Alert,
  Box,
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  TextField,
  Typography,
} from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useDataProvider, useNotify, usePermissions, useTranslate } from 'react-admin';
import type { VersionState } from '../../../graph-schema/index.ts';
import type { Permissions } from '../access/permissions.ts';
import type { CoachDataProvider } from '../api/data-provider.ts';
import { useProblemText } from '../widgets/use-problem-text.ts';

type Action = 'retract' | 'suspend' | 'resume';

// What may still be done to a version in each state; a state that is not named allows nothing.
const possible: Readonly<Partial<Record<VersionState, readonly Action[]>>> = {
  scheduled: ['suspend', 'retract'],
  in_force: ['suspend', 'retract'],
  suspended: ['resume', 'retract'],
};

interface VersionActionsProps {
  readonly itemId: string;
  readonly version: number;
  readonly state: VersionState;
  readonly label: string;
  readonly onDecided: () => void;
}

/** Retract, suspend, resume: alone, at once, and with a reason. */
export function VersionActions(props: VersionActionsProps) {
  const translate = useTranslate();
  const { permissions = [] } = usePermissions<Permissions>();
  const [action, setAction] = useState<Action | null>(null);
  const actions = possible[props.state] ?? [];
  if (!permissions.includes('decisions:write') || actions.length === 0) return null;
  return (
    <Box sx={{ display: 'flex', gap: 1, flexShrink: 0 }}>
      {actions.map((one) => (
        <Button
          key={one}
          size="small"
          variant={one === 'resume' ? 'contained' : 'outlined'}
          color={one === 'retract' ? 'error' : one === 'suspend' ? 'warning' : 'primary'}
          data-testid={`${one}-button`}
          onClick={() => setAction(one)}
        >
          {translate(`app.items.${one}`)}
        </Button>
      ))}
      {action && <ReasonDialog {...props} action={action} onClose={() => setAction(null)} />}
    </Box>
  );
}

function ReasonDialog({
  itemId,
  version,
  label,
  action,
  onDecided,
  onClose,
}: VersionActionsProps & { action: Action; onClose: () => void }) {
  const translate = useTranslate();
  const notify = useNotify();
  const problem = useProblemText();
  const api = useDataProvider<CoachDataProvider>();
  const [reason, setReason] = useState('');
  const decide = useMutation({
    mutationFn: () => api.decideVersion(itemId, version, action, reason.trim()),
    onSuccess: () => {
      notify(`app.items.done.${action}`, { type: 'success' });
      onClose();
      onDecided();
    },
  });
  const refusal = decide.error ? problem(decide.error) : null;
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          decide.mutate();
        }}
      >
        <DialogTitle>{translate(`app.items.${action}_title`, { label, version })}</DialogTitle>
        <DialogContent>
          <Typography variant="body2" color="textSecondary" sx={{ mb: 1.5 }}>
            {translate(`app.items.${action}_hint`)}
          </Typography>
          <TextField
            autoFocus
            fullWidth
            required
            multiline
            minRows={2}
            label={translate('app.items.reason')}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            slotProps={{ htmlInput: { minLength: 3, maxLength: 2_000, 'data-testid': 'decision-reason' } }}
          />
          {refusal && (
            <Alert severity="error" sx={{ mt: 1, whiteSpace: 'pre-line' }}>
              {[refusal.title, refusal.hint].filter(Boolean).join('\n')}
            </Alert>
          )}
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{translate('ra.action.cancel')}</Button>
          <Button
            type="submit"
            variant="contained"
            color={action === 'retract' ? 'error' : 'primary'}
            disabled={reason.trim().length < 3 || decide.isPending}
            data-testid={`${action}-confirm`}
          >
            {translate(`app.items.${action}`)}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
