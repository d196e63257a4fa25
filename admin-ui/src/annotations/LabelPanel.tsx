import DeleteIcon from '@mui/icons-material/Close';
import { Box, Button, IconButton, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import {
  type AnnotationKind,
  type AnnotationLabel,
  annotationKinds,
  annotationValues,
} from '../../../graph-schema/index.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { keyOf, kindKeys, labelColours, labelText } from './label-looks.ts';

interface LabelPanelProps {
  readonly labels: readonly AnnotationLabel[];
  readonly names: Readonly<Record<string, string>>;
  readonly disabled: boolean;
  readonly onValue: (kind: AnnotationKind, value: string) => void;
  readonly onSearch: (kind: AnnotationKind) => void;
  readonly onRemove: (id: string) => void;
  readonly onShow: (id: string | null) => void;
}

export function Key({ children }: { children: string }) {
  return (
    <Box
      component="kbd"
      aria-hidden
      sx={{
        border: 1,
        borderColor: 'divider',
        borderRadius: 0.75,
        px: 0.5,
        font: 'inherit',
        fontSize: '.7rem !important',
        color: 'text.secondary',
        bgcolor: 'background.paper',
        lineHeight: 1.4,
      }}
    >
      {children.toUpperCase()}
    </Box>
  );
}

/** Every label that may be set, with its key; what is set, by kind. */
export function LabelPanel({ labels, names, disabled, onValue, onSearch, onRemove, onShow }: LabelPanelProps) {
  const vocabulary = useLabels();
  const translate = useTranslate();
  return (
    <Box sx={{ display: 'grid', gap: 1.25 }}>
      {annotationKinds.values.map((kind) => {
        const values = annotationValues[kind];
        const set = labels.filter((label) => label.kind === kind);
        const title = vocabulary.of(annotationKinds, kind);
        return (
          <Box key={kind} component="section" aria-label={title}>
            <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
              <Typography variant="subtitle2" component="h3" sx={{ flex: 1, color: labelColours[kind][1], m: 0 }}>
                {title}
              </Typography>
              {'itemKind' in values && (
                <Button
                  size="small"
                  disabled={disabled}
                  onClick={() => onSearch(kind)}
                  onMouseDown={(event) => event.preventDefault()}
                  endIcon={<Key>{kindKeys[kind] ?? ''}</Key>}
                  data-testid={`search-${kind}`}
                >
                  {translate('app.annotations.choose')}
                </Button>
              )}
            </Box>
            {'list' in values && (
              <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.5, mt: 0.25 }}>
                {values.list.values.map((value) => (
                  <Button
                    key={value}
                    size="small"
                    variant="outlined"
                    disabled={disabled}
                    aria-pressed={set.some((label) => label.value === value)}
                    onClick={() => onValue(kind, value)}
                    onMouseDown={(event) => event.preventDefault()}
                    data-testid={`label-${kind}-${value}`}
                    sx={{
                      px: 0.75,
                      py: 0.1,
                      minWidth: 0,
                      gap: 0.5,
                      fontSize: '.8rem',
                      borderColor: 'divider',
                      color: 'text.primary',
                      '&[aria-pressed=true]': { bgcolor: labelColours[kind][0], color: labelColours[kind][1] },
                    }}
                  >
                    {vocabulary.of(values.list, value)} <Key>{keyOf(kind, value) ?? ''}</Key>
                  </Button>
                ))}
              </Box>
            )}
            {set.map((label) => (
              <Box
                key={label.id}
                data-testid="set-label"
                onMouseEnter={() => onShow(label.id)}
                onMouseLeave={() => onShow(null)}
                sx={{
                  display: 'flex',
                  alignItems: 'center',
                  gap: 0.5,
                  mt: 0.5,
                  pl: 1,
                  borderRadius: 1,
                  bgcolor: labelColours[kind][0],
                  color: labelColours[kind][1],
                }}
              >
                <Box component="span" sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere', fontSize: '.85rem' }}>
                  {labelText(vocabulary, label, names)}
                </Box>
                <Typography variant="caption" sx={{ whiteSpace: 'nowrap' }}>
                  {label.spans.length === 0
                    ? translate('app.annotations.whole_call')
                    : translate('app.annotations.spans', { smart_count: label.spans.length })}
                </Typography>
                <IconButton
                  size="small"
                  disabled={disabled}
                  onClick={() => onRemove(label.id)}
                  aria-label={translate('app.annotations.remove', { label: labelText(vocabulary, label, names) })}
                >
                  <DeleteIcon sx={{ fontSize: 14 }} />
                </IconButton>
              </Box>
            ))}
          </Box>
        );
      })}
    </Box>
  );
}
