import type { ReactNode } from 'react';
import { type RaRecord, ShowBase, useShowContext } from 'react-admin';
import { ErrorMessage, LoadingMessage } from './StateMessage.tsx';

type Read<T> = (record: T, reload: () => void) => ReactNode;

// A failed reload must neither throw away a half-written comment nor lead elsewhere: the page says what is wrong.
const stay = { onError: () => undefined };

/** The page of one record: loading and failed states, then what `children` makes of it. */
export function RecordPage<T extends RaRecord>({ children }: { children: Read<T> }) {
  return (
    <ShowBase<T> queryOptions={stay}>
      <RecordStates<T>>{children}</RecordStates>
    </ShowBase>
  );
}

function RecordStates<T extends RaRecord>({ children }: { children: Read<T> }) {
  const { record, error, refetch } = useShowContext<T>();
  if (record) return children(record, () => void refetch());
  return error ? <ErrorMessage error={error} onRetry={() => void refetch()} /> : <LoadingMessage />;
}
