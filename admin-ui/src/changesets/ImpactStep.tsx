import {
  Alert,
  Box,
  Button,
  Checkbox,
  Paper,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableRow,
  TextField,
  Typography,
} from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { usePermissions, useTranslate } from 'react-admin';
import { type ChangesetAction, changesetActions } from '../../../graph-schema/index.ts';
import type { Permissions } from '../access/permissions.ts';
import type { ChangesetItem, Content, PartKind } from '../api/types.ts';
import { ContentEditor } from '../content/ContentEditor.tsx';
import { useLabels } from '../i18n/use-labels.ts';
import { KindChip } from '../widgets/KindChip.tsx';
import { ToneChip } from '../widgets/StateChip.tsx';
import { ErrorMessage, LoadingMessage, StateMessage } from '../widgets/StateMessage.tsx';
import { useChangesetApi } from './changeset-api.ts';
import { UseChips } from './DifferenceStep.tsx';
import type { StepProps } from './step-props.ts';
import { useChangesetAction } from './use-changeset-action.ts';

const tones = { update: 'info', suspend: 'wait', retire: 'bad', keep: 'good' } as const;

/** Everything that leans on what changes, the most used first, and what becomes of each. */
export function ImpactStep({ changeset, reload, onNext }: StepProps) {
  const translate = useTranslate();
  const api = useChangesetApi();
  const { permissions = [] } = usePermissions<Permissions>();
  const { act, acting, problem } = useChangesetAction(reload);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [note, setNote] = useState('');
  const { data, error, refetch } = useQuery({
    queryKey: ['changeset-items', changeset.id, changeset.etag],
    queryFn: () => api.items(changeset.id),
    placeholderData: (before) => before,
  });
  if (error) return <ErrorMessage error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingMessage />;
  const impacted = data.filter(({ cause }) => cause === 'impact');
  const replaced = data.filter(({ cause, sort }) => cause === 'difference' && sort === 'node');
  const relations = data.filter(({ sort }) => sort === 'edge').length;
  const editable = changeset.status === 'open' && permissions.includes('changesets:write');
  const decide = (itemIds: readonly string[], action: ChangesetAction, content?: Content) =>
    act(
      (to) =>
        to.decide(
          changeset,
          itemIds.map((itemId) => ({
            itemId,
            action,
            note: note.trim(),
            ...(content ? { content: { ...content } } : {}),
          })),
        ),
      () => {
        setChosen([]);
        setNote('');
      },
    );
  return (
    <Box sx={{ display: 'grid', gap: 1.25 }}>
      <Box sx={{ display: 'flex', gap: 2, alignItems: 'center', flexWrap: 'wrap' }}>
        <Typography variant="body2" data-testid="undecided">
          {changeset.undecidedCount > 0
            ? translate('app.changesets.to_decide', { n: changeset.undecidedCount, total: impacted.length })
            : translate('app.changesets.all_decided', { smart_count: impacted.length })}
        </Typography>
        <Box sx={{ flex: 1 }} />
        <Button
          variant={changeset.undecidedCount > 0 ? 'outlined' : 'contained'}
          onClick={onNext}
          data-testid="next-step"
        >
          {translate('app.changesets.to_effect')}
        </Button>
      </Box>
      {problem && (
        <Alert severity="error" sx={{ whiteSpace: 'pre-line' }}>
          {problem}
        </Alert>
      )}
      {editable && chosen.length > 0 && (
        <Paper
          sx={{
            border: 1,
            borderColor: 'primary.main',
            p: 1.5,
            display: 'flex',
            gap: 1,
            alignItems: 'center',
            flexWrap: 'wrap',
          }}
        >
          <Typography variant="subtitle2">
            {translate('app.changesets.chosen', { smart_count: chosen.length })}
          </Typography>
          <TextField
            size="small"
            margin="none"
            label={translate('app.changesets.note')}
            value={note}
            onChange={(event) => setNote(event.target.value)}
            sx={{ flex: 1, minWidth: 220 }}
          />
          {(['keep', 'suspend', 'retire'] as const).map((action) => (
            <ActionButton key={action} action={action} disabled={acting} onClick={() => decide(chosen, action)} />
          ))}
        </Paper>
      )}
      {impacted.length === 0 ? (
        <StateMessage title={translate('app.changesets.no_impact')} />
      ) : (
        <ItemTable
          items={impacted}
          chosen={chosen}
          onChoose={editable ? setChosen : null}
          acting={acting}
          onDecide={(item, action, content) => decide([item.itemId], action, content)}
        />
      )}
      {replaced.length + relations > 0 && (
        <Alert severity="info">
          {translate('app.changesets.retired', {
            names: replaced.map(({ label }) => label).join('、') || '—',
            relations,
          })}
        </Alert>
      )}
    </Box>
  );
}

function ActionButton({
  action,
  disabled,
  onClick,
}: {
  action: ChangesetAction;
  disabled: boolean;
  onClick: () => void;
}) {
  const labels = useLabels();
  return (
    <Button
      size="small"
      variant="outlined"
      color={
        action === 'keep' ? 'success' : action === 'update' ? 'primary' : action === 'suspend' ? 'warning' : 'error'
      }
      disabled={disabled}
      onClick={onClick}
      data-testid={`decide-${action}`}
      sx={{ minWidth: 0, whiteSpace: 'nowrap' }}
    >
      {labels.of(changesetActions, action)}
    </Button>
  );
}

