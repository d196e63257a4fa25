import KeyboardIcon from '@mui/icons-material/KeyboardOutlined';
import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, IconButton, Tooltip } from '@mui/material';
import { useTranslate } from 'react-admin';

const keys = [
  ['J', 'app.triage.help.j'],
  ['K', 'app.triage.help.k'],
  ['A', 'app.triage.help.a'],
  ['C', 'app.triage.help.c'],
  ['R', 'app.triage.help.r'],
  ['S', 'app.triage.help.s'],
  ['U', 'app.triage.help.u'],
  ['X', 'app.triage.help.x'],
  ['Enter', 'app.triage.help.enter'],
  ['?', 'app.triage.help.help'],
] as const;

/** Opens the sheet of all keys. */
export function KeyHelpButton({ onOpen }: { onOpen: () => void }) {
  const translate = useTranslate();
  return (
    <Tooltip title={`${translate('app.triage.help.open')} (?)`}>
      <IconButton size="small" onClick={onOpen} aria-label={translate('app.triage.help.open')} data-testid="key-help">
        <KeyboardIcon fontSize="small" />
      </IconButton>
    </Tooltip>
  );
}

/** Every key of the review pages and what it does. */
export function KeyHelp({ onClose }: { onClose: () => void }) {
  const translate = useTranslate();
  return (
    <Dialog open onClose={onClose} maxWidth="xs" fullWidth aria-labelledby="key-help-title">
      <DialogTitle id="key-help-title">{translate('app.triage.help.title')}</DialogTitle>
      <DialogContent>
        <Box
          component="dl"
          sx={{ m: 0, display: 'grid', gridTemplateColumns: 'max-content 1fr', columnGap: 2, rowGap: 1 }}
        >
          {keys.map(([key, text]) => (
            <Box key={key} sx={{ display: 'contents' }}>
              <Box component="dt">
                <Box
                  component="kbd"
                  sx={{ px: 1, py: 0.25, border: 1, borderColor: '#9aabb3', borderRadius: 0.75, fontSize: '.8rem' }}
                >
                  {key}
                </Box>
              </Box>
              <Box component="dd" sx={{ m: 0 }}>
                {translate(text)}
              </Box>
            </Box>
          ))}
        </Box>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose} autoFocus>
          {translate('ra.action.close')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
