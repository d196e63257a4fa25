import { Box, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { Content, PartKind } from '../api/types.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { contentFields } from './content-fields.ts';
import { fieldText } from './field-text.ts';
import { type DiffPart, wordDiff } from './word-diff.ts';

interface Side {
  readonly title: string;
  readonly content: Content;
}

/** Two contents of one item field by field, each with what the other lacks marked. */
export function SideBySide({ kind, left, right }: { kind: PartKind; left: Side; right: Side }) {
  const translate = useTranslate();
  const labels = useLabels();
  const rows = contentFields(kind).flatMap((field) => {
    const texts = [left, right].map(({ content }) => fieldText(field, content[field.name], labels, translate));
    const [before = '', after = ''] = texts;
    // The name is the card's headline already, and the language rarely decides anything.
    const told = before === after && (field.name === 'name' || field.name === 'language');
    return told || (before === '' && after === '') ? [] : [{ name: field.name, diff: wordDiff(before, after) }];
  });
  return (
    <Box
      component="table"
      data-testid="side-by-side"
      sx={{
        width: 1,
        tableLayout: 'fixed',
        borderCollapse: 'collapse',
        typography: 'body2',
        '& th, & td': { textAlign: 'left', verticalAlign: 'top', p: 0.75, borderTop: '1px solid #e6ecee' },
      }}
    >
      <thead>
        <tr>
          <Box component="td" sx={{ width: 84 }} />
          {[left, right].map(({ title }) => (
            <th key={title} scope="col">
              <Typography variant="subtitle2" component="span">
                {title}
              </Typography>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, diff }) => (
          <tr key={name}>
            <Box component="th" scope="row" sx={{ fontWeight: 400, color: 'text.secondary' }}>
              {translate(`app.fields.${name}`)}
            </Box>
            <Cell diff={diff} without="added" />
            <Cell diff={diff} without="removed" />
          </tr>
        ))}
      </tbody>
    </Box>
  );
}

const removed = { backgroundColor: '#fbe0dd', color: '#7f1d16', textDecoration: 'none' };
const added = { backgroundColor: '#d5efdd', color: '#0f4325', textDecoration: 'none' };

function Cell({ diff, without }: { diff: readonly DiffPart[]; without: 'added' | 'removed' }) {
  return (
    <Box component="td" sx={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere', lineHeight: 1.55 }}>
      {diff.map(({ change, text }, index) => {
        if (change === without) return null;
        // A diff's parts have no identity of their own; their place is what names them.
        const key = `${index}-${change}`;
        if (change === 'same') return <span key={key}>{text}</span>;
        return change === 'removed' ? (
          <del key={key} style={removed}>
            {text}
          </del>
        ) : (
          <ins key={key} style={added}>
            {text}
          </ins>
        );
      })}
    </Box>
  );
}
