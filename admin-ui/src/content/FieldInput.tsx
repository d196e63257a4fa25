import { MenuItem, TextField } from '@mui/material';
import { useTranslate } from 'react-admin';
import { useLabels } from '../i18n/use-labels.ts';
import type { ContentField } from './content-fields.ts';

/** One field of an item in a form; lists are one line per entry. */
export function FieldInput({
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
