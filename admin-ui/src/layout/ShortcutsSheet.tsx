import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle } from '@mui/material';
import { useEffect, useRef, useState } from 'react';
import { usePermissions, useTranslate } from 'react-admin';
import { useNavigate } from 'react-router-dom';
import { mayOpen, type Permissions } from '../access/permissions.ts';

/** After `g`, the letter of a page. */
const pagesByKey: Readonly<Record<string, string>> = {
  h: '',
  p: 'proposals',
  i: 'items',
  g: 'graph',
  s: 'sources',
  c: 'calls',
  a: 'audit',
};
const waitMs = 1_500;

/** The console's own keys, and the sheet that tells them; silent while somebody writes or a dialog is open. */
export function ShortcutsSheet() {
  const translate = useTranslate();
  const navigate = useNavigate();
  const { permissions = [] } = usePermissions<Permissions>();
  const [open, setOpen] = useState(false);
  const begunAt = useRef(0);
  const latest = useRef({ navigate, permissions });
  latest.current = { navigate, permissions };

  useEffect(() => {
    const onPageKey = (event: KeyboardEvent) => {
      if (isForSomethingElse(event)) return;
      const second = performance.now() - begunAt.current < waitMs;
      begunAt.current = 0;
      if (second) {
        const page = pagesByKey[event.key];
        if (page === undefined || (page !== '' && !mayOpen(page, latest.current.permissions))) return;
        latest.current.navigate(`/${page}`);
      } else if (event.key === 'g') begunAt.current = performance.now();
      else return;
      event.preventDefault();
      // A page's own keys must not act on either letter.
      event.stopImmediatePropagation();
    };
    // A page that has a sheet of its own shows that one.
    const onHelp = (event: KeyboardEvent) => {
      if (event.key !== '?' || isForSomethingElse(event)) return;
      event.preventDefault();
      setOpen(true);
    };
    window.addEventListener('keydown', onPageKey, { capture: true });
    window.addEventListener('keydown', onHelp);
    return () => {
      window.removeEventListener('keydown', onPageKey, { capture: true });
      window.removeEventListener('keydown', onHelp);
    };
  }, []);

  const title = 'app.shortcuts.title';
  const rows: readonly (readonly [keys: string, says: string])[] = [
    ['?', translate(title)],
    ...Object.entries(pagesByKey)
      .filter(([, page]) => page === '' || mayOpen(page, permissions))
      .map(
        ([key, page]) =>
          [
            `g ${key}`,
            translate(page === '' ? 'app.today.title' : `resources.${page}.name`, { smart_count: 2 }),
          ] as const,
      ),
    ['Tab / Enter', translate('app.shortcuts.tab')],
    ...(mayOpen('proposals', permissions) ? [['j k a r c', translate('app.shortcuts.review')] as const] : []),
    ...(mayOpen('graph', permissions) ? [['← ↑ → ↓  + − 0', translate('app.shortcuts.graph')] as const] : []),
  ];
  return (
    <Dialog open={open} onClose={() => setOpen(false)} maxWidth="xs" fullWidth aria-labelledby="shortcuts-title">
      <DialogTitle id="shortcuts-title">{translate(title)}</DialogTitle>
      <DialogContent>
        <Box
          component="dl"
          sx={{ m: 0, display: 'grid', gridTemplateColumns: 'max-content 1fr', gap: 1.25, columnGap: 2 }}
        >
          {rows.map(([keys, says]) => (
            <Box key={keys} sx={{ display: 'contents' }}>
              <Box component="dt">
                <Box
                  component="kbd"
                  sx={{ border: 1, borderColor: 'divider', borderRadius: 1, px: 0.75, py: 0.2, bgcolor: '#f3f6f7' }}
                >
                  {keys}
                </Box>
              </Box>
              <Box component="dd" sx={{ m: 0 }}>
                {says}
              </Box>
            </Box>
          ))}
        </Box>
      </DialogContent>
      <DialogActions>
        <Button onClick={() => setOpen(false)} autoFocus>
          {translate('ra.action.close')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function isForSomethingElse(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return true;
  const target = event.target instanceof HTMLElement ? event.target : null;
  return target?.closest('input, textarea, select, [contenteditable], [role="dialog"], [role="listbox"]') != null;
}
