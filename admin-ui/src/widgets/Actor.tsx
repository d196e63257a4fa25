import { useTranslate } from 'react-admin';

/** Who did it: a person by name, a part of the service in words. */
export function Actor({ name }: { name: string }) {
  const translate = useTranslate();
  return <span>{translate(`app.actor.${name.replace(':', '_')}`, { _: name })}</span>;
}
