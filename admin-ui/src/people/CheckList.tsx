import { Checkbox, FormControl, FormControlLabel, FormGroup, FormLabel } from '@mui/material';

interface CheckListProps<V extends string> {
  readonly label: string;
  readonly choices: readonly { readonly id: V; readonly name: string }[];
  readonly value: readonly V[];
  readonly disabled?: boolean;
  readonly onChange: (value: readonly V[]) => void;
}

/** Some of a few. */
export function CheckList<V extends string>({ label, choices, value, disabled = false, onChange }: CheckListProps<V>) {
  return (
    <FormControl fullWidth component="fieldset" disabled={disabled} sx={{ mt: 1 }}>
      <FormLabel component="legend">{label}</FormLabel>
      <FormGroup sx={{ display: 'grid', gridTemplateColumns: '1fr 1fr' }}>
        {choices.map(({ id, name }) => (
          <FormControlLabel
            key={id}
            label={name}
            control={
              <Checkbox
                size="small"
                value={id}
                checked={value.includes(id)}
                onChange={(_, checked) => onChange(checked ? [...value, id] : value.filter((one) => one !== id))}
              />
            }
          />
        ))}
      </FormGroup>
    </FormControl>
  );
}
