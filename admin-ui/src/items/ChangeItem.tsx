import EditIcon from '@mui/icons-material/EditOutlined';
import { Button, Dialog, DialogContent, DialogTitle, TextField, Typography } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useDataProvider, usePermissions, useTranslate } from 'react-admin';
import { useNavigate, useSearchParams } from 'react-router-dom';
import { type ItemKind, itemKinds } from '../../../graph-schema/index.ts';
import type { Permissions } from '../access/permissions.ts';
import type { CoachDataProvider } from '../api/data-provider.ts';
import type { Content, Item } from '../api/types.ts';
import { ContentEditor } from '../content/ContentEditor.tsx';
import { DialogProblem } from '../widgets/DialogProblem.tsx';
import { useProblemText } from '../widgets/use-problem-text.ts';

/** Proposes other words for an item on the evidence that it has; `?change` in the address opens it. */
export function ChangeItem({ item }: { item: Item }) {
  const translate = useTranslate();
  const { permissions = [] } = usePermissions<Permissions>();
  const [query, setQuery] = useSearchParams();
  const kind = itemKinds.find((one) => one === item.kind);
  if (kind === undefined || !item.content || !permissions.includes('proposals:write')) return null;
  return (
    <>
      <Button
        size="small"
        variant="outlined"
        startIcon={<EditIcon />}
        onClick={() => setQuery({ change: 'yes' }, { replace: true })}
        data-testid="change-button"
      >
        {translate('app.health.change')}
      </Button>
      {query.has('change') && (
        <ChangeDialog item={item} kind={kind} content={item.content} onClose={() => setQuery({}, { replace: true })} />
      )}
    </>
  );
}

interface ChangeDialogProps {
  readonly item: Item;
  readonly kind: ItemKind;
  readonly content: Content;
  readonly onClose: () => void;
}

/** An outline counts characters of the text, so it goes with a text that was changed; a list that was absent stays so. */
function asProposed(before: Content, edited: Content): Content {
  const outdated = before['text'] !== edited['text'];
  return Object.fromEntries(
    Object.entries(edited).filter(([name, value]) => {
      if (name === 'outline') return !outdated;
      return before[name] !== undefined || !Array.isArray(value) || value.length > 0;
    }),
  );
}

function ChangeDialog({ item, kind, content, onClose }: ChangeDialogProps) {
  const translate = useTranslate();
  const navigate = useNavigate();
  const problem = useProblemText();
  const api = useDataProvider<CoachDataProvider>();
  const [why, setWhy] = useState('');
  const { mutate, isPending, error } = useMutation({
    mutationFn: (edited: Content) =>
      api.propose({
        title: item.label,
        rationale: why.trim(),
        collectionId: item.collectionId,
        parts: [
          {
            sort: 'node',
            kind,
            key: item.key ?? '',
            content: asProposed(content, edited),
            evidence: (item.evidence ?? [])
              .filter(({ erased }) => !erased)
              .map(({ kind: sort, segmentId, start, end }) => ({ kind: sort, span: { segmentId, start, end } })),
            conditions: item.conditions ?? {},
            audience: item.audience,
            confidence: item.confidence,
            validFrom: item.validFrom,
            validTo: item.validTo,
          },
        ],
      }),
    onSuccess: (proposal) => navigate(`/proposals/${encodeURIComponent(proposal.id)}/show`),
  });
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="md" aria-labelledby="change-title">
      <DialogTitle id="change-title">
        {translate('app.health.change')}: {item.label}
      </DialogTitle>
      <DialogContent>
        <Typography variant="body2" color="textSecondary" sx={{ mb: 1.5 }}>
          {translate('app.health.change_hint')}
        </Typography>
        <TextField
          fullWidth
          label={translate('app.health.change_why')}
          value={why}
          onChange={(event) => setWhy(event.target.value)}
          sx={{ mb: 1.5 }}
          slotProps={{ htmlInput: { maxLength: 4_000 } }}
        />
        <ContentEditor
          kind={kind}
          content={content}
          saving={isPending}
          onCancel={onClose}
          onSave={(next) => mutate(next)}
        />
        <DialogProblem problem={error ? problem(error) : null} />
      </DialogContent>
    </Dialog>
  );
}
