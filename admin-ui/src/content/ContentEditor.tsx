import { Box, Button } from '@mui/material';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import type { Content, PartKind } from '../api/types.ts';
import { editText, withEdits } from './content-edit.ts';
import { type ContentField, contentFields } from './content-fields.ts';
import { FieldInput } from './FieldInput.tsx';

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
