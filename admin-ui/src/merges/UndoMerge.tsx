import { Alert, Button, Dialog, DialogActions, DialogContent, DialogContentText, DialogTitle } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { usePermissions, useTranslate } from 'react-admin';
import type { Permissions } from '../access/permissions.ts';
import { useHttp } from '../api/http-context.ts';
import type { Merge } from '../api/types.ts';
import { useProblemText } from '../widgets/use-problem-text.ts';

/** To take two items apart, after saying what that does; for those who may decide on reviews. */
export function UndoMerge({ merge, onDone }: { merge: Merge; onDone: () => void }) {
  const translate = useTranslate();
  const problem = useProblemText();
  const http = useHttp();
  const { permissions = [] } = usePermissions<Permissions>();
  const [asking, setAsking] = useState(false);
  const undo = useMutation({
    mutationFn: () => http.json('POST', `merges/${encodeURIComponent(merge.id)}/undo`, { json: {} }),
    onSuccess: () => {
      setAsking(false);
      onDone();
    },
  });
  if (!permissions.includes('reviews:write')) return null;
  const refusal = undo.error ? problem(undo.error) : null;
  return (
    <>
      <Button
        size="small"
        variant="outlined"
        sx={{ ml: 'auto' }}
        onClick={() => setAsking(true)}
        data-testid="undo-merge"
      >
        {translate('app.merges.undo')}
      </Button>
      <Dialog open={asking} onClose={() => setAsking(false)} aria-labelledby="undo-merge-title">
        <DialogTitle id="undo-merge-title">{translate('app.merges.undo')}</DialogTitle>
        <DialogContent>
          <DialogContentText>{translate('app.merges.undo_hint', { alias: merge.aliasName })}</DialogContentText>
          {refusal && (
            <Alert severity="error" sx={{ mt: 1.5 }}>
              {[refusal.title, refusal.hint].filter(Boolean).join(' ')}
            </Alert>
          )}
        </DialogContent>
        <DialogActions>
          <Button onClick={() => setAsking(false)}>{translate('ra.action.cancel')}</Button>
          <Button
            variant="contained"
            disabled={undo.isPending}
            onClick={() => undo.mutate()}
            data-testid="confirm-undo-merge"
          >
            {translate('app.merges.undo')}
          </Button>
        </DialogActions>
      </Dialog>
    </>
  );
}