interface TableProps {
  readonly items: readonly ChangesetItem[];
  readonly chosen: readonly string[];
  /** null: nothing may be decided any more. */
  readonly onChoose: ((itemIds: readonly string[]) => void) | null;
  readonly acting: boolean;
  readonly onDecide: (item: ChangesetItem, action: ChangesetAction, content?: Content) => void;
}

function ItemTable({ items, chosen, onChoose, acting, onDecide }: TableProps) {
  const translate = useTranslate();
  const [editing, setEditing] = useState<string | null>(null);
  const all = items.length > 0 && chosen.length === items.length;
  return (
    <Paper sx={{ border: 1, borderColor: 'divider', overflowX: 'auto' }}>
      <Table size="small" sx={{ '& td': { verticalAlign: 'top' } }}>
        <TableHead>
          <TableRow>
            {onChoose && (
              <TableCell padding="checkbox">
                <Checkbox
                  size="small"
                  checked={all}
                  indeterminate={!all && chosen.length > 0}
                  onChange={() => onChoose(all ? [] : items.map(({ itemId }) => itemId))}
                  slotProps={{ input: { 'aria-label': translate('app.changesets.choose_all') } }}
                />
              </TableCell>
            )}
            <TableCell>{translate('app.changesets.column.item')}</TableCell>
            <TableCell sx={{ width: 190 }}>{translate('app.changesets.column.leans_on')}</TableCell>
            <TableCell sx={{ width: 130 }}>{translate('app.changesets.column.use')}</TableCell>
            <TableCell sx={{ width: 300 }}>{translate('app.changesets.column.decision')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {items.map((item) => (
            <TableRow key={item.itemId} data-testid="impacted" data-item-id={item.itemId}>
              {onChoose && (
                <TableCell padding="checkbox">
                  <Checkbox
                    size="small"
                    checked={chosen.includes(item.itemId)}
                    onChange={() =>
                      onChoose(
                        chosen.includes(item.itemId)
                          ? chosen.filter((one) => one !== item.itemId)
                          : [...chosen, item.itemId],
                      )
                    }
                    slotProps={{ input: { 'aria-label': item.label } }}
                  />
                </TableCell>
              )}
              <TableCell>
                <Box sx={{ display: 'flex', gap: 1, alignItems: 'center', mb: 0.25 }}>
                  <KindChip kind={item.kind} />
                  <Typography variant="subtitle2">{item.label}</Typography>
                </Box>
                {editing === item.itemId ? (
                  <ContentEditor
                    kind={item.kind as PartKind}
                    content={item.edited ?? item.content ?? {}}
                    saving={acting}
                    onCancel={() => setEditing(null)}
                    onSave={(content) => {
                      setEditing(null);
                      onDecide(item, 'update', content);
                    }}
                  />
                ) : (
                  <Typography variant="body2" color="textSecondary" sx={{ whiteSpace: 'pre-line' }}>
                    {leadOf(item.edited ?? item.content ?? {})}
                  </Typography>
                )}
              </TableCell>
              <TableCell>
                {item.leansOn.slice(0, 3).map(({ itemId, label }) => (
                  <Typography key={itemId} variant="caption" component="div">
                    {label}
                  </Typography>
                ))}
                {item.leansOn.length > 3 && <Typography variant="caption">+{item.leansOn.length - 3}</Typography>}
              </TableCell>
              <TableCell>
                <UseChips callsPerWeek={item.callsPerWeek} openCalls={item.openCalls} />
              </TableCell>
              <TableCell>
                <Decision item={item} />
                {onChoose && editing !== item.itemId && (
                  <Box sx={{ display: 'flex', gap: 0.5, mt: 0.5 }}>
                    <ActionButton action="update" disabled={acting} onClick={() => setEditing(item.itemId)} />
                    {(['suspend', 'keep', 'retire'] as const).map((action) => (
                      <ActionButton
                        key={action}
                        action={action}
                        disabled={acting}
                        onClick={() => onDecide(item, action)}
                      />
                    ))}
                  </Box>
                )}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Paper>
  );
}

function Decision({ item }: { item: ChangesetItem }) {
  const translate = useTranslate();
  const labels = useLabels();
  if (item.action === null) return <ToneChip tone="wait" label={translate('app.changesets.open_decision')} />;
  return (
    <Box>
      <ToneChip tone={tones[item.action]} label={labels.of(changesetActions, item.action)} />
      <Typography variant="caption" color="textSecondary" sx={{ ml: 0.75 }}>
        {[item.decidedByName, item.note].filter(Boolean).join(' · ')}
      </Typography>
    </Box>
  );
}

const told = ['say', 'instruction', 'text', 'statement', 'summary', 'description'];
const longest = 220;

function leadOf(content: Content): string {
  const words = told.map((field) => content[field]).find((value) => typeof value === 'string');
  const text = typeof words === 'string' ? words : '';
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
