import { TextField } from '@mui/material';
import { useTranslate } from 'react-admin';

interface PasswordFieldProps {
  readonly value: string;
  readonly onChange: (password: string) => void;
  readonly name: string;
}

/** A password that somebody chooses: what it takes is said before they try; pasting and password managers are welcome. */
export function NewPasswordField({ value, onChange, name }: PasswordFieldProps) {
  const translate = useTranslate();
  return (
    <TextField
      required
      fullWidth
      type="password"
      label={translate('app.account.new_password')}
      helperText={translate('app.account.password_hint')}
      value={value}
      autoComplete="new-password"
      onChange={(event) => onChange(event.target.value)}
      slotProps={{ htmlInput: { name, minLength: 12, maxLength: 200 } }}
    />
  );
}
