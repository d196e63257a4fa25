import { Box, Button, MenuItem, TextField } from '@mui/material';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import type { Content, PartKind } from '../api/types.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { editText, withEdits } from './content-edit.ts';
import { type ContentField, contentFields } from './content-fields.ts';

interface ContentEditorProps {
  readonly kind: PartKind;
  readonly content: Content;
  readonly saving: boolean;
  readonly onSave: (content: Content) => void;
  readonly onCancel: () => void;
}

/** The fields of an item as a form, in place of their reading view. */
export function ContentEditor({ kind, content, saving, onSave, onCancel }: ContentEditorProps) {
  const translate = useTranslate();
  // Measured and typed values are shown, not typed in by hand.
  const fields = contentFields(kind).filter((field) => field.form !== 'effect' && field.form !== 'value');
  const [texts, setTexts] = useState<ReadonlyMap<ContentField, string>>(
    () => new Map(fields.map((field) => [field, editText(field, content[field.name])])),
  );
  return (
    <Box
      component="form"
      onSubmit={(event) => {
        event.preventDefault();
        onSave(withEdits(content, texts));
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onCancel();
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
      }}
      sx={{ display: 'grid', gap: 0.5 }}
    >
      {fields.map((field) => (
        <FieldInput
          key={field.name}
          field={field}
          text={texts.get(field) ?? ''}
          onChange={(text) => setTexts(new Map(texts).set(field, text))}
        />
      ))}
      <Box sx={{ display: 'flex', gap: 1, mt: 0.5 }}>
        <Button type="submit" variant="contained" size="small" disabled={saving}>
          {translate('ra.action.save')}
        </Button>
        <Button size="small" onClick={onCancel} disabled={saving}>
          {translate('ra.action.cancel')}
        </Button>
      </Box>
    </Box>
  );
}

function FieldInput({
  field,
  text,
  onChange,
}: {
  field: ContentField;
  text: string;
  onChange: (text: string) => void;
}) {
  const translate = useTranslate();
  const labels = useLabels();
  const label = translate(`app.fields.${field.name}`);
  if (field.form === 'choice' || field.form === 'choices') {
    const several = field.form === 'choices';
    const value = several ? text.split('\n').filter((one) => one !== '') : text;
    return (
      <TextField
        select
        label={label}
        value={value}
        slotProps={{ select: { multiple: several } }}
        onChange={(event) => {
          const next: unknown = event.target.value;
          onChange(Array.isArray(next) ? next.join('\n') : String(next));
        }}
      >
        {!several && <MenuItem value="">—</MenuItem>}
        {labels.choices(field.list).map(({ id, name }) => (
          <MenuItem key={id} value={id}>
            {name}
          </MenuItem>
        ))}
      </TextField>
    );
  }
  const long = field.form === 'text' || field.form === 'lines';
  return (
    <TextField
      label={label}
      value={text}
      required={field.required ?? false}
      multiline={long}
      minRows={field.form === 'text' ? 2 : 1}
      maxRows={14}
      type={field.form === 'date' ? 'date' : field.form === 'number' || field.form === 'share' ? 'number' : 'text'}
      {...(field.form === 'lines' ? { helperText: translate('app.one_per_line') } : {})}
      slotProps={{ inputLabel: field.form === 'date' ? { shrink: true } : {} }}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
