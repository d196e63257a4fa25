import { Box, Chip, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { Content, PartKind } from '../api/types.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { PassageText } from '../passage/PassageText.tsx';
import { type ContentField, contentFields } from './content-fields.ts';
import { fieldText, strings } from './field-text.ts';
import { wordDiff } from './word-diff.ts';

interface ContentViewProps {
  readonly kind: PartKind;
  readonly content: Content;
  /** What it is compared with, where there is something. */
  readonly base?: Content | null;
}

// The name is the card's headline already, and the language rarely decides anything.
const inHeadline = new Set(['name', 'language']);

/** An item's content field by field, in its kind's order, with what changed since `base`. */
export function ContentView({ kind, content, base = null }: ContentViewProps) {
  const translate = useTranslate();
  const labels = useLabels();
  const rows = contentFields(kind).flatMap((field) => {
    const now = fieldText(field, content[field.name], labels, translate);
    const before = base ? fieldText(field, base[field.name], labels, translate) : now;
    if (inHeadline.has(field.name) && now === before) return [];
    return now === '' && before === '' ? [] : [{ field, now, before }];
  });
  if (rows.length === 0) return null;
  return (
    <Box
      component="dl"
      sx={{ m: 0, display: 'grid', gridTemplateColumns: 'minmax(76px, max-content) 1fr', columnGap: 2, rowGap: 0.75 }}
    >
      {rows.map(({ field, now, before }) => (
        <Row key={field.name} label={translate(`app.fields.${field.name}`)}>
          {now === before ? (
            <Value field={field} value={content[field.name]} text={now} />
          ) : (
            <Changes before={before} after={now} />
          )}
        </Row>
      ))}
    </Box>
  );
}

function Row({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <>
      <Typography component="dt" variant="body2" color="textSecondary">
        {label}
      </Typography>
      <Typography component="dd" variant="body2" sx={{ m: 0, minWidth: 0, lineHeight: 1.6, overflowWrap: 'anywhere' }}>
        {children}
      </Typography>
    </>
  );
}

function Value({ field, value, text }: { field: ContentField; value: unknown; text: string }) {
  if (field.form === 'lines') {
    const list = strings(value);
    const short = list.every((line) => line.length <= 24);
    if (short) {
      return (
        <Box component="span" sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.5 }}>
          {list.map((line) => (
            <Chip key={line} component="span" size="small" label={<PassageText text={line} />} sx={{ height: 21 }} />
          ))}
        </Box>
      );
    }
    return list.map((line) => (
      <Box
        component="span"
        key={line}
        sx={{ display: 'block', pl: 1.5, textIndent: '-.75em', '&::before': { content: '"· "' } }}
      >
        <PassageText text={line} />
      </Box>
    ));
  }
  if (field.name === 'say') {
    return (
      <Box
        component="span"
        sx={{
          display: 'block',
          bgcolor: 'primary.light',
          borderRadius: 1,
          px: 1.25,
          py: 0.75,
          fontWeight: 550,
          whiteSpace: 'pre-line',
        }}
      >
        <PassageText text={text} />
      </Box>
    );
  }
  return (
    <span style={{ whiteSpace: 'pre-line' }}>
      <PassageText text={text} />
    </span>
  );
}

const removed = { backgroundColor: '#fbe0dd', color: '#7f1d16' };
const added = { backgroundColor: '#d5efdd', color: '#0f4325', textDecoration: 'none' };

/** Both texts in one, with what went struck through and what came marked. */
function Changes({ before, after }: { before: string; after: string }) {
  return (
    <span style={{ whiteSpace: 'pre-line' }}>
      {wordDiff(before, after).map(({ change, text }, index) => {
        // A diff's parts have no identity of their own; their place is what names them.
        const key = `${index}-${change}`;
        if (change === 'removed') {
          return (
            <del key={key} style={removed}>
              {text}
            </del>
          );
        }
        return change === 'added' ? (
          <ins key={key} style={added}>
            {text}
          </ins>
        ) : (
          <span key={key}>{text}</span>
        );
      })}
    </span>
  );
}
