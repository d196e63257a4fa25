import { Box, Button, Typography } from '@mui/material';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import type { MovedPart, ProposalPart } from '../api/types.ts';
import { FlowDiagram } from '../flow/FlowDiagram.tsx';
import { countsOf, drawFlow } from '../flow/step-flow.ts';
import { useCountText } from '../flow/use-count-text.ts';
import { EdgeSentence } from './EdgeSentence.tsx';
import { FoldedPart } from './FoldedPart.tsx';
import { NodeCard } from './NodeCard.tsx';
import type { PartGroups, StepGroup } from './part-groups.ts';
import { RelationList } from './RelationList.tsx';
import type { ProposalEdit } from './use-proposal-edit.ts';

interface ProcedurePartsProps {
  readonly proposalId: string;
  readonly groups: PartGroups;
  readonly moved: ReadonlyMap<number, MovedPart>;
  readonly edit: ProposalEdit;
}

/** A procedure to be read at a glance: its flow, then step by step, each with what belongs to it folded under it. */
export function ProcedureParts({ proposalId, groups, moved, edit }: ProcedurePartsProps) {
  const translate = useTranslate();
  const [scenario, ...others] = groups.nodes;
  const foldable = [...groups.steps.flatMap(({ step, nodes }) => [step, ...nodes]), ...others];
  // What was decided upon meanwhile is not to be overlooked.
  const [open, setOpen] = useState<ReadonlySet<string>>(
    () =>
      new Set([
        ...foldable.filter(({ ordinal }) => moved.has(ordinal)).map(({ itemId }) => itemId),
        ...groups.steps.filter((group) => hasMoved(group, moved)).map(({ step }) => step.itemId),
      ]),
  );
  const turn = (itemId: string) =>
    setOpen((now) => (now.has(itemId) ? new Set([...now].filter((one) => one !== itemId)) : new Set([...now, itemId])));
  const show = (itemId: string) => {
    setOpen((now) => new Set([...now, itemId]));
    const part = document.getElementById(`part-${itemId}`);
    part?.scrollIntoView({ block: 'start' });
    part?.querySelector('button')?.focus({ preventScroll: true });
  };
  const allOpen = foldable.every(({ itemId }) => open.has(itemId));
  const numbers = new Map(drawFlow(groups.flowSteps, []).steps.map(({ id, number }) => [id, number]));
  const card = (part: ProposalPart) => (
    <NodeCard
      proposalId={proposalId}
      part={part}
      moved={moved.get(part.ordinal) ?? null}
      editable={edit.allowed}
      saving={edit.saving}
      onPatch={edit.save}
    />
  );
  const folded = (part: ProposalPart) => (
    <FoldedItem
      key={part.ordinal}
      part={part}
      isMoved={moved.has(part.ordinal)}
      open={open.has(part.itemId)}
      onTurn={turn}
    >
      {card(part)}
    </FoldedItem>
  );
  return (
    <>
      {groups.flowWays.length > 0 && <FlowDiagram steps={groups.flowSteps} ways={groups.flowWays} onOpen={show} />}
      {scenario && card(scenario)}
      <Box sx={{ display: 'flex', alignItems: 'center', mt: 0.5 }}>
        <Typography variant="subtitle1" component="h2" sx={{ fontWeight: 650, flex: 1 }}>
          {translate('app.flow.parts.steps')}
        </Typography>
        <Button
          size="small"
          onClick={() => setOpen(new Set(allOpen ? [] : foldable.map(({ itemId }) => itemId)))}
          data-testid="open-all-parts"
        >
          {translate(`app.flow.parts.${allOpen ? 'close_all' : 'open_all'}`)}
        </Button>
      </Box>
      <Box sx={{ display: 'grid', gap: 0.75, minWidth: 0 }}>
        {groups.steps.map((group, row) => (
          <StepFold
            key={group.step.ordinal}
            group={group}
            number={numbers.get(group.step.itemId) ?? row + 1}
            moved={moved}
            edit={edit}
            open={open.has(group.step.itemId)}
            onTurn={turn}
          >
            {card(group.step)}
            {group.nodes.map(folded)}
          </StepFold>
        ))}
      </Box>
      {others.length > 0 && (
        <Box component="section" sx={{ display: 'grid', gap: 0.75, minWidth: 0 }}>
          <Typography variant="subtitle1" component="h2" sx={{ fontWeight: 650, mt: 0.5 }}>
            {translate('app.flow.parts.rest')}
          </Typography>
          {others.map(folded)}
        </Box>
      )}
      <RelationList title={translate('app.proposals.relations')} edges={groups.edges} moved={moved} edit={edit} />
    </>
  );
}

/** Whether a step, or anything that belongs to it, was decided upon meanwhile. */
const hasMoved = ({ step, nodes, edges }: StepGroup, moved: ReadonlyMap<number, MovedPart>) =>
  [step, ...nodes, ...edges].some(({ ordinal }) => moved.has(ordinal));

interface FoldedItemProps {
  readonly part: ProposalPart;
  readonly isMoved: boolean;
  readonly open: boolean;
  readonly onTurn: (itemId: string) => void;
  readonly children: React.ReactNode;
}

function FoldedItem({ part, isMoved, open, onTurn, children }: FoldedItemProps) {
  const translate = useTranslate();
  return (
    <FoldedPart
      part={part}
      moved={isMoved}
      notes={[translate('app.evidence.count', { smart_count: part.evidence.length })]}
      open={open}
      onTurn={() => onTurn(part.itemId)}
    >
      {children}
    </FoldedPart>
  );
}

interface StepFoldProps {
  readonly group: StepGroup;
  readonly number: number;
  readonly moved: ReadonlyMap<number, MovedPart>;
  readonly edit: ProposalEdit;
  readonly open: boolean;
  readonly onTurn: (itemId: string) => void;
  readonly children: React.ReactNode;
}

function StepFold({ group, number, moved, edit, open, onTurn, children }: StepFoldProps) {
  const { step, entry, nodes, edges } = group;
  const translate = useTranslate();
  const countText = useCountText();
  const counts = countsOf(entry?.content ?? {});
  const count = (kind: string) => nodes.filter((node) => node.kind === kind).length;
  const [scripts, practices] = [count('script'), count('best_practice')];
  const rest = nodes.length - scripts - practices;
  const notes = [
    countText(counts),
    practices > 0 ? translate('app.flow.parts.practices', { smart_count: practices }) : '',
    scripts > 0 ? translate('app.flow.parts.scripts', { smart_count: scripts }) : '',
    rest > 0 ? translate('app.flow.parts.other', { smart_count: rest }) : '',
    translate('app.evidence.count', { smart_count: step.evidence.length }),
  ].filter((note) => note !== '');
  return (
    <FoldedPart
      part={step}
      number={number}
      notes={notes}
      moved={hasMoved(group, moved)}
      open={open}
      onTurn={() => onTurn(step.itemId)}
    >
      {children}
      {edges.length > 0 && (
        <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none' }} aria-label={translate('app.proposals.relations')}>
          {edges.map((part) => (
            <EdgeSentence
              key={part.ordinal}
              part={part}
              total={part.kind === 'HAS_STEP' ? null : counts.calls}
              moved={moved.get(part.ordinal) ?? null}
              editable={edit.allowed}
              saving={edit.saving}
              onPatch={edit.save}
            />
          ))}
        </Box>
      )}
    </FoldedPart>
  );
}
